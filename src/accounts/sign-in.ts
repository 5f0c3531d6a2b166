import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { hashPassword } from './password-hash.ts'
import { begin, type Entry, enter, NEW_QUEUE, rest } from './hash-queue.ts'

/** The queue of this isolate, whose objects a hash all stops: nothing of any request. */
const isolate = { queue: NEW_QUEUE }

/** Looks so often, in milliseconds, whether its turn has come: what holds it up may end before time. */
const POLL = 250

export type PasswordHash =
  | { readonly ok: true; readonly hash: string }
  | Extract<Entry, { readonly ok: false }>

/**
 * Does what signing in to the account of one phone needs, whether or not there is one. Named by the
 * keyed hash of the phone. It hashes here and not at the edge, as a hash stops its isolate.
 */
export class SignIn extends DurableObject<Env> {
  /** Hashes a password when its turn comes; refuses, unhashed, where too many wait. Stores nothing. */
  async hashPassword(password: string): Promise<PasswordHash> {
    const { next, entry } = enter(isolate.queue, performance.now())
    isolate.queue = next
    if (!entry.ok) return entry
    await turn()
    const startedAt = performance.now()
    isolate.queue = begin(isolate.queue, entry.place, startedAt)
    const hash = hashPassword(configOf(this.env).dataSecret, password)
    // The clock of an isolate stands still while it computes.
    await scheduler.wait(0)
    const endedAt = performance.now()
    isolate.queue = rest(isolate.queue, endedAt - startedAt, endedAt)
    return { ok: true, hash }
  }
}

/** Waits until the isolate has rested: by time alone, as no request may wait for another's promise. */
async function turn(): Promise<void> {
  for (;;) {
    const left = isolate.queue.nextAt - performance.now()
    if (left <= 0) return
    await scheduler.wait(Math.min(left, POLL))
  }
}
