import { DAY, HOUR } from '../platform/time.ts'
import { BUCKET } from './buckets.ts'

/** Limits what a country's texts may cost, in segments. */
export type Budget = { readonly hourly: number; readonly daily: number }

/** Holds what the texts of one bucket of time cost. */
export type Spending = { readonly at: number; readonly segments: number }

/**
 * Tells how far a budget is used up. `known_only`: four fifths are gone, so that only networks at
 * which somebody was verified text freely. `spent`: nobody does.
 */
export type Stage = 'open' | 'known_only' | 'spent'

const KNOWN_ONLY_FROM = 0.8

/** Finds the stage that an hour's and a day's spending has reached, whichever is further. */
export function budgetStage(
  spending: readonly Spending[],
  { hourly, daily }: Budget,
  now: number,
): Stage {
  const spent = (span: number) =>
    spending
      .filter(({ at }) => at > now - span - BUCKET)
      .reduce((sum, { segments }) => sum + segments, 0)
  const used = Math.max(spent(HOUR) / hourly, spent(DAY) / daily)
  if (used >= 1) return 'spent'
  return used >= KNOWN_ONLY_FROM ? 'known_only' : 'open'
}
