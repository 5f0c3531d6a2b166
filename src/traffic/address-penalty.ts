import { DAY, HOUR, MINUTE } from '../platform/time.ts'
import { BUCKET, type Bucket, total } from './buckets.ts'

/** A phone that is not verified this long after its text counts against the address. */
const TIME_TO_VERIFY = 15 * MINUTE

/** How long after its beginning every phone of a bucket is due. */
const DUE = BUCKET + TIME_TO_VERIFY

/** Describes the latest penalty in force or not yet forgotten. */
export type Penalty = { readonly strikes: number; readonly at: number; readonly until: number }

const UNVERIFIED_LIMITS = [
  { limit: 30, span: HOUR },
  { limit: 100, span: DAY },
] as const

const MIN_CONVERSION = 0.5
const SHARED_FROM = 10
const STRIKE_LIFETIME = DAY
const PENALTIES = [MINUTE, 5 * MINUTE, 30 * MINUTE] as const
const IPV6_PENALTY = DAY

/** Tells apart what counts by itself; a /48 may do what four addresses may. */
export type Scope = 'ipv4' | 'ipv6-64' | 'ipv6-48'

/**
 * Decides a penalty by phones texted and not verified: many, and at a poor conversion, since carriers
 * put thousands behind one address. A /64, one household or server, is held for a day at its fourth.
 */
export function judgeAddress(
  buckets: readonly Bucket[],
  former: Penalty | undefined,
  scope: Scope,
  now: number,
): { readonly penalty: Penalty | undefined; readonly shared: boolean } {
  const factor = scope === 'ipv6-48' ? 4 : 1
  const today = buckets.filter(({ at }) => at > now - DAY)
  const shared = total(today).verified >= SHARED_FROM * factor
  const current = former && now < penaltyExpiresAt(former) ? former : undefined
  if (current && now < current.until) return { penalty: current, shared }
  const exceeds = UNVERIFIED_LIMITS.some(({ limit, span }) => {
    // What a penalty was given for does not earn another.
    const since = Math.max(now - span, current?.at ?? 0) - DUE
    const { texted, verified } = total(buckets.filter(({ at }) => at > since && at <= now - DUE))
    return texted - verified >= limit * factor && verified < texted * MIN_CONVERSION
  })
  if (!exceeds) return { penalty: current, shared }
  const strikes = (current?.strikes ?? 0) + 1
  return { penalty: { strikes, at: now, until: now + penaltySpan(strikes, scope) }, shared }
}

/** Tells when a penalty is over and its strike forgotten. */
export function penaltyExpiresAt({ at, until }: Penalty): number {
  return Math.max(until, at + STRIKE_LIFETIME)
}

function penaltySpan(strikes: number, scope: Scope): number {
  const longest = scope === 'ipv6-64' ? IPV6_PENALTY : PENALTIES[2]
  return PENALTIES[strikes - 1] ?? longest
}
