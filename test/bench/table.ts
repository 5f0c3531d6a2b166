import type { Spread } from './statistics.ts'

/** Lines of a table whose first column is set left and the others right. */
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

/** `1.23 (1.10 to 1.40)`: the median, and in brackets the least and the most. */
export function spreadText({ median, least, most }: Spread): string {
  return `${short(median)} (${short(least)} to ${short(most)})`
}

function short(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0)
}
