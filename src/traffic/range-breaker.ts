import { DAY, HOUR, MINUTE } from '../platform/time.ts'
import type { Slot } from './address-penalty.ts'
import { BUDGET_SLOT } from './budget.ts'

/** Ranges are judged on this much of the past. */
export const BREAKER_WINDOW = 6 * HOUR

/** Phones of a range are counted by the minute in which they were texted. */
export const RANGE_SLOT = MINUTE

/** A phone that is not verified this long after its text tells against its range. */
const TIME_TO_VERIFY = 5 * MINUTE

/** How long after its beginning every phone of a slot is due. */
const DUE = RANGE_SLOT + TIME_TO_VERIFY

/** Gateways are judged on less: whether one fails now. */
const GATEWAY_WINDOW = 30 * MINUTE

/** As `DUE`, of gateways: their slots are the budget's. */
export const GATEWAY_DUE = BUDGET_SLOT + TIME_TO_VERIFY

/**
 * What gateways achieve is compared over this much of the past: all of a gateway that did badly is
 * forgotten by then, so one that got better is tried anew. A shorter one costs more texts on gateways
 * that are still bad.
 */
export const RESULT_WINDOW = 3 * HOUR

/** Ranges are compared over the same stretches of time, this long each. */
const STRETCH = 10 * MINUTE

/** With fewer phones than this nothing is said of a range, nor of what it is compared with. */
const LEAST_PHONES = 20

/** The share of phones that honest people verify is far above this. */
const FLOOR = 0.15

/** One-sided 99 %: the quantile of the normal distribution for Wilson's score interval. */
const Z = 2.326

/** Phones of a closed range that must be due, and the share of them verified, to open it early. */
const LEAST_TO_OPEN = 10
const OPENS_FROM = 2 * FLOOR

/** A range closes for an hour, twice as long each time, 8 hours at most; a day later it is forgotten. */
const FIRST_CLOSING = HOUR
const LONGEST_CLOSING = 8 * HOUR

/** Closed until a time: only a trickle passes, and who has shown more than a number. */
export type Closing = { readonly strikes: number; readonly at: number; readonly until: number }

/** `open`, and why it stays so where it does badly: `all_fall` means that a gateway is at fault. */
export type Verdict = { readonly closing: Closing | undefined; readonly allFall: boolean }

/** Whether a range is closed now. */
export function isClosed(closing: Closing | undefined, now: number): boolean {
  return closing !== undefined && now < closing.until
}

/** When a closing no longer lengthens the next. */
export function closingForgottenAt({ until }: Closing): number {
  return until + DAY
}

/**
 * Whether too few of a range's phones are verified to be honest, at 99 % confidence. Says nothing of
 * fewer than 20 phones.
 */
export function convertsBadly(slots: readonly Slot[], since: number, now: number): boolean {
  const { texted, verified } = total(dueOf(slots, since, now))
  return texted >= LEAST_PHONES && upperBound(verified, texted) < FLOOR
}

/**
 * Judges a number range. It closes when its phones are verified far too seldom while those of the
 * other ranges, texted in the same stretches of time, are verified as ever: a gateway's outage
 * takes them all down together and closes none. Other ranges that do badly too are left out of the
 * comparison, so that an attack on several hides none. A closed range opens early when its
 * trickle does well, and by itself once its time is over; what came before then is not held against
 * it again.
 */
export function judgeRange(
  slots: readonly Slot[],
  others: () => readonly (readonly Slot[])[],
  former: Closing | undefined,
  now: number,
): Verdict {
  const standing = former && now < closingForgottenAt(former) ? former : undefined
  if (standing && isClosed(standing, now)) {
    const { texted, verified } = total(dueOf(slots, standing.at, now))
    const opens = texted >= LEAST_TO_OPEN && verified >= texted * OPENS_FROM
    return { closing: opens ? { ...standing, until: now } : standing, allFall: false }
  }
  const since = Math.max(now - BREAKER_WINDOW, standing?.until ?? 0)
  if (!convertsBadly(slots, since, now)) return { closing: standing, allFall: false }
  const due = dueOf(slots, since, now)
  const healthy = others().filter((other) => !convertsBadly(other, since, now))
  const comparison = compare(due, dueOf(healthy.flat(), since, now))
  if (comparison.phones < LEAST_PHONES) return { closing: standing, allFall: false }
  if (comparison.rate < FLOOR) return { closing: standing, allFall: true }
  const { texted, verified } = total(due)
  const farBelow = upperBound(verified, texted) < Math.min(FLOOR, comparison.rate / 2)
  if (!farBelow) return { closing: standing, allFall: false }
  const strikes = (standing?.strikes ?? 0) + 1
  const span = Math.min(FIRST_CLOSING * 2 ** (strikes - 1), LONGEST_CLOSING)
  return { closing: { strikes, at: now, until: now + span }, allFall: false }
}

/**
 * The gateways whose phones of the last half hour were verified too seldom, at 99 % confidence. Their
 * slots are the budget's, and longer than a range's.
 */
export function badlyConverting(
  byName: ReadonlyMap<string, readonly Slot[]>,
  now: number,
): readonly string[] {
  const since = now - GATEWAY_WINDOW
  const asOf = now - (BUDGET_SLOT - RANGE_SLOT)
  return [...byName].filter(([, slots]) => convertsBadly(slots, since, asOf)).map(([name]) => name)
}

/**
 * The share of the others' phones that was verified, each stretch of time weighing as much as the
 * range's own phones in it; and how many of the others' phones that rests on.
 */
function compare(own: readonly Slot[], others: readonly Slot[]) {
  const stretches = new Map<number, { own: number; texted: number; verified: number }>()
  const at = (slot: Slot) => {
    const start = slot.at - (slot.at % STRETCH)
    const stretch = stretches.get(start) ?? { own: 0, texted: 0, verified: 0 }
    stretches.set(start, stretch)
    return stretch
  }
  for (const slot of own) at(slot).own += slot.texted
  for (const slot of others) {
    const stretch = at(slot)
    stretch.texted += slot.texted
    stretch.verified += slot.verified
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

function dueOf(slots: readonly Slot[], since: number, now: number): readonly Slot[] {
  return slots.filter(({ at }) => at >= since && at <= now - DUE)
}

/** Phones of all these slots. */
export function total(slots: readonly Slot[]) {
  return {
    texted: slots.reduce((sum, slot) => sum + slot.texted, 0),
    verified: slots.reduce((sum, slot) => sum + slot.verified, 0),
  }
}

/** The most that a share may be, at the confidence of `Z`, seen so (Wilson's score interval, 1927). */
function upperBound(successes: number, trials: number): number {
  const share = successes / trials
  const square = Z * Z
  const spread = Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials))
  return (share + square / (2 * trials) + Z * spread) / (1 + square / trials)
}
