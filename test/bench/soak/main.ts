import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../support/free-port.ts'
import { bundleWorker } from '../bundle.ts'
import { workerdUnder } from '../processes.ts'
import { startGateways } from '../gateways.ts'
import { table } from '../table.ts'
import { signupConfig, startWorkerd } from '../workerd.ts'
import { runFlow, type Stage } from './flows.ts'
import { growth, keepsGrowing, type Sample, secondHalf } from './growth.ts'

/** KB that each person may leave behind in the second half: the objects' alarms are kept in memory. */
const GROWTH_ALLOWED = 100
const SAMPLE_EVERY = 5000
const MINUTE = 60_000

/**
 * workerd keeps an object for some ten seconds after its last call, in two files each, and fails near
 * 2,900. Each person has two, so with those who have just left these are a few hundred.
 */
const MOST_PRESENT = 80

/** Events that no fault of a gateway explains. */
const BUGS = ['unexpected_error', 'task_failed', 'gateway_misconfigured', 'receipt_forged']

type Options = {
  readonly minutes: number
  /** People a second. */
  readonly rate: number
  /** Asks /healthz alone at that pace: what workerd takes by itself. */
  readonly control: boolean
}

type Counts = Map<string, number>

/**
 * Lets people sign up at a steady pace while gateways fail, and watches workerd's memory, its open files,
 * every reply and the log. Ends in failure on a reply that the flow's faults do not explain, on an event
 * that tells of a bug, and on memory that keeps growing. No wrangler is between, since its processes take
 * some 40 KB for each request and keep them.
 */
export async function soak({ minutes, rate, control }: Options, say: (line: string) => void) {
  const [replies, unexplained, events]: readonly [Counts, Counts, Counts] = [
    new Map(),
    new Map(),
    new Map(),
  ]
  const memory: Sample[] = []
  const rows: string[][] = []
  const gateways = await startGateways()
  const port = Number(await freePort())
  const folder = await mkdtemp(join(tmpdir(), 'neobank-soak-'))
  const { source } = await bundleWorker(folder)
  await rm(folder, { recursive: true, force: true })
  const vars = { ...gateways.vars, PUBLIC_HOST: `localhost:${port}` }
  const workerd = await startWorkerd([signupConfig(source, vars, { port })], (line) => {
    const event = /^\{"event":"(\w+)"/.exec(line)?.[1]
    if (event !== undefined) count(events, event)
  })
  const stage: Stage = {
    url: `http://localhost:${port}`,
    gateways,
    hear(what, reply, explained) {
      count(replies, `${what}: ${reply}`)
      if (!explained) count(unexplained, `${what}: ${reply}`)
    },
  }

  const began = Date.now()
  const present = new Set<Promise<void>>()
  const sampling = setInterval(() => {
    const at = (Date.now() - began) / MINUTE
    const held = workerdUnder(process.pid)
    memory.push({ at, value: held.memory })
    const files = String(held.files ?? 'unknown')
    rows.push([at.toFixed(1), held.memory.toFixed(0), files, String(present.size)])
  }, SAMPLE_EVERY)
  let people = 0
  while (Date.now() < began + minutes * MINUTE) {
    people++
    const one = (control ? askHealth(stage) : runFlow(stage)).catch((error: unknown) =>
      stage.hear('flow', String(error), false),
    )
    present.add(one)
    void one.finally(() => present.delete(one))
    await wait(1000 / rate)
    if (present.size >= MOST_PRESENT) await Promise.race(present)
  }
  clearInterval(sampling)
  await Promise.all(present)
  await workerd.stop()
  await gateways.stop()

  say(`${people} people in ${minutes} minutes\n\nReplies:\n${list(replies)}`)
  say(`\nEvents in the log:\n${list(events)}`)
  const each = Math.max(1, Math.floor(rows.length / 20))
  const header = ['minute', 'MB of workerd', 'open files', 'people present']
  say(`\n${table([header, ...rows.filter((_, i) => i % each === 0)])}\n`)
  const { slope, error } = growth(secondHalf(memory))
  const bound = (GROWTH_ALLOWED / 1024) * (people / minutes)
  say(
    `In the second half memory grew by ${slope.toFixed(2)} ± ${error.toFixed(2)} MB a minute; ` +
      `${bound.toFixed(2)} are allowed.`,
  )
  const faults = [
    ...[...unexplained].map(([reply, times]) => `${times} times unexplained: ${reply}`),
    ...BUGS.filter((name) => events.has(name)).map((name) => `${events.get(name)} times ${name}`),
    ...(keepsGrowing(memory, bound) ? ['Memory keeps growing.'] : []),
  ]
  say(faults.length === 0 ? 'All is well.' : faults.join('\n'))
  process.exitCode = faults.length === 0 ? 0 : 1
}

async function askHealth({ url, hear }: Stage): Promise<void> {
  const response = await fetch(`${url}/healthz`)
  await response.body?.cancel()
  hear('healthz', String(response.status), response.ok)
}

function list(counts: Counts): string {
  return [...counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, times]) => `${String(times).padStart(7)}  ${name}`)
    .join('\n')
}

function count(counts: Counts, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
