/**
 * `npm run bench:page`: what the signup page costs a newcomer, and what Lighthouse says of it, beside
 * the targets. Ends in failure where one is missed. `-- --runs 5` says how often Lighthouse measures.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { findBrowser } from '../../support/browser.ts'
import { freePort } from '../../support/free-port.ts'
import { runWorker } from '../../support/running-worker.ts'
import { spreadOf } from '../statistics.ts'
import { spreadText, table } from '../table.ts'
import { firstView } from './first-view.ts'
import { CATEGORIES, type LighthouseRun, runLighthouse } from './lighthouse.ts'

const MOST_REQUESTS = 4
const MOST_BYTES = 12 * 1024
const LONGEST_LCP = 1000
const FULL_SCORE = 100

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } })
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
  while (runs.length < Number(values.runs)) runs.push(await runLighthouse(url, debuggingPort))

  const lcp = spreadOf(runs.map((run) => run.lcp))
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
      met: lcp.median <= LONGEST_LCP,
    },
    ...CATEGORIES.map((name) => {
      const score = spreadOf(runs.map(({ scores }) => scores[name]))
      const met = score.median >= FULL_SCORE
      return { name, target: String(FULL_SCORE), measured: spreadText(score), met }
    }),
  ]
  const rows = results.map(({ name, measured, target, met }) => {
    return [name, measured, target, met ? 'met' : 'MISSED']
  })
  console.log(`Lighthouse ran ${runs.length} times: median (least to most)\n`)
  console.log(table([['', 'measured', 'target', ''], ...rows]))
  const server = spreadText(spreadOf(runs.map((run) => run.server)))
  console.log(`\nThe server of this machine took ${server} ms, which LCP has in it several times.`)
  const faults = new Set(runs.flatMap((run) => run.faults))
  if (faults.size > 0) console.log(`What cost points in some run: ${[...faults].join(', ')}`)
  process.exitCode = results.every(({ met }) => met) ? 0 : 1
} finally {
  await browser.close()
  await worker.stop()
}
