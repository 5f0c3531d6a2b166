import { DAY, HOUR, MINUTE } from '../platform/time.ts'

/** Texts that a country may cost. */
export type Budget = { readonly hourly: number; readonly daily: number }

/** Texts of one slot of time. */
export type Spending = { readonly at: number; readonly texts: number }

/** Spending is kept in slots of this length, so its windows are exact to that much. */
export const BUDGET_SLOT = 5 * MINUTE

/**
 * How far a budget is used up. `open`: not far. `known_only`: four fifths are gone, so that only
 * networks at which somebody was verified text freely. `spent`: nobody does.
 */
export type Stage = 'open' | 'known_only' | 'spent'

const KNOWN_ONLY_FROM = 0.8

/** The stage that an hour's and a day's spending has reached; what is young counts in both. */
export function budgetStage(
  spending: readonly Spending[],
  { hourly, daily }: Budget,
  now: number,
): Stage {
  const spent = (span: number) =>
    spending
      .filter(({ at }) => at > now - span - BUDGET_SLOT)
      .reduce((sum, { texts }) => sum + texts, 0)
  const used = Math.max(spent(HOUR) / hourly, spent(DAY) / daily)
  if (used >= 1) return 'spent'
  return used >= KNOWN_ONLY_FROM ? 'known_only' : 'open'
}
