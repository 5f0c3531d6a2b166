import { MINUTE, SECOND } from '../platform/time.ts'

/** Holds who waits in an isolate to hash a password, and when the next may. */
export type HashQueue = {
  readonly nextAt: number
  /** The isolate's last rest. */
  readonly rest: number
  /** Until when each that waits holds its place, in their order: a request may be given up as it waits. */
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

/** Bounds the wait at a place: before the page gives its request up, or the making loses its lease. */
export const LONGEST_WAIT = 20 * SECOND

/** Bounds the time after which to come again. */
const LONGEST_PAUSE = 2 * MINUTE

export const NEW_QUEUE: HashQueue = { nextAt: 0, rest: 4 * SECOND, places: [], toldAt: 0 }

type Busy = { readonly ok: false; readonly reason: 'busy'; readonly retryAfter: number }

export type Entry = { readonly ok: true; readonly place: number } | Busy

/** Gives a place to wait at or, where too many wait, a time to come again that nobody else was told. */
export function enter(
  queue: HashQueue,
  now: number,
): { readonly next: HashQueue; readonly entry: Entry } {
  const places = waiting(queue, now)
  if (places.length >= MOST_WAITING) return refuse(queue, now)
  const place = now + LONGEST_WAIT
  return { next: { ...queue, places: [...places, place] }, entry: { ok: true, place } }
}

/** Tells a time to come again that nobody else was told: after those that wait, a turn at least. */
export function refuse(
  queue: HashQueue,
  now: number,
): { readonly next: HashQueue; readonly entry: Busy } {
  const places = waiting(queue, now)
  const free = Math.max(now, queue.nextAt) + Math.max(1, places.length) * queue.rest
  const toldAt = Math.min(Math.max(free, queue.toldAt + queue.rest), now + LONGEST_PAUSE)
  return {
    next: { ...queue, places, toldAt },
    entry: { ok: false, reason: 'busy', retryAfter: toldAt - now },
  }
}

/** Tells whether it is a place's turn: the isolate has rested, and none that was taken before is held. */
export function isTurn(queue: HashQueue, place: number, now: number): boolean {
  return now >= queue.nextAt && waiting(queue, now).every((other) => other >= place)
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

function waiting({ places }: HashQueue, now: number): readonly number[] {
  return places.filter((until) => now < until)
}
