/**
 * Prints what a million verified phones cost in a month, beside what hosted services charge, and where
 * the platform's limits are: `npm run cost`.
 */
import { ASSUMED, dollarsFor, type FunnelWish, funnelOf, unitsOf } from './cost-model.ts'
import { limitsFor } from './limits.ts'
import { BASE_FEE, HOSTED, type Meter, PRICES } from './prices.ts'

const VERIFIED = 1_000_000
const SHARDS = 4

const WISH: FunnelWish = {
  conversion: 0.75,
  resends: 0.25,
  polls: 0,
  receipts: 0,
  idleReceipts: 0,
  wrong: 0.1,
  refused: 0.03,
}

const SILENT = funnelOf(WISH)
const TELLING = funnelOf({ ...WISH, polls: 6, receipts: 1, idleReceipts: 2 })

const WHY: Readonly<Record<Meter, string>> = {
  requests: 'sends, verifies, polls, posts of receipts; the page is free',
  cpuMs: `${ASSUMED.cpuMsOfRequest} ms a request, assumed: each more is as much again by that share`,
  objectRequests: 'calls on sessions, guards and monitors, and alarms',
  gbSeconds: `${ASSUMED.secondsOfObjectRequest * 1000} ms a call at 128 MB, assumed; in memory without work is free`,
  rowsRead: 'three quarters by monitors, which keep the windows that they judge by in memory',
  rowsWritten: `half by monitors; a wipe as ${ASSUMED.rowsOfWipe} rows, which no page says`,
  storedGbMonths: `a guard of 12 KiB that remembers the device for ${ASSUMED.verifiedGuardDays} days, paid in advance here`,
  kvReads: 'two a send over IPv4, three over IPv6',
  kvWrites: 'none in a good signup; penalties and closings write',
  logGb: `a line of ${ASSUMED.bytesOfLogLine / 1000} KB a request, assumed; price from 1 December 2026`,
  logGbMonths: `${ASSUMED.logDays} days`,
}

const number = (value: number) =>
  value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
const dollars = (value: number) => `$${value.toFixed(2)}`

const line = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`)

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  line(head)
  line(head.map(() => '---'))
  for (const row of rows) line(row)
  console.log()
}

const meters = Object.keys(PRICES) as Meter[]
const [silent, telling] = [unitsOf(SILENT, VERIFIED), unitsOf(TELLING, VERIFIED)]
const sum = (units: typeof silent, of: 'full' | 'beyond') =>
  meters.reduce((all, meter) => all + dollarsFor(meter, units[meter])[of], 0)

const { conversion, resends, wrong, refused } = WISH
console.log(`# ${number(VERIFIED)} verified phones in a month, their texts apart

Of the phones that are texted ${conversion * 100} % are verified; ${resends * 100} % ask again, ${wrong * 100} % guess wrong once, ${refused * 100} %
are refused in each of three ways: ${number((1 + resends) / conversion)} texts a verified phone. "Receipts" is where the gateway
tells what became of a text: three posts each, and a page that asks six times, as often as it may.
`)
table(
  ['meter', 'units', 'dollars', 'units, receipts', 'dollars, receipts', 'why'],
  [
    ...meters.map((meter) => [
      meter,
      number(silent[meter]),
      dollars(dollarsFor(meter, silent[meter]).full),
      number(telling[meter]),
      dollars(dollarsFor(meter, telling[meter]).full),
      WHY[meter],
    ]),
    [
      'sum',
      '',
      dollars(sum(silent, 'full')),
      '',
      dollars(sum(telling, 'full')),
      'as the next million costs',
    ],
    [
      'bill',
      '',
      dollars(BASE_FEE.dollars + sum(silent, 'beyond')),
      '',
      dollars(BASE_FEE.dollars + sum(telling, 'beyond')),
      `the first million: ${dollars(BASE_FEE.dollars)} a month, and what is beyond its allotments`,
    ],
  ],
)
console.log('Prices:')
for (const meter of meters) {
  const { dollars: price, per, included, page, read } = PRICES[meter]
  console.log(
    `- ${meter}: $${price} for ${number(per)}, ${number(included)} included (${page}, ${read})`,
  )
}

console.log('\n# What hosted services charge for a million verified phones\n')
table(
  ['service', 'fee', 'texts', 'remark', 'page', 'read'],
  HOSTED.map(({ name, fee, texts, remark, page, read }) => [
    name,
    fee ?? 'not found',
    texts,
    remark,
    page,
    read,
  ]),
)

console.log(`# Where limits bite, with ${SHARDS} monitors a country, receipts told\n`)
table(
  ['of', 'limit', 'bites', 'what then', 'page', 'read'],
  limitsFor(TELLING, SHARDS).map(({ of, limit, bites, answer, page, read }) => [
    of,
    limit,
    bites,
    answer,
    page,
    read,
  ]),
)
