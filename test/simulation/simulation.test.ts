import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'

/** What `main.ts --json` prints. */
type Summary = {
  /** What is known of each failure, and how to replay it. */
  readonly failed: readonly string[]
  readonly fingerprints: readonly string[]
  readonly answers: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
}

const run = promisify(execFile)

/** In a process of its own: the simulation replaces time and chance for the whole process. */
async function simulate(seed: number, seeds: number): Promise<Summary> {
  const files = ['--import', './test/simulation/hooks.ts', './test/simulation/main.ts']
  const options = ['--seed', String(seed), '--seeds', String(seeds), '--json']
  const begun = run(process.execPath, [...files, ...options], { maxBuffer: 2 ** 26 })
  // It exits with 1 where a seed failed; which one is then in what it printed.
  const { stdout } = await begun.catch((failed: { stdout: string; message: string }) => {
    if (failed.stdout === '') throw new Error(failed.message)
    return failed
  })
  return JSON.parse(stdout) as Summary
}

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
