/**
 * Finds the value that a share of the measurements is at most, interpolated between the two nearest ranks
 * (Hyndman and Fan's definition 7, 1996). Throws where there is none.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]]
  if (below === undefined || above === undefined) throw new Error('nothing was measured')
  return below + (above - below) * (rank - Math.floor(rank))
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Writes a table whose first column is set left and the others right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

/** Writes the median of some measurements, and in brackets the least and the most: `1.23 (1.10 to 1.40)`. */
export function spreadText(values: readonly number[]): string {
  const [least, most] = [quantile(values, 0), quantile(values, 1)]
  return `${short(median(values))} (${short(least)} to ${short(most)})`
}

function short(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0)
}

/** Holds one Worker of the ladder, and what was measured of it, one number a round. */
export type Rung = { readonly name: string; readonly values: readonly number[] }

/**
 * Writes a row for each Worker: what was measured, what that is more than of the one before, and its ratio to
 * the first. Compared within each round, so that a machine that is slow in one is so for both.
 */
export function ladderRows(rungs: readonly Rung[]): readonly (readonly string[])[] {
  const [floor] = rungs
  return rungs.map(({ name, values }, i) => {
    const compared = (other: Rung | undefined, how: (value: number, than: number) => number) =>
      i === 0 || !other
        ? ''
        : spreadText(values.map((value, round) => how(value, other.values[round] ?? Number.NaN)))
    return [
      name,
      spreadText(values),
      compared(rungs[i - 1], (value, before) => value - before),
      compared(floor, (value, first) => value / first),
    ]
  })
}
