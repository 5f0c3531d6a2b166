import { HOUR, MINUTE, SECOND } from '../platform/time.ts'

/** Bounds the guesses at one issue of the code: the third wrong one locks it. */
export const ATTEMPTS = 3

/** Bounds the issues of the code in one challenge; then the person starts afresh. */
export const ISSUES = 3

/** Gives a code's life from each text, within `LONGEST_CODE_LIFETIME` from its first. */
export const CODE_LIFETIME = 300 * SECOND

/** Bounds the life of one code, however often it is texted again. */
export const LONGEST_CODE_LIFETIME = 10 * MINUTE

/** Bounds the life a text must leave its code: with less, a new code is sent instead. */
export const SHORTEST_CODE_LIFETIME = 180 * SECOND

/** The wait after the first, second and third text of a challenge; after each later one the longest. */
const WAITS: readonly number[] = [30 * SECOND, 60 * SECOND, 120 * SECOND]
const LONGEST_WAIT = 300 * SECOND

/** Gives the wait after so many texts. */
export function waitAfter(texts: number): number {
  return WAITS[texts - 1] ?? LONGEST_WAIT
}

/** Counts the texts to one phone after which calls and WhatsApp are offered. */
export const TEXTS_BEFORE_OTHER_CHANNELS = 3

/** Bounds how long a send may be under way: gateways get 10 s in all, object calls the rest. */
export const SEND_LEASE = 20 * SECOND

/** Keeps as many dispatches for receipts as a session's hour can hold, and a few more. */
export const DISPATCHES_KEPT = 20

/** Bounds how long, and how often, a verify whose reply was lost may be repeated. */
export const REPLAY = { span: MINUTE, times: 3 } as const

/** Bounds how long, and how often, one call speaks the code that it was made for. */
export const SPEAKING = { span: 5 * MINUTE, times: 3 } as const

/** Gives the life of a session that is not verified. */
export const UNVERIFIED_LIFETIME = HOUR
