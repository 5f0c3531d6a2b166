/**
 * Prints how many texts a second one traffic monitor counts on this machine, new and after a day of
 * counting: `npm run bench:monitor`.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { unstable_startWorker } from 'wrangler'

const EVENTS = 1000
const ROUNDS = 5

process.env['CLOUDFLARE_CF_FETCH_ENABLED'] = 'false'
process.env['WRANGLER_SEND_METRICS'] = 'false'

const secret = () => randomBytes(32).toString('base64')
const text = (value: string) => ({ type: 'plain_text' as const, value })
const folder = await mkdtemp(join(tmpdir(), 'bench-monitor-'))
const worker = await unstable_startWorker({
  config: 'test/bench/monitor.toml',
  envFiles: [],
  bindings: {
    ENVIRONMENT: text('development'),
    BRAND: text('NeoBank'),
    ALLOWED_COUNTRIES: text('IN'),
    SMS_GATEWAYS: text('console'),
    SMS_HOURLY_BUDGET: text('999999999'),
    SMS_DAILY_BUDGET: text('999999999'),
    OTP_SECRET: text(`bench:${secret()}`),
    DATA_SECRET: text(`bench:${secret()}`),
    INDEX_SECRET: text(secret()),
  },
  dev: { persist: folder, logLevel: 'error', inspector: false, watch: false },
})

const ask = async (query: Record<string, string>) => {
  const response = await worker.fetch(`http://bench/?${new URLSearchParams(query).toString()}`)
  if (!response.ok) throw new Error(await response.text())
}

/** Events a second, in the middle of so many rounds; the first is for warmth. */
async function rate(monitor: string, way: Record<string, string> = {}): Promise<number> {
  const rates: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now()
    await ask({ monitor, events: String(EVENTS), ...way })
    rates.push(EVENTS / ((performance.now() - start) / 1000))
  }
  return rates.slice(1).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
}

/** As calls, and as a loop within the object, which has them all stored at once. */
async function print(monitor: string, state: string): Promise<void> {
  const [calls, loop] = [await rate(monitor), await rate(monitor, { inside: '' })]
  const [perSecond, inside] = [Math.round(calls), Math.round(loop)]
  console.log(`${state}: ${perSecond} texts a second as calls, ${inside} in a loop`)
}

await print('fresh', 'a new monitor')
await ask({ monitor: 'old', events: '1' })
await ask({ monitor: 'old', fill: '' })
await print('old', 'after a day with a text in every slot of time')
await worker.dispose()
await rm(folder, { recursive: true, force: true })
