import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { bundlePlain, bundleWorker } from './bundle.ts'
import { flowsAtOnce, inTurn, type Load, measureRounds, objectsGone, type Target } from './load.ts'
import { workerdCpu } from './processes.ts'
import { ladderRows, median, table } from './table.ts'
import { floorConfig, ladderConfig, signupConfig } from './workerd.ts'

/** What this Worker's design has more than the floor Worker, one thing after the other. */
const STEPS = [
  { step: 'limits', name: '+ rate limits (simulated)' },
  { step: 'kv', name: '+ KV reads at send (simulated)' },
  { step: 'guard', name: "+ the phone guard's object at send" },
  { step: 'alarms', name: '+ alarms in both objects' },
  { step: 'after', name: '+ calls after the reply' },
] as const

/** Names one of them. */
export type Step = (typeof STEPS)[number]['step']

const LOAD: Load = { oneByOne: 60, burst: 120, atOnce: 16 }
const WARM_UP: Load = { oneByOne: 30, burst: 120, atOnce: 16 }

/** So many bursts, of two objects a signup, leave fewer than 1,000 objects in memory. */
const BURSTS_TOGETHER = 4

/** So long after a burst all that follows its replies is done. */
const SETTLED = 300

const RUNGS = ['floor', ...STEPS.map(({ name }) => name), 'this Worker']

/** Measures of one Worker of the ladder in one round, in milliseconds; CPU is workerd's for a signup. */
type Measured = { readonly send: number; readonly verify: number; readonly cpu: number | undefined }

/** Measures Workers that lead from the floor Worker to this one, and prints what each adds. */
export async function profile(rounds: number, say: (line: string) => void): Promise<void> {
  say(`From the floor Worker to this one, ${rounds} rounds: the median (least to most)
Each has one thing more than the one before; all in one workerd; ${cpus().length} cores.
A round: ${LOAD.oneByOne} signups of each one at a time, in turn, then ${LOAD.burst} of each at ${LOAD.atOnce} at once for the CPU.
Rate limits and KV are Miniflare's stand-ins: each call is a fetch to a Durable Object. Cloudflare counts
rate limits in memory at the location, and reads KV from the location's cache.
The last step is all else: Hono, zod, headers and log line, cryptography, larger records, the monitor's SQL.
`)
  const measured = await measure(rounds)
  const print = (title: string, of: (one: Measured) => number) => {
    const rungs = RUNGS.map((name) => ({ name, values: (measured.get(name) ?? []).map(of) }))
    say(table([[title, '', 'added', 'of the floor'], ...ladderRows(rungs)]))
  }
  print('send p50, ms', ({ send }) => send)
  say('')
  print('verify p50, ms', ({ verify }) => verify)
  say('')
  const known = [...measured.values()].flat().every(({ cpu }) => cpu !== undefined)
  if (known) print('workerd, ms of CPU a signup', ({ cpu = Number.NaN }) => cpu)
  else say("There is no /proc here that tells workerd's CPU.")
}

async function measure(rounds: number): Promise<ReadonlyMap<string, readonly Measured[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'neobank-bench-'))
  const [worker, floor, ladder] = await Promise.all([
    bundleWorker(folder),
    bundlePlain('test/bench/floor.ts'),
    bundlePlain('test/bench/ladder-worker.ts'),
  ])
  await rm(folder, { recursive: true })
  const steps = STEPS.map(({ step }) => step)
  return measureRounds(
    RUNGS,
    (url) => [
      floorConfig(floor, url),
      ...steps.map((step, i) => ladderConfig(`with-${step}`, ladder, url, steps.slice(0, i + 1))),
      signupConfig(worker.source, { SMS_GATEWAYS: 'webhook', SMS_WEBHOOK_URL: url }),
    ],
    (targets, warmUp) => runRound(targets, warmUp ? WARM_UP : LOAD),
    rounds,
  )
}

async function runRound(
  targets: ReadonlyMap<string, Target>,
  load: Load,
): Promise<ReadonlyMap<string, Measured>> {
  const times = await inTurn(targets, load.oneByOne)
  const used = workerdCpu(process.pid)
  const measured = new Map<string, Measured>()
  for (const [i, [name, target]] of [...targets].entries()) {
    if (i % BURSTS_TOGETHER === 0) await objectsGone()
    const before = used?.() ?? 0
    await flowsAtOnce(target, load)
    await wait(SETTLED)
    const { sends = [], verifies = [] } = times.get(name) ?? {}
    measured.set(name, {
      send: median(sends),
      verify: median(verifies),
      cpu: used && (used() - before) / load.burst,
    })
  }
  await objectsGone()
  return measured
}
