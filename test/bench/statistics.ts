/** The median of some measurements and how far they spread. */
export type Spread = { readonly median: number; readonly least: number; readonly most: number }

/**
 * The value that a share of the measurements is at most, interpolated between the two nearest ranks
 * (Hyndman and Fan's definition 7, 1996). Throws where there is none.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]]
  if (below === undefined || above === undefined) throw new Error('nothing was measured')
  return below + (above - below) * (rank - Math.floor(rank))
}

/** The middle value: half of the measurements are at most that. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The median, the least and the most. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: quantile(values, 0), most: quantile(values, 1) }
}
