import { ASSUMED, dollarsFor, type FunnelWish, funnelOf, unitsOf } from './cost-model.ts'
import { type Limit, limitsFor } from './limits.ts'
import {
  BASE_FEE,
  HOSTED,
  type HostedService as Hosted,
  type Meter,
  PRICES,
  type Source,
} from './prices.ts'

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
  accounts: 0.8,
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
  databaseRowsRead: 'what is read of accounts, and what makes them reads before',
  databaseRowsWritten: 'accounts, their cells, consents, claim and password, with their indexes',
  storedGbMonths: `a guard of 12 KiB that remembers the device for ${ASSUMED.verifiedGuardDays} days, paid in advance here`,
  kvReads: 'two a send over IPv4, three over IPv6',
  kvWrites: 'none in a good signup; penalties and closings write',
  logGb: `a line of ${ASSUMED.bytesOfLogLine / 1000} KB a request, assumed; price from 1 December 2026`,
  logGbMonths: `${ASSUMED.logDays} days`,
}

const number = (value: number) =>
  value >= 10 ? Math.round(value).toLocaleString('en') : value.toFixed(2)
const dollars = (value: number) => `$${value.toFixed(2)}`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

/** Writes a table of what was read on pages: of each row these members, the page and when it was read. */
function sourceTable<Row extends Source>(
  heads: Readonly<Record<string, (row: Row) => string>>,
  rows: readonly Row[],
): string {
  const columns = Object.values(heads)
  return table(
    [...Object.keys(heads), 'page', 'read'],
    rows.map((row) => [...columns.map((of) => of(row)), row.page, row.read]),
  )
}

/**
 * Prints what a million verified phones cost in a month, beside what hosted services charge, and where
 * the platform's limits are.
 */
export function cost(say: (line: string) => void): void {
  const meters = Object.keys(PRICES) as Meter[]
  const both = [SILENT, TELLING].map((funnel) => unitsOf(funnel, VERIFIED))
  const sums = (of: 'full' | 'beyond', more = 0) =>
    both.flatMap((units) => {
      const all = meters.reduce((sum, meter) => sum + dollarsFor(meter, units[meter])[of], more)
      return ['', dollars(all)]
    })
  const { conversion, resends, wrong, refused } = WISH
  say(`# ${number(VERIFIED)} verified phones in a month, their texts apart

Of the phones that are texted ${conversion * 100} % are verified; ${resends * 100} % ask again, ${wrong * 100} % guess wrong once, ${refused * 100} %
are refused in each of three ways: ${number((1 + resends) / conversion)} texts a verified phone. "Receipts" is where the gateway
tells what became of a text: three posts each, and a page that asks six times, as often as it may.
`)
  const first = `the first million: ${dollars(BASE_FEE.dollars)} a month, and what is beyond its allotments`
  const head = ['meter', 'units', 'dollars', 'units, receipts', 'dollars, receipts', 'why']
  const rows = meters.map((meter) => [
    meter,
    ...both.flatMap((units) => [
      number(units[meter]),
      dollars(dollarsFor(meter, units[meter]).full),
    ]),
    WHY[meter],
  ])
  const sum = ['sum', ...sums('full'), 'as the next million costs']
  say(table(head, [...rows, sum, ['bill', ...sums('beyond', BASE_FEE.dollars), first]]))
  say('Prices:')
  for (const meter of meters) {
    const { dollars: price, per, included, page, read } = PRICES[meter]
    say(`- ${meter}: $${price} for ${number(per)}, ${number(included)} included (${page}, ${read})`)
  }

  say('\n# What hosted services charge for a million verified phones\n')
  const service = {
    service: ({ name }: Hosted) => name,
    fee: ({ fee = 'not found' }: Hosted) => fee,
    texts: ({ texts }: Hosted) => texts,
    remark: ({ remark }: Hosted) => remark,
  }
  say(sourceTable(service, HOSTED))

  say(`# Where limits bite, with ${SHARDS} monitors a country, receipts told\n`)
  const limit = {
    of: ({ of }: Limit) => of,
    limit: ({ limit: text }: Limit) => text,
    bites: ({ bites }: Limit) => bites,
    'what then': ({ answer }: Limit) => answer,
  }
  say(sourceTable(limit, limitsFor(TELLING, SHARDS)))
}
