import { randomInt } from 'node:crypto'
import process from 'node:process'
import { chromium } from '@playwright/test'
import { findBrowser } from '../../support/browser.ts'
import { freePort } from '../../support/free-port.ts'
import { runWorker } from '../../support/running-worker.ts'
import { median, spreadText, table } from '../table.ts'
import { firstView } from './first-view.ts'
import { CATEGORIES, type LighthouseRun, runLighthouse } from './lighthouse.ts'
import { journey as openAccount, MOMENTS } from './journey.ts'
import { serveNaivePage } from './naive-server.ts'
import { type Network, type Visit, visit } from './visit.ts'

// The page and its icon.
const MOST_REQUESTS = 2
const MOST_BYTES = 13_000
const LONGEST_LCP = 850
const FULL_SCORE = 100

/**
 * The two slow ones that Chrome's DevTools offer, with their numbers: each request is delayed by more
 * than a round trip, for those that a real connection takes before the first byte.
 */
const NETWORKS: readonly Network[] = [
  { name: 'Slow 4G', latency: 562.5, down: 1440, up: 675 },
  { name: '3G', latency: 2000, down: 400, up: 400 },
]

/** Prints what the signup page costs a newcomer, and what Lighthouse says; fails where a target is missed. */
export async function page(rounds: number, say: (line: string) => void): Promise<void> {
  const debuggingPort = await freePort()
  const launch = await findBrowser()
  const worker = await runWorker()
  const browser = await chromium.launch({
    ...launch,
    args: [...launch.args, `--remote-debugging-port=${debuggingPort}`],
  })
  const url = `${worker.url}/users/signup/`
  try {
    const view = await firstView(browser, url)
    // The first run finds the server cold, and is not counted.
    await runLighthouse(url, debuggingPort)
    const runs: LighthouseRun[] = []
    while (runs.length < rounds) runs.push(await runLighthouse(url, debuggingPort))

    const lcp = runs.map((run) => run.lcp)
    const results = [
      {
        name: 'requests of the first view',
        target: `at most ${MOST_REQUESTS}`,
        measured: String(view.requests),
        met: view.requests <= MOST_REQUESTS,
      },
      {
        name: 'its bytes, compressed by gzip',
        target: `at most ${MOST_BYTES}`,
        measured: String(view.bytes),
        met: view.bytes <= MOST_BYTES,
      },
      {
        name: 'LCP in ms',
        target: `at most ${LONGEST_LCP}`,
        measured: spreadText(lcp),
        met: median(lcp) <= LONGEST_LCP,
      },
      ...CATEGORIES.map((name) => {
        const score = runs.map(({ scores }) => scores[name])
        const met = median(score) >= FULL_SCORE
        return { name, target: String(FULL_SCORE), measured: spreadText(score), met }
      }),
    ]
    const rows = results.map(({ name, measured, target, met }) => {
      return [name, measured, target, met ? 'met' : 'MISSED']
    })
    say(`Lighthouse ran ${runs.length} times: median (least to most)\n`)
    say(table([['', 'measured', 'target', ''], ...rows]))
    const server = spreadText(runs.map((run) => run.server))
    say(`\nThe server of this machine took ${server} ms, which LCP has in it several times.`)
    const faults = new Set(runs.flatMap((run) => run.faults))
    if (faults.size > 0) say(`What cost points in some run: ${[...faults].join(', ')}`)
    process.exitCode = results.every(({ met }) => met) ? 0 : 1
  } finally {
    await browser.close()
    await worker.stop()
  }
}

/** Prints how long the way from the first view to an account takes on slow networks and a slow phone. */
export async function journey(rounds: number, say: (line: string) => void): Promise<void> {
  const worker = await runWorker()
  const browser = await chromium.launch(await findBrowser())
  const firstNumber = randomInt(9_700_000_000, 9_799_990_000)
  let people = 0
  const openOnce = (on: Network) => {
    people++
    const person = { phone: String(firstNumber + people), address: `10.0.2.${people}` }
    return openAccount(browser, worker, on, person)
  }
  try {
    // The first one finds the server cold, and is not counted.
    await openOnce({ name: 'none', latency: 0, down: 100_000, up: 100_000 })
    const rows: string[][] = []
    for (const slow of NETWORKS) {
      const runs: (readonly number[])[] = []
      while (runs.length < rounds) runs.push(await openOnce(slow))
      rows.push([slow.name, ...MOMENTS.map((_, at) => spreadText(runs.map((run) => run[at] ?? 0)))])
    }
    say(
      `${rounds} signups each, 4× slower CPU, in ms from the first view: median (least to most)\n`,
    )
    say(table([['', ...MOMENTS], ...rows]))
  } finally {
    await browser.close()
    await worker.stop()
  }
}

/** Prints how soon the page can be used on slow networks and a slow phone, beside a naive one. */
export async function network(rounds: number, say: (line: string) => void): Promise<void> {
  const worker = await runWorker()
  const naive = await serveNaivePage(worker.url)
  const browser = await chromium.launch(await findBrowser())

  // Each visitor has a number and an address of its own, since the server limits both.
  const firstNumber = randomInt(9_800_000_000, 9_899_990_000)
  let visitors = 0
  const visitOnce = (url: string, on: Network): Promise<Visit> => {
    visitors++
    const visitor = { phone: String(firstNumber + visitors), address: `10.0.1.${visitors}` }
    return visit(browser, `${url}/users/signup/`, on, visitor)
  }

  try {
    const own = await firstView(browser, `${worker.url}/users/signup/`)
    const pages = [
      { name: 'this page', url: worker.url, visits: new Map<string, Visit[]>() },
      { name: 'the naive one', url: naive.url, visits: new Map<string, Visit[]>() },
    ]
    // The first visit finds the server cold, and is not counted.
    await visitOnce(worker.url, { name: 'none', latency: 0, down: 100_000, up: 100_000 })
    for (let run = 0; run < rounds; run++) {
      for (const slow of NETWORKS) {
        for (const { url, visits } of run % 2 === 0 ? pages : pages.toReversed()) {
          const took = await visitOnce(url, slow)
          visits.set(slow.name, [...(visits.get(slow.name) ?? []), took])
        }
      }
    }
    const rows = NETWORKS.flatMap(({ name: on }) =>
      pages.map(({ name, visits }) => {
        const all = visits.get(on) ?? []
        const [painted, usable, boxes] = (['painted', 'usable', 'boxes'] as const).map((what) =>
          spreadText(all.map((took) => took[what])),
        )
        return [`${on}, ${name}`, painted ?? '', usable ?? '', boxes ?? '']
      }),
    )
    say(`Bytes compressed by gzip: this page ${own.bytes}, the naive one ${naive.bytes}.`)
    say(`${rounds} visits each, 4× slower CPU, in ms: median (least to most)\n`)
    say(table([['', 'painted', 'field usable', 'tap to boxes'], ...rows]))
  } finally {
    await browser.close()
    await naive.stop()
    await worker.stop()
  }
}
