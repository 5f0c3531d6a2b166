/** A measurement at a time, in minutes. */
export type Sample = { readonly at: number; readonly value: number }

/** How steeply values grow, in units a minute, and how far that may be by chance. */
export type Growth = { readonly slope: number; readonly error: number }

/**
 * The slope of the least-squares line and its standard error. Throws where there are fewer than three
 * samples, of which nothing can be said.
 */
export function growth(samples: readonly Sample[]): Growth {
  if (samples.length < 3) throw new Error('too few samples')
  const meanAt = mean(samples.map(({ at }) => at))
  const meanValue = mean(samples.map(({ value }) => value))
  const spread = sum(samples.map(({ at }) => (at - meanAt) ** 2))
  const slope = sum(samples.map(({ at, value }) => (at - meanAt) * (value - meanValue))) / spread
  const residuals = samples.map(({ at, value }) => value - meanValue - slope * (at - meanAt))
  const variance = sum(residuals.map((residual) => residual ** 2)) / (samples.length - 2)
  return { slope, error: Math.sqrt(variance / spread) }
}

/**
 * Whether the second half of the samples grows by more than `bound` a minute, beyond what chance
 * explains at twice the standard error. The first half is warm-up.
 */
export function keepsGrowing(samples: readonly Sample[], bound: number): boolean {
  const { slope, error } = growth(secondHalf(samples))
  return slope - 2 * error > bound
}

/** The later half of the samples, by their number. */
export function secondHalf(samples: readonly Sample[]): readonly Sample[] {
  return samples.slice(Math.floor(samples.length / 2))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}
