import { DAY, HOUR, MINUTE } from '../platform/time.ts'

/** What KV says of an address: written by its TrafficMonitor, enforced at the edge. */
export type AddressRecord = {
  readonly blockedUntil: number
  /** Penalties that are not forgotten yet. */
  readonly strikes: number
  /** Many verified people share the address. */
  readonly shared: boolean
}

/** Phones first texted in one slot of time at an address's request, and how many were verified. */
export type Slot = { readonly at: number; readonly texted: number; readonly verified: number }

/** A phone that is not verified this long after its text counts against the address. */
const TIME_TO_VERIFY = 15 * MINUTE

/** Counts are kept in slots, so windows are exact to this much. */
export const SLOT = 5 * MINUTE

/** How long after its beginning every phone of a slot is due. */
const DUE = SLOT + TIME_TO_VERIFY

/** What the monitor remembers of the penalties given. */
export type Penalty = { readonly strikes: number; readonly at: number; readonly until: number }

const UNVERIFIED_LIMITS = [
  { limit: 30, span: HOUR },
  { limit: 100, span: DAY },
] as const

const LEAST_CONVERSION = 0.5
const SHARED_FROM = 10
const STRIKE_FORGOTTEN = DAY
const PENALTIES = [MINUTE, 5 * MINUTE, 30 * MINUTE] as const
const PENALTY_OF_IPV6 = DAY

/** A /48 may do what four addresses may. */
export type Scope = 'ipv4' | 'ipv6-64' | 'ipv6-48'

/**
 * Whether an address has earned a penalty by phones texted and not verified, and how it stands.
 * Carriers and colleges put thousands behind one address, so a penalty needs both many unverified
 * phones and a poor conversion; only a /64, which is one household or server, is held for a day, at its fourth strike.
 */
export function judgeAddress(
  slots: readonly Slot[],
  former: Penalty | undefined,
  scope: Scope,
  now: number,
): { readonly penalty: Penalty | undefined; readonly shared: boolean } {
  const factor = scope === 'ipv6-48' ? 4 : 1
  const today = slots.filter((slot) => slot.at > now - DAY)
  const shared = total(today, 'verified') >= SHARED_FROM * factor
  const standing = former && now < penaltyForgottenAt(former) ? former : undefined
  if (standing && now < standing.until) return { penalty: standing, shared }
  const over = UNVERIFIED_LIMITS.some(({ limit, span }) => {
    // What a penalty was given for does not earn another.
    const since = Math.max(now - span, standing?.at ?? 0) - DUE
    const due = slots.filter(({ at }) => at > since && at <= now - DUE)
    const texted = total(due, 'texted')
    const verified = total(due, 'verified')
    return texted - verified >= limit * factor && verified < texted * LEAST_CONVERSION
  })
  if (!over) return { penalty: standing, shared }
  const strikes = (standing?.strikes ?? 0) + 1
  return { penalty: { strikes, at: now, until: now + penaltySpan(strikes, scope) }, shared }
}

function total(slots: readonly Slot[], what: 'texted' | 'verified'): number {
  return slots.reduce((sum, slot) => sum + slot[what], 0)
}

/** When a penalty is over and its strike forgotten. */
export function penaltyForgottenAt(penalty: Penalty): number {
  return Math.max(penalty.until, penalty.at + STRIKE_FORGOTTEN)
}

function penaltySpan(strikes: number, scope: Scope): number {
  const longest = scope === 'ipv6-64' ? PENALTY_OF_IPV6 : PENALTIES[2]
  return PENALTIES[strikes - 1] ?? longest
}
