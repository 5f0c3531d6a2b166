import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleFloor, bundleWorker } from './bundle.ts'
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
  const [worker, floorSource] = await Promise.all([bundleWorker(folder), bundleFloor()])
  await rm(folder, { recursive: true })
  say(`This Worker beside the floor Worker, ${rounds} rounds: the median (least to most)
Both in one workerd, its objects in ${STATE_FOLDER}; ${cpus().length} cores; load, gateway and log reader in one Node ${process.version}.
A round: ${LOAD.oneByOne} signups of each one at a time, in turn, then ${LOAD.burst} of each at ${LOAD.atOnce} at once.
`)
  say(speedTable(await measure(worker.source, floorSource, rounds)))
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

type Rounds = { readonly signup: Round[]; readonly floor: Round[] }

async function measure(signup: string, floor: string, rounds: number): Promise<Rounds> {
  const gateway = await startGateway()
  const { codeFor } = gateway
  const workerd = await startWorkerd([
    floorConfig(floor, gateway.url),
    signupConfig(signup, { SMS_GATEWAYS: 'webhook', SMS_WEBHOOK_URL: gateway.url }),
  ])
  const measured: Rounds = { signup: [], floor: [] }
  try {
    const targets = await Promise.all(
      (['floor', 'signup'] as const).map(
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

function speedTable({ signup, floor }: Rounds): string {
  const rows = MEASURES.map(({ key, name, target }) => {
    const [ours, theirs] = [signup, floor].map((rounds) => rounds.map((round) => round[key]))
    const ratios = (ours ?? []).map((value, round) => value / (theirs?.[round] ?? Number.NaN))
    return [name, ...[ours, theirs, ratios].map((all = []) => spreadText(spreadOf(all))), target]
  })
  return table([['', 'this Worker', 'floor', 'ratio', 'target'], ...rows])
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}
