import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { type Fault, Faults } from './faults.ts'
import { ALL_ANSWERS } from '../support/replies.ts'
import { ROUTING, routingTable } from './routing-scenarios.ts'
import { type Outcome, runSeed } from './run.ts'
import { SCENARIOS } from './scenarios.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
    failures: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    routing: { type: 'boolean', default: false },
    scenario: { type: 'string' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)

if (values.routing) {
  for await (const line of routingTable(Number(values.seeds ?? 3))) say(line)
  process.exit()
}

if (values.scenario !== undefined) {
  const play = { ...SCENARIOS, ...ROUTING }[values.scenario]
  if (!play) throw new Error(`one of ${Object.keys({ ...SCENARIOS, ...ROUTING }).join(', ')}`)
  say(JSON.stringify(await play()))
  process.exit()
}

const first = Number(values.seed)
const count = Number(values.seeds ?? 1000)

const begun = performance.now()
const busyBefore = process.cpuUsage()
const totals = { steps: 0, texts: 0, guesses: 0, verified: 0 }
const answers = new Map<string, number>(ALL_ANSWERS.map((answer) => [answer, 0]))
const faults = new Map<Fault, number>(Faults.all.map((fault) => [fault, 0]))
const failed: Outcome[] = []
const fingerprints: string[] = []
for (let seed = first; seed < first + count; seed++) {
  const outcome = await runSeed(seed, values.verbose && count === 1 ? say : undefined)
  for (const name of ['steps', 'texts', 'guesses', 'verified'] as const)
    totals[name] += outcome[name]
  add(answers, outcome.answers)
  add(faults, outcome.faults)
  fingerprints.push(outcome.fingerprint)
  if (values.verbose) say(`seed ${seed}: ${outcome.fingerprint}, ${outcome.steps} steps`)
  if (!outcome.violation) continue
  failed.push(outcome)
  if (!values.json) say(report(outcome))
  if (failed.length === Number(values.failures)) break
}
const seconds = (performance.now() - begun) / 1000
const { user, system } = process.cpuUsage(busyBefore)
const busy = (user + system) / 1e6
const requests = [...answers.values()].reduce((sum, n) => sum + n, 0)

if (values.json) {
  const summary = {
    failed: failed.map(report),
    seconds,
    requests,
    ...totals,
    answers: Object.fromEntries(answers),
    faults: Object.fromEntries(faults),
    fingerprints,
  }
  say(JSON.stringify(summary))
} else {
  const perSecond = (time: number) => (fingerprints.length / time).toFixed(1)
  say(
    `${fingerprints.length} seeds in ${seconds.toFixed(1)} s: ${perSecond(seconds)} a second, ${perSecond(busy)} a second of one core`,
  )
  say(
    `${requests} requests, ${totals.texts} texts, ${totals.guesses} guesses, ${totals.verified} people verified, ${totals.steps} steps`,
  )
  for (const [name, counts] of [
    ['replies', answers],
    ['faults', faults],
  ] as const) {
    say(`${name}: ${[...counts].map(([what, n]) => `${what} ${n}`).join(', ')}`)
  }
  say(failed.length === 0 ? 'all passed' : `${failed.length} failed`)
}
process.exitCode = failed.length === 0 ? 0 : 1

function add<Key>(sums: Map<Key, number>, more: ReadonlyMap<Key, number>): void {
  for (const [key, n] of more) sums.set(key, (sums.get(key) ?? 0) + n)
}

/** A failure, for whoever has to find out why. */
function report({ seed, steps, violation, fingerprint }: Outcome): string {
  const { invariant = '', detail = '', recent = [] } = violation ?? {}
  return [
    `seed ${seed} failed at step ${steps}, history ${fingerprint}`,
    `  invariant: ${invariant}`,
    `  ${detail}`,
    ...recent.map((event) => `    ${event}`),
    `  replay: npm run simulate -- --seed ${seed} --seeds 1 --verbose`,
  ].join('\n')
}
