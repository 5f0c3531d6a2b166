/**
 * `npm run bench:network`: how soon the signup page can be used on slow networks and a slow phone,
 * beside the same page made naively. `-- --runs 5` says how often each is visited.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { findBrowser } from '../../support/browser.ts'
import { runWorker } from '../../support/running-worker.ts'
import { spreadOf } from '../statistics.ts'
import { spreadText, table } from '../table.ts'
import { firstView } from './first-view.ts'
import { serveNaivePage } from './naive-server.ts'
import { type Network, type Visit, visit } from './visit.ts'

/**
 * The two slow ones that Chrome's DevTools offer, with their numbers: each request is delayed by more
 * than a round trip, for those that a real connection takes before the first byte.
 */
const NETWORKS: readonly Network[] = [
  { name: 'Slow 4G', latency: 562.5, down: 1440, up: 675 },
  { name: '3G', latency: 2000, down: 400, up: 400 },
]

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } })
const worker = await runWorker()
const naive = await serveNaivePage(worker.url)
const browser = await chromium.launch(await findBrowser())

// Each visitor has a number and an address of its own, since the server limits both.
const firstNumber = randomInt(9_800_000_000, 9_899_990_000)
let visitors = 0

try {
  const own = await firstView(browser, `${worker.url}/users/signup/`)
  const pages = [
    { name: 'this page', url: worker.url, visits: new Map<string, Visit[]>() },
    { name: 'the naive one', url: naive.url, visits: new Map<string, Visit[]>() },
  ]
  // The first visit finds the server cold, and is not counted.
  await visitOnce(worker.url, { name: 'none', latency: 0, down: 100_000, up: 100_000 })
  for (let run = 0; run < Number(values.runs); run++) {
    for (const network of NETWORKS) {
      for (const { url, visits } of run % 2 === 0 ? pages : pages.toReversed()) {
        const took = await visitOnce(url, network)
        visits.set(network.name, [...(visits.get(network.name) ?? []), took])
      }
    }
  }
  const rows = NETWORKS.flatMap(({ name: network }) =>
    pages.map(({ name, visits }) => {
      const all = visits.get(network) ?? []
      const [painted, usable, boxes] = (['painted', 'usable', 'boxes'] as const).map((what) =>
        spreadText(spreadOf(all.map((took) => took[what]))),
      )
      return [`${network}, ${name}`, painted ?? '', usable ?? '', boxes ?? '']
    }),
  )
  console.log(`Bytes compressed by gzip: this page ${own.bytes}, the naive one ${naive.bytes}.`)
  console.log(`${values.runs} visits each, 4× slower CPU, in ms: median (least to most)\n`)
  console.log(table([['', 'painted', 'field usable', 'tap to boxes'], ...rows]))
} finally {
  await browser.close()
  await naive.stop()
  await worker.stop()
}

function visitOnce(url: string, network: Network): Promise<Visit> {
  visitors++
  const visitor = { phone: String(firstNumber + visitors), address: `10.0.1.${visitors}` }
  return visit(browser, `${url}/users/signup/`, network, visitor)
}
