import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { hashPassword } from './password-hash.ts'
import { begin, type Entry, enter, isTurn, NEW_QUEUE, refuse, rest } from './hash-queue.ts'

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
  /** Hashes a password when its turn comes; refuses, unhashed, where that is not soon. Stores nothing. */
  async hashPassword(password: string): Promise<PasswordHash> {
    const entry = await turn()
    if (!entry.ok) return entry
    const startedAt = performance.now()
    const hash = hashPassword(configOf(this.env).dataSecret, password)
    // The clock of an isolate stands still while it computes.
    await scheduler.wait(0)
    const endedAt = performance.now()
    isolate.queue = rest(isolate.queue, endedAt - startedAt, endedAt)
    return { ok: true, hash }
  }
}

/** Waits for a turn, and begins it: by time alone, as no request may wait for another's promise. */
async function turn(): Promise<Entry> {
  const { next, entry } = enter(isolate.queue, performance.now())
  isolate.queue = next
  if (!entry.ok) return entry
  for (;;) {
    const now = performance.now()
    if (now >= entry.place) {
      const late = refuse(isolate.queue, now)
      isolate.queue = late.next
      return late.entry
    }
    if (isTurn(isolate.queue, entry.place, now)) {
      isolate.queue = begin(isolate.queue, entry.place, now)
      return entry
    }
    const left = isolate.queue.nextAt - now
    await scheduler.wait(left > 0 ? Math.min(left, POLL) : POLL)
  }
}
