import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { SECOND } from '../platform/time.ts'
import { hashPassword } from './password-hash.ts'
import { HASH_SLOT, type HashQueue, takeTurn } from './hash-queue.ts'

/** The turns of this isolate, which all its objects share: nothing of any request. */
const isolate: { queue: HashQueue; restsUntil: number } = { queue: { nextAt: 0 }, restsUntil: 0 }

/** Rests so many times as long as a hash took, for at least a turn and at most so long. */
const REST = 3
const LONGEST_REST = SECOND

/** Bounds the rest where a request is given up before it can say how long its hash took. */
const LONGEST_HASH = 10 * HASH_SLOT

export type PasswordHash =
  | { readonly ok: true; readonly hash: string }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfter: number }

/**
 * Does what signing in to the account of one phone needs, whether or not there is one. Named by the
 * keyed hash of the phone. It hashes here and not at the edge, as a hash stops its isolate.
 */
export class SignIn extends DurableObject<Env> {
  /** Hashes a password when its turn comes; refuses, unhashed, where too many wait. Stores nothing. */
  async hashPassword(password: string): Promise<PasswordHash> {
    const { next, turn } = takeTurn(isolate.queue, performance.now())
    isolate.queue = next
    if (!turn.ok) return turn
    await scheduler.wait(turn.wait)
    await rest()
    const startedAt = performance.now()
    isolate.restsUntil = startedAt + LONGEST_HASH
    const hash = hashPassword(configOf(this.env).dataSecret, password)
    // The clock of an isolate stands still while it computes.
    await scheduler.wait(0)
    const endedAt = performance.now()
    const due = Math.max(HASH_SLOT, REST * (endedAt - startedAt))
    isolate.restsUntil = endedAt + Math.min(due, LONGEST_REST)
    return { ok: true, hash }
  }
}

/** Waits for the rest after another's hash: on a slow machine turns would come one right after another. */
async function rest(): Promise<void> {
  for (;;) {
    const left = isolate.restsUntil - performance.now()
    if (left <= 0) return
    await scheduler.wait(Math.min(left, HASH_SLOT))
  }
}
