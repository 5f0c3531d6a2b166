import { DAY, HOUR, MINUTE } from '../platform/time.ts'
import { BUCKET, type Bucket, bucketStart, RANGE_BUCKET, total } from './buckets.ts'

/** Ranges are judged on this much of the past. */
export const BREAKER_WINDOW = 6 * HOUR

/** Counts a phone against its range and gateway when it is not verified this long after its text. */
export const TIME_TO_VERIFY = 5 * MINUTE

/** How long after its beginning every phone of a bucket is due. */
const DUE = RANGE_BUCKET + TIME_TO_VERIFY

/** Gateways are judged on less: whether one fails now. */
const GATEWAY_WINDOW = 30 * MINUTE

/** Ranges are compared over the same stretches of time, this long each. */
const STRETCH = 10 * MINUTE

/** With fewer phones than this nothing is said of a range, nor of what it is compared with. */
const MIN_PHONES = 20

/** The share of phones that honest people verify is far above this. */
const FLOOR = 0.15

/** One-sided 99 %: the quantile of the normal distribution for Wilson's score interval. */
const Z = 2.326

/** Phones of a closed range that must be due, and the share of them verified, to open it early. */
const MIN_PHONES_TO_OPEN = 10
const MIN_RATE_TO_OPEN = 2 * FLOOR

/** A range closes for an hour, twice as long each time, 8 hours at most; a day later it is forgotten. */
const FIRST_CLOSING = HOUR
const LONGEST_CLOSING = 8 * HOUR

/** Closes a range until a time: only a trickle passes, and who has shown more than a number. */
export type Closing = { readonly strikes: number; readonly at: number; readonly until: number }

/** Decides on a range. `allFall`: it does badly with all others, so a gateway is at fault. */
export type Verdict = { readonly closing: Closing | undefined; readonly allFall: boolean }

export function isClosed(closing: Closing | undefined, now: number): boolean {
  return closing !== undefined && now < closing.until
}

/** Tells when a closing no longer lengthens the next. */
export function closingExpiresAt({ until }: Closing): number {
  return until + DAY
}

/** Tells whether of at least 20 phones too few are verified to be honest, at 99 % confidence. */
export function convertsBadly(buckets: readonly Bucket[], since: number, now: number): boolean {
  const { texted, verified } = total(dueOf(buckets, since, now))
  return texted >= MIN_PHONES && upperBound(verified, texted) < FLOOR
}

/**
 * Judges a range. It closes when its phones are verified far too seldom while those of others, texted
 * at the same times, are verified as ever: an outage of a gateway, which fells all, closes none.
 */
export function judgeRange(
  buckets: readonly Bucket[],
  others: () => readonly (readonly Bucket[])[],
  former: Closing | undefined,
  now: number,
): Verdict {
  const current = former && now < closingExpiresAt(former) ? former : undefined
  if (current && isClosed(current, now)) {
    // It opens early when its trickle does well.
    const { texted, verified } = total(dueOf(buckets, current.at, now))
    const opens = texted >= MIN_PHONES_TO_OPEN && verified >= texted * MIN_RATE_TO_OPEN
    return { closing: opens ? { ...current, until: now } : current, allFall: false }
  }
  // What came before a closing ended is not held against the range again.
  const since = Math.max(now - BREAKER_WINDOW, current?.until ?? 0)
  if (!convertsBadly(buckets, since, now)) return { closing: current, allFall: false }
  const due = dueOf(buckets, since, now)
  // An attack on several ranges must hide none.
  const healthy = others().filter((other) => !convertsBadly(other, since, now))
  const comparison = compare(due, dueOf(healthy.flat(), since, now))
  if (comparison.phones < MIN_PHONES) return { closing: current, allFall: false }
  if (comparison.rate < FLOOR) return { closing: current, allFall: true }
  const { texted, verified } = total(due)
  const farBelow = upperBound(verified, texted) < Math.min(FLOOR, comparison.rate / 2)
  if (!farBelow) return { closing: current, allFall: false }
  const strikes = (current?.strikes ?? 0) + 1
  const span = Math.min(FIRST_CLOSING * 2 ** (strikes - 1), LONGEST_CLOSING)
  return { closing: { strikes, at: now, until: now + span }, allFall: false }
}

/** Lists gateways whose phones of the last half hour were verified too seldom, at 99 % confidence. */
export function badGateways(
  byName: ReadonlyMap<string, readonly Bucket[]>,
  now: number,
): readonly string[] {
  const since = now - GATEWAY_WINDOW
  // A gateway's buckets are longer than a range's.
  const asOf = now - (BUCKET - RANGE_BUCKET)
  return [...byName]
    .filter(([, buckets]) => convertsBadly(buckets, since, asOf))
    .map(([name]) => name)
}

/**
 * Finds the share of the others' phones that was verified, each stretch of time weighing as much as
 * the range's own phones in it, and how many phones that rests on.
 */
function compare(own: readonly Bucket[], others: readonly Bucket[]) {
  const stretches = new Map<number, { own: number; texted: number; verified: number }>()
  const at = (bucket: Bucket) => {
    const start = bucketStart(bucket.at, STRETCH)
    const stretch = stretches.get(start) ?? { own: 0, texted: 0, verified: 0 }
    stretches.set(start, stretch)
    return stretch
  }
  for (const bucket of own) at(bucket).own += bucket.texted
  for (const bucket of others) {
    const stretch = at(bucket)
    stretch.texted += bucket.texted
    stretch.verified += bucket.verified
  }
  const shared = [...stretches.values()].filter((stretch) => stretch.own > 0 && stretch.texted > 0)
  const weight = shared.reduce((sum, stretch) => sum + stretch.own, 0)
  return {
    phones: shared.reduce((sum, stretch) => sum + stretch.texted, 0),
    rate:
      shared.reduce((sum, { own: n, texted, verified }) => sum + n * (verified / texted), 0) /
      weight,
  }
}

function dueOf(buckets: readonly Bucket[], since: number, now: number): readonly Bucket[] {
  return buckets.filter(({ at }) => at >= since && at <= now - DUE)
}

/** Finds the most that a share may be, at the confidence of `Z` (Wilson's score interval, 1927). */
function upperBound(successes: number, trials: number): number {
  const share = successes / trials
  const square = Z * Z
  const spread = Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials))
  return (share + square / (2 * trials) + Z * spread) / (1 + square / trials)
}
