import { MINUTE, SECOND } from '../platform/time.ts'

/** Holds who waits in an isolate to hash a password, and when the next may. */
export type HashQueue = {
  readonly nextAt: number
  /** The isolate's last rest. */
  readonly rest: number
  /** Until when each that waits holds its place: a request may be given up as it waits. */
  readonly places: readonly number[]
  /** When whoever was refused last was told to come again. */
  readonly toldAt: number
}

/** Rests so many times as long as a hash took: with all it holds up, it meets one request in 30. */
const REST = 30
export const LONGEST_REST = 8 * SECOND

/** Bounds those that wait. */
export const MOST_WAITING = 2

/** Bounds a hash that never says how long it took, since its request was given up. */
const LONGEST_HASH = 5 * SECOND

const PLACE_KEPT = (MOST_WAITING + 1) * (LONGEST_HASH + LONGEST_REST)

const LONGEST_WAIT = 2 * MINUTE

export const NEW_QUEUE: HashQueue = { nextAt: 0, rest: 4 * SECOND, places: [], toldAt: 0 }

export type Entry =
  | { readonly ok: true; readonly place: number }
  | { readonly ok: false; readonly reason: 'busy'; readonly retryAfter: number }

/** Gives a place to wait at or, where too many wait, a time to come again that nobody else was told. */
export function enter(
  queue: HashQueue,
  now: number,
): { readonly next: HashQueue; readonly entry: Entry } {
  const places = queue.places.filter((until) => now < until)
  if (places.length < MOST_WAITING) {
    const place = now + PLACE_KEPT
    return { next: { ...queue, places: [...places, place] }, entry: { ok: true, place } }
  }
  const free = Math.max(now, queue.nextAt) + places.length * queue.rest
  const toldAt = Math.min(Math.max(free, queue.toldAt + queue.rest), now + LONGEST_WAIT)
  return {
    next: { ...queue, places, toldAt },
    entry: { ok: false, reason: 'busy', retryAfter: toldAt - now },
  }
}

/** Begins the hash of whoever waited at a place; nobody else's begins until it rests. */
export function begin(queue: HashQueue, place: number, now: number): HashQueue {
  const at = queue.places.indexOf(place)
  const places = queue.places.filter((_, other) => other !== at)
  return { ...queue, places, nextAt: now + LONGEST_HASH }
}

/** Rests after a hash that took so many milliseconds. */
export function rest(queue: HashQueue, took: number, now: number): HashQueue {
  const due = Math.min(REST * took, LONGEST_REST)
  return { ...queue, rest: due, nextAt: now + due }
}
