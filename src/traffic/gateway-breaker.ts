import type { GatewayAnswer } from '../sms/gateway.ts'
import { HOUR, MINUTE, SECOND } from '../platform/time.ts'

/**
 * Trips a gateway by so many failures in a row. One that fails a fifth of its texts by chance comes to
 * that once in 3,900 texts; one that fails a hundredth, once in ten thousand million.
 */
const RUN = 5

/** Ends a run of failures: a later one begins another. */
export const RUN_GAP = 10 * MINUTE

/** A tripped gateway waits so long for a probe, twice as long after each that fails, 10 min at most. */
const FIRST_WAIT = 30 * SECOND
const LONGEST_WAIT = 10 * MINUTE

/** A gateway that has been well for so long starts at the first wait again. */
const HEALTHY_AGAIN = HOUR

/** Describes how a gateway has fared of late. */
export type GatewayHealth = {
  /** Failures in a row, and when the last of them came. */
  readonly failures: number
  readonly failedAt: number
  /** Waits given since it was last well for an hour. */
  readonly strikes: number
  /** Passed over, but for probes. */
  readonly tripped: boolean
  /** A probe is on its way. */
  readonly probing: boolean
  /** The time of the next probe; of one that is not tripped, when it recovered. */
  readonly at: number
}

export const HEALTHY: GatewayHealth = {
  failures: 0,
  failedAt: 0,
  strikes: 0,
  tripped: false,
  probing: false,
  at: 0,
}

/** Tells whether a gateway did its work: to know that a number cannot be texted is some, too. */
export function isSuccess(answer: GatewayAnswer['kind']): boolean {
  return answer === 'accepted' || answer === 'undeliverable'
}

/** Finds a gateway's health after one more text; the very same where that changes nothing. */
export function afterText(health: GatewayHealth, ok: boolean, now: number): GatewayHealth {
  if (ok) return afterSuccess(health, now)
  if (health.tripped) return health.probing ? trip(health, now) : health
  const inRow = now - health.failedAt <= RUN_GAP
  const failures = inRow ? health.failures + 1 : 1
  if (failures < RUN) return { ...health, failures, failedAt: now }
  const well = now >= health.at + HEALTHY_AGAIN
  return trip(well ? { ...health, strikes: 0 } : health, now)
}

/** Finds its health with its next probe on the way; undefined where none may go yet. */
export function withProbe(health: GatewayHealth, now: number): GatewayHealth | undefined {
  if (!health.tripped || now < health.at) return undefined
  return { ...health, probing: true, at: now + wait(health.strikes) }
}

/** Finds its health where the probe was never sent: another may go at once. */
export function withoutProbe(health: GatewayHealth, now: number): GatewayHealth {
  return health.probing ? { ...health, probing: false, at: now } : health
}

function afterSuccess(health: GatewayHealth, now: number): GatewayHealth {
  if (health.tripped) return { ...health, failures: 0, tripped: false, probing: false, at: now }
  return health.failures === 0 ? health : { ...health, failures: 0 }
}

function trip(health: GatewayHealth, now: number): GatewayHealth {
  const strikes = health.strikes + 1
  return {
    failures: health.failures + 1,
    failedAt: now,
    strikes,
    tripped: true,
    probing: false,
    at: now + wait(strikes),
  }
}

function wait(strikes: number): number {
  return Math.min(FIRST_WAIT * 2 ** (strikes - 1), LONGEST_WAIT)
}
