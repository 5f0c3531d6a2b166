import { MINUTE } from '../platform/time.ts'
import type { Stage } from './budget.ts'

/** Lets one send in this time pass a closed range or a spent budget. */
export const TRICKLE = MINUTE

/** Describes the traffic that one send would join. */
export type Traffic = {
  readonly stage: Stage
  readonly rangeClosed: boolean
  /** Somebody at the asker's network was verified within the day. */
  readonly networkVerified: boolean
  /** The asker's device verified the number before, or the asker solved a bot check. */
  readonly trusted: boolean
}

/** Names what holds a send back; it may go only as part of that trickle. */
export type Hold = 'budget' | 'range'

/**
 * Finds what holds a send back. A spent budget holds everybody; before that, networks of which
 * nothing is known; a closed range all who have shown nothing but a number.
 */
export function holdOf(traffic: Traffic): Hold | undefined {
  const { stage, rangeClosed, networkVerified, trusted } = traffic
  if (stage === 'spent') return 'budget'
  if (trusted) return undefined
  if (stage === 'known_only' && !networkVerified) return 'budget'
  return rangeClosed ? 'range' : undefined
}

/** Tells when the next send of a trickle may pass: `now`, or later. */
export function nextTrickleAt(last: number | undefined, now: number): number {
  return last === undefined ? now : Math.max(now, last + TRICKLE)
}
