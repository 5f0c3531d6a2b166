import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { addressNames } from '../../src/limits/address-names.ts'
import { deriveKey } from '../../src/platform/secrets.ts'
import type { GatewayReport } from '../../src/traffic/gateway-judge.ts'
import type { TrafficMonitor } from '../../src/traffic/monitor.ts'
import { monitorName, monitorNames } from '../../src/traffic/shard.ts'
import { freePort } from '../support/free-port.ts'
import { newAddress, newPhone } from '../support/people.ts'
import { bundleWorker } from './bundle.ts'
import { startGateways, type Treatment } from './gateways.ts'
import { closeConnections, good, newBrowser } from './load.ts'
import { median, quantile, table } from './table.ts'
import { signupConfig, startWorkerd } from './workerd.ts'

/** How the first of two gateways fares, from the best to the worst; `down`: nothing listens there. */
const CONDITIONS: Readonly<Record<string, Treatment['twilio'] | 'down'>> = {
  healthy: { kind: 'created' },
  'refuses (429)': { kind: 'error', status: 429, code: 20429 },
  down: 'down',
  resets: { kind: 'reset' },
  'slow (2 s)': { kind: 'created', delayMs: 2000 },
  hangs: { kind: 'silent' },
}

/** As wrangler.toml has it. */
const SHARDS = 4

/** So long after a reply all that follows it is done: the monitor has counted and KV is written. */
const SETTLED = 300

/** A gateway trips after five failures; one that has not by then does not. */
const COLD_AT_MOST = 6

/** Holds what one send was answered after, and the texts that it was counted as. */
type Wait = {
  readonly duration: number
  readonly texts: number
  /** The monitor had the first gateway passed over when it came. */
  readonly tripped: boolean
}

/** Measures what a person waits for a text where the first of two gateways fails, and prints it. */
export async function failover(rounds: number, say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'neobank-bench-'))
  const { source } = await bundleWorker(folder)
  await rm(folder, { recursive: true })
  say(`POST send-otp where the first of two gateways is:
Four monitors at once; sends of one monitor one after the other, ${rounds} more once the first gateway is passed over.
Texts are those counted against the budget, for each send.
`)
  const rows: string[][] = []
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const monitors = await waitsWhere(condition, source, rounds)
    const cold = monitors.flatMap((waits) => waits.filter(({ tripped }) => !tripped))
    const passedOver = monitors.flatMap((waits) => waits.filter(({ tripped }) => tripped))
    const trippedAfter = monitors.map((waits) => waits.findIndex(({ tripped }) => tripped))
    rows.push([
      name,
      ...cells(cold),
      ...cells(passedOver),
      trippedAfter.includes(-1) ? 'never' : `${[...new Set(trippedAfter)].join(', ')} sends`,
    ])
  }
  closeConnections()
  const measures = ['n', 'median ms', 'max ms', 'texts']
  const head = ['', ...measures, ...measures.map((name) => `then ${name}`), 'passed over after']
  say(table([head, ...rows]))
}

function cells(waits: readonly Wait[]): readonly string[] {
  if (waits.length === 0) return ['0', '', '', '']
  const times = waits.map(({ duration }) => duration)
  const texts = waits.reduce((sum, one) => sum + one.texts, 0) / waits.length
  return [
    String(waits.length),
    median(times).toFixed(0),
    quantile(times, 1).toFixed(0),
    texts.toFixed(2),
  ]
}

/**
 * Sends in a country whose second gateway is well. Each monitor's sends come one after the other: up to
 * the one that trips the first gateway, then `after` more. One list for each monitor.
 */
async function waitsWhere(
  condition: Treatment['twilio'] | 'down',
  source: string,
  after: number,
): Promise<readonly (readonly Wait[])[]> {
  const gateways = await startGateways()
  const indexSecret = randomBytes(32)
  const down = condition === 'down' && { TWILIO_ORIGIN: `http://127.0.0.1:${await freePort()}` }
  const vars = {
    ...gateways.vars,
    ...down,
    PUBLIC_HOST: 'signup.example',
    INDEX_SECRET: indexSecret.toString('base64'),
  }
  const workerd = await startWorkerd([signupConfig(source, vars)])
  const url = await workerd.urlOf('signup')
  const monitors = await workerd.miniflare.getDurableObjectNamespace('TRAFFIC_MONITOR', 'signup')
  const reports = async (name: string): Promise<readonly GatewayReport[]> => {
    const monitor: unknown = monitors.get(monitors.idFromName(name))
    return (await (monitor as Pick<TrafficMonitor, 'report'>).report()).gateways
  }

  async function send(monitor: string): Promise<Wait> {
    const before = await reports(monitor)
    const phone = newPhone()
    if (condition !== 'down') await gateways.treat(phone, { twilio: condition })
    const { duration } = good(await newBrowser(url, addressOf(monitor, indexSecret)).send(phone))
    await wait(SETTLED)
    const texts = textsIn(await reports(monitor)) - textsIn(before)
    return { duration, texts, tripped: isTripped(before) }
  }

  async function sendsOf(monitor: string): Promise<readonly Wait[]> {
    const waits: Wait[] = []
    while (waits.length < COLD_AT_MOST && !isTripped(await reports(monitor)))
      waits.push(await send(monitor))
    for (let i = 0; i < after; i++) waits.push(await send(monitor))
    return waits
  }

  try {
    // No gateway hears of these; the first send is not to pay for the Worker's start.
    for (let i = 0; i < 20; i++) await newBrowser(url).send('+911234567890')
    return await Promise.all(monitorNames('IN', SHARDS).map(sendsOf))
  } finally {
    await workerd.stop()
    await gateways.stop()
  }
}

/** Finds an address that this monitor counts for. */
function addressOf(monitor: string, indexSecret: Buffer): string {
  const key = deriveKey(indexSecret, 'address-name')
  for (;;) {
    const address = newAddress()
    if (monitorName('IN', addressNames(key, address), SHARDS) === monitor) return address
  }
}

function textsIn(reports: readonly GatewayReport[]): number {
  return reports.reduce((sum, { hour }) => sum + hour.segments, 0)
}

function isTripped(reports: readonly GatewayReport[]): boolean {
  return reports.some(({ trippedUntil }) => trippedUntil !== undefined)
}
