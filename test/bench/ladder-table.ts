import { spreadOf } from './statistics.ts'
import { spreadText } from './table.ts'

/** One Worker of the ladder, and what was measured of it, one number a round. */
export type Rung = { readonly name: string; readonly values: readonly number[] }

/**
 * A row for each Worker: what was measured, what that is more than of the one before, and its ratio to
 * the first. Compared within each round, so that a machine that is slow in one is so for both.
 */
export function ladderRows(rungs: readonly Rung[]): readonly (readonly string[])[] {
  const [floor] = rungs
  return rungs.map(({ name, values }, i) => {
    const compared = (other: Rung | undefined, how: (value: number, than: number) => number) =>
      i === 0 || !other
        ? ''
        : spreadText(
            spreadOf(values.map((value, round) => how(value, other.values[round] ?? Number.NaN))),
          )
    return [
      name,
      spreadText(spreadOf(values)),
      compared(rungs[i - 1], (value, before) => value - before),
      compared(floor, (value, first) => value / first),
    ]
  })
}
