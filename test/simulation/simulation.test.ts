import { beforeAll, expect, test } from 'vitest'
import { play } from './play.ts'

/** What `main.ts --json` prints. */
type Summary = {
  /** What is known of each failure, and how to replay it. */
  readonly failed: readonly string[]
  readonly fingerprints: readonly string[]
  readonly answers: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
}

const simulate = (seed: number, seeds: number) =>
  play<Summary>('--seed', String(seed), '--seeds', String(seeds), '--json')

let halves: readonly Summary[]

beforeAll(async () => {
  halves = await Promise.all([simulate(1, 500), simulate(501, 500)])
}, 600_000)

test('no invariant breaks in 1,000 simulated worlds', () => {
  expect(halves.flatMap(({ failed }) => failed).join('\n')).toBe('')
  expect(halves.flatMap(({ fingerprints }) => fingerprints)).toHaveLength(1000)
})

test('the worlds show every reply of the contract and every fault', () => {
  const counts = halves.flatMap(({ answers, faults }) => Object.entries({ ...answers, ...faults }))
  const seen = new Set(counts.filter(([, count]) => count > 0).map(([name]) => name))
  expect(counts.map(([name]) => name).filter((name) => !seen.has(name))).toEqual([])
})

test('a seed plays the same again, and another seed does not', async () => {
  const again = await simulate(41, 3)
  expect(again.fingerprints).toEqual(halves[0]?.fingerprints.slice(40, 43))
  expect(new Set(again.fingerprints).size).toBe(3)
})
