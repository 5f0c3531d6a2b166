/** Holds when the next hash of this isolate may begin. */
export type HashQueue = { readonly nextAt: number }

/** Spaces hashes: one takes about 100 ms in which its isolate serves nobody else. */
export const HASH_SLOT = 250

/** Bounds those that wait. */
export const MOST_WAITING = 8

export type Turn =
  | { readonly ok: true; readonly wait: number }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfter: number }

/**
 * Gives the next turn, or refuses where too many wait. By time alone: a turn whose request was given
 * up passes by itself, and no request waits for the promise of another.
 */
export function takeTurn(
  queue: HashQueue,
  now: number,
): { readonly next: HashQueue; readonly turn: Turn } {
  const startsAt = Math.max(now, queue.nextAt)
  const wait = startsAt - now
  if (wait > MOST_WAITING * HASH_SLOT) {
    return { next: queue, turn: { ok: false, reason: 'busy', retryAfter: wait } }
  }
  return { next: { nextAt: startsAt + HASH_SLOT }, turn: { ok: true, wait } }
}
