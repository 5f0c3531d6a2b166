import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundlePlain, bundleWorker } from './bundle.ts'
import { closeConnections } from './client.ts'
import { startGateway } from './gateway.ts'
import { type Load, type Round, runRound } from './rounds.ts'
import { type StartupCpu, startupCpu } from './startup.ts'
import { spreadOf } from './statistics.ts'
import { spreadText, table } from './table.ts'
import { floorConfig, signupConfig } from './worker-config.ts'
import { STATE_FOLDER, startWorkerd } from './workerd.ts'

const LOAD: Load = { oneByOne: 100, burst: 300, atOnce: 16 }
const WARM_UP: Load = { oneByOne: 60, burst: 150, atOnce: 16 }

const MEASURES: readonly {
  readonly key: keyof Round
  readonly name: string
  readonly target: string
}[] = [
  { key: 'sendP50', name: 'send p50, ms', target: 'at most 1.6' },
  { key: 'sendP99', name: 'send p99, ms', target: '' },
  { key: 'verifyP50', name: 'verify p50, ms', target: 'at most 1.3' },
  { key: 'verifyP99', name: 'verify p99, ms', target: '' },
  { key: 'flowsPerSecond', name: `flows/s, ${LOAD.atOnce} at once`, target: 'at least 0.6' },
]

/** Measures this Worker beside the floor Worker, and prints both and their ratios. */
export async function besideFloor(rounds: number, say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'neobank-bench-'))
  const worker = await bundleWorker(folder)
  const memory = await bundleWorker(folder, 'test/bench/memory-entry.ts')
  const floorSource = await bundlePlain('test/bench/floor.ts')
  await rm(folder, { recursive: true })
  say(`This Worker beside the floor Worker, ${rounds} rounds: the median (least to most)
All in one workerd, its objects in ${STATE_FOLDER}; ${cpus().length} cores; load, gateway and log reader in one Node ${process.version}.
A round: ${LOAD.oneByOne} signups of each one at a time, in turn, then ${LOAD.burst} of each at ${LOAD.atOnce} at once.
"this Worker" is as wrangler.toml has it, its rate limits and KV Miniflare's stand-ins: each call is a
fetch to a Durable Object. "bindings in memory" is the same code with both answered in its isolate. That
is how Cloudflare counts rate limits, in memory at the location; a KV read there is one of the location's
cache, whose time is left out here. The targets are for "ratio", that of "this Worker".
`)
  const sources = { signup: worker.source, memory: memory.source, floor: floorSource }
  say(speedTable(await measure(sources, rounds)))
  const startups = { signup: [] as StartupCpu[], floor: [] as StartupCpu[] }
  for (let round = 0; round < rounds; round++) {
    startups.signup.push(await startupCpu(worker.source))
    startups.floor.push(await startupCpu(floorSource))
  }
  const cpu = (part: keyof StartupCpu) =>
    [startups.signup, startups.floor].map((all) =>
      spreadText(spreadOf(all.map((one) => one[part]))),
    )
  say('')
  say(
    table([
      ['', 'this Worker', 'floor', 'target'],
      ['startup, ms of CPU here, its own code', ...cpu('own'), 'under 30'],
      ['startup, ms of CPU here, with the runtime', ...cpu('all'), ''],
      ['bundle, KB', kilobytes(worker.bytes), kilobytes(Buffer.byteLength(floorSource)), ''],
      ['bundle, KB gzip', kilobytes(worker.gzip), '', 'at most 120'],
    ]),
  )
}

/** One thing for each Worker measured. */
type Each<Value> = { readonly signup: Value; readonly memory: Value; readonly floor: Value }

async function measure(sources: Each<string>, rounds: number): Promise<Each<readonly Round[]>> {
  const gateway = await startGateway()
  const { codeFor } = gateway
  const vars = { SMS_GATEWAYS: 'webhook', SMS_WEBHOOK_URL: gateway.url }
  const workerd = await startWorkerd([
    floorConfig(sources.floor, gateway.url),
    signupConfig(sources.signup, vars),
    signupConfig(sources.memory, vars, 'memory'),
  ])
  const measured: Each<Round[]> = { signup: [], memory: [], floor: [] }
  try {
    const targets = await Promise.all(
      (['floor', 'signup', 'memory'] as const).map(
        async (name) => [name, { url: await workerd.urlOf(name), codeFor }] as const,
      ),
    )
    await runRound(new Map(targets), WARM_UP)
    for (let round = 0; round < rounds; round++) {
      // Who goes first alternates.
      const order = round % 2 === 0 ? targets : targets.toReversed()
      for (const [name, one] of await runRound(new Map(order), LOAD)) measured[name].push(one)
    }
  } finally {
    closeConnections()
    await workerd.stop()
    gateway.stop()
  }
  return measured
}

function speedTable({ signup, memory, floor }: Each<readonly Round[]>): string {
  const rows = MEASURES.map(({ key, name, target }) => {
    const values = (rounds: readonly Round[]) => rounds.map((round) => round[key])
    const ratios = (rounds: readonly Round[]) =>
      values(rounds).map((value, i) => value / (floor[i]?.[key] ?? Number.NaN))
    const columns = [values(signup), values(memory), values(floor), ratios(signup), ratios(memory)]
    return [name, ...columns.map((all) => spreadText(spreadOf(all))), target]
  })
  const head = ['this Worker', 'bindings in memory', 'floor', 'ratio', 'ratio in memory', 'target']
  return table([['', ...head], ...rows])
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}
