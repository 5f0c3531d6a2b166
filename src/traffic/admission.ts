import { MINUTE } from '../platform/time.ts'
import type { Stage } from './budget.ts'

/** One send in this time passes a closed range or a used-up budget. */
export const TRICKLE = MINUTE

/** How traffic stands for one send that wants to go out. */
export type Traffic = {
  readonly stage: Stage
  /** The number's range is closed. */
  readonly closed: boolean
  /** Somebody at the asker's network was verified within the day. */
  readonly knownNetwork: boolean
  /** The asker's device verified the number before, or the asker solved a bot check. */
  readonly trusted: boolean
}

/** What holds a send back, if anything: then it may go only as part of that trickle. */
export type HeldBy = 'budget' | 'range' | undefined

/**
 * What holds a send back. A spent budget holds everybody; before that, networks of which nothing is
 * known; a closed range all who have shown nothing but a number.
 */
export function heldBy({ stage, closed, knownNetwork, trusted }: Traffic): HeldBy {
  if (stage === 'spent') return 'budget'
  if (trusted) return undefined
  if (stage === 'known_only' && !knownNetwork) return 'budget'
  return closed ? 'range' : undefined
}

/** When the next of a trickle may pass: `now`, or later. */
export function trickleAt(last: number | undefined, now: number): number {
  return last === undefined ? now : Math.max(now, last + TRICKLE)
}
