import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundlePlain, bundleWorker } from './bundle.ts'
import { flowsAtOnce, inTurn, type Load, measureRounds, objectsGone, type Target } from './load.ts'
import { type StartupCpu, startupCpu } from './startup.ts'
import { quantile, spreadText, table } from './table.ts'
import { floorConfig, signupConfig, STATE_FOLDER } from './workerd.ts'

const LOAD: Load = { oneByOne: 100, burst: 300, atOnce: 16 }
const WARM_UP: Load = { oneByOne: 60, burst: 150, atOnce: 16 }

/** Measures of one Worker in one round. Times are in milliseconds. */
type Round = Readonly<
  Record<'sendP50' | 'sendP99' | 'verifyP50' | 'verifyP99' | 'flowsPerSecond', number>
>

const MEASURES: readonly { key: keyof Round; name: string; target: string }[] = [
  { key: 'sendP50', name: 'send p50, ms', target: 'at most 1.6' },
  { key: 'sendP99', name: 'send p99, ms', target: '' },
  { key: 'verifyP50', name: 'verify p50, ms', target: 'at most 1.3' },
  { key: 'verifyP99', name: 'verify p99, ms', target: '' },
  { key: 'flowsPerSecond', name: `flows/s, ${LOAD.atOnce} at once`, target: 'at least 0.6' },
]

/** Measures this Worker beside the floor Worker, and prints both and their ratios. */
export async function floor(rounds: number, say: (line: string) => void): Promise<void> {
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
  const measured = await measureRounds(
    ['floor', 'signup', 'memory'],
    (url) => {
      const vars = { SMS_GATEWAYS: 'webhook', SMS_WEBHOOK_URL: url }
      return [
        floorConfig(floorSource, url),
        signupConfig(worker.source, vars),
        signupConfig(memory.source, vars, { name: 'memory' }),
      ]
    },
    (targets, warmUp) => runRound(targets, warmUp ? WARM_UP : LOAD),
    rounds,
  )
  say(speedTable(measured))
  const startups = { signup: [] as StartupCpu[], floor: [] as StartupCpu[] }
  for (let round = 0; round < rounds; round++) {
    startups.signup.push(await startupCpu(worker.source))
    startups.floor.push(await startupCpu(floorSource))
  }
  const cpu = (part: keyof StartupCpu) =>
    [startups.signup, startups.floor].map((all) => spreadText(all.map((one) => one[part])))
  say('')
  say(
    table([
      ['', 'this Worker', 'floor', 'target'],
      ['startup, ms of CPU here, its own code', ...cpu('own'), 'under 35'],
      ['startup, ms of CPU here, with the runtime', ...cpu('all'), ''],
      ['bundle, KB', kilobytes(worker.bytes), kilobytes(Buffer.byteLength(floorSource)), ''],
      ['bundle, KB gzip', kilobytes(worker.gzip), '', 'at most 200'],
    ]),
  )
}

/** Runs one round under the same load for all: signups one at a time, each beside the others', then bursts. */
async function runRound<Name extends string>(targets: ReadonlyMap<Name, Target>, load: Load) {
  const times = await inTurn(targets, load.oneByOne)
  await objectsGone()
  const rounds = new Map<Name, Round>()
  for (const [name, target] of targets) {
    const flowsPerSecond = await flowsAtOnce(target, load)
    await objectsGone()
    const { sends = [], verifies = [] } = times.get(name) ?? {}
    rounds.set(name, {
      sendP50: quantile(sends, 0.5),
      sendP99: quantile(sends, 0.99),
      verifyP50: quantile(verifies, 0.5),
      verifyP99: quantile(verifies, 0.99),
      flowsPerSecond,
    })
  }
  return rounds
}

function speedTable(measured: ReadonlyMap<string, readonly Round[]>): string {
  const rows = MEASURES.map(({ key, name, target }) => {
    const [signup, memory, least] = ['signup', 'memory', 'floor'].map((worker) =>
      (measured.get(worker) ?? []).map((round) => round[key]),
    ) as [number[], number[], number[]]
    const ratios = (values: readonly number[]) =>
      values.map((value, i) => value / (least[i] ?? Number.NaN))
    return [
      name,
      ...[signup, memory, least, ratios(signup), ratios(memory)].map(spreadText),
      target,
    ]
  })
  const head = ['this Worker', 'bindings in memory', 'floor', 'ratio', 'ratio in memory', 'target']
  return table([['', ...head], ...rows])
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}
