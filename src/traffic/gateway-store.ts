import type { Slot } from './address-penalty.ts'
import { DAY, HOUR } from '../platform/time.ts'
import { GATEWAY_DUE, RESULT_WINDOW } from './range-breaker.ts'
import { BUDGET_SLOT, type Spending } from './budget.ts'
import { type GatewayHealth, HEALTHY } from './gateway-breaker.ts'
import type { ByGateway, GatewayResult, GatewayResults } from './edge-record.ts'
import type { Tally } from './write-buffer.ts'

/** What gateways did in some time. `phones`, `verified`: those whose conversion is theirs. */
export type GatewayCounts = {
  readonly texts: number
  readonly phones: number
  readonly verified: number
  readonly delivered: number
  readonly undelivered: number
}

/** A text as its gateway counts it. */
type GatewayText = {
  readonly gateway: string
  /** Of four digits, where results are kept by range. */
  readonly range?: string
  /** Whether the phone is the gateway's own, and counts. */
  readonly phone: boolean
  readonly texts: number
}

/** Longer than any window of the budget. */
const SPENDING_KEPT = DAY + 2 * HOUR

/** Where a range or the country has more phones than this, the newest count. */
const NEWEST_OF_COUNTRY = 200
const NEWEST_OF_RANGE = 100

/** A range with fewer phones than this is judged by its country. */
const LEAST_OF_RANGE = 20
const MOST_RANGES = 100

/** The rows of gateways in a monitor's tables. */
export class GatewayLedger {
  readonly #storage: SqlStorage
  readonly #tally: Tally
  #spent: Map<number, number> | undefined

  constructor(storage: SqlStorage, tally: Tally) {
    this.#storage = storage
    this.#tally = tally
  }

  texted({ gateway, range, phone, texts }: GatewayText, now: number): void {
    const slot = slotOf(now)
    this.#tally.add(gatewayScope(gateway), slot, { texted: Number(phone), texts })
    this.#spend(slot, texts)
    if (range === undefined || !phone) return
    this.#tally.add(resultScope(range, gateway), slot, { texted: 1 })
  }

  /** Counts a verified phone where its text was counted. */
  verified(gateway: string, range: string, textedAt: number): void {
    for (const scope of [gatewayScope(gateway), resultScope(range, gateway)]) {
      this.#tally.addToKnown(scope, slotOf(textedAt), { verified: 1 })
    }
  }

  receipt(gateway: string, status: 'delivered' | 'undelivered', now: number): void {
    const slot = slotOf(now)
    this.#tally.add(gatewayScope(gateway), slot, { [status]: 1 })
    this.#spend(slot, 0)
  }

  /** What was spent since then, over all gateways. */
  spending(since: number): readonly Spending[] {
    return [...this.#spending].flatMap(([at, texts]) => (at > since ? [{ at, texts }] : []))
  }

  /** Phones of gateways since then, by name. */
  slots(since: number): ReadonlyMap<string, readonly Slot[]> {
    const rows = this.#sql<Slot & { name: string }>(
      `SELECT substr(scope, 9) AS name, slot AS at, texted, verified FROM counts
       WHERE scope >= 'gateway:' AND scope < 'gateway;' AND slot > ?`,
      since,
    )
    return Map.groupBy(rows, ({ name }) => name)
  }

  /** What each gateway did since then, by name. */
  counts(since: number): ReadonlyMap<string, GatewayCounts> {
    const rows = this.#sql<GatewayCounts & { name: string }>(
      `SELECT substr(scope, 9) AS name, SUM(texts) AS texts, SUM(texted) AS phones,
         SUM(verified) AS verified, SUM(delivered) AS delivered, SUM(undelivered) AS undelivered
       FROM counts WHERE scope >= 'gateway:' AND scope < 'gateway;' AND slot > ? GROUP BY scope`,
      since,
    )
    return new Map(rows.map(({ name, ...counts }) => [name, counts]))
  }

  /** Whether anything was counted for a gateway since then. */
  hasCounted(since: number): boolean {
    return [...this.#spending.keys()].some((slot) => slot >= since)
  }

  /**
   * How many of each gateway's phones were verified, of those whose time for it is over: in the country
   * and in the ranges that most is known of. Of much, the newest counts, so that a change is seen.
   */
  results(now: number): GatewayResults {
    const ranges = Map.groupBy(this.#newest('result:', NEWEST_OF_RANGE, now), ({ name }) =>
      name.slice(0, RANGE_DIGITS),
    )
    const known = [...ranges]
      .map(([range, rows]) => ({ range, rows, phones: rows.reduce((n, row) => n + row.texted, 0) }))
      .filter(({ phones }) => phones >= LEAST_OF_RANGE)
      .toSorted((a, b) => b.phones - a.phones)
      .slice(0, MOST_RANGES)
    return {
      country: byGateway(this.#newest('gateway:', NEWEST_OF_COUNTRY, now)),
      ranges: Object.fromEntries(
        known.map(({ range, rows }) => [
          range,
          byGateway(rows.map((row) => ({ ...row, name: row.name.slice(RANGE_DIGITS + 1) }))),
        ]),
      ),
    }
  }

  /** Keeps that the gateway failed with a text to this phone; false where it did so since then too. */
  failedAnew(gateway: string, phone: string, since: number, now: number): boolean {
    const scope = `failed:${gateway}`
    const known = this.#sql(
      'SELECT 1 FROM seen WHERE scope = ? AND phone = ? AND slot >= ?',
      scope,
      phone,
      since,
    )
    this.#sql(
      'INSERT OR REPLACE INTO seen (scope, phone, slot) VALUES (?, ?, ?)',
      scope,
      phone,
      now,
    )
    return known.length === 0
  }

  health(gateway: string): GatewayHealth {
    const [row] = this.#sql<HealthRow>('SELECT * FROM gateways WHERE gateway = ?', gateway)
    return row ? healthOf(row) : HEALTHY
  }

  /** Of every gateway that ever failed, as far back as is kept. */
  healths(): ReadonlyMap<string, GatewayHealth> {
    const rows = this.#sql<HealthRow>('SELECT * FROM gateways ORDER BY gateway')
    return new Map(rows.map((row) => [row.gateway, healthOf(row)]))
  }

  keepHealth(gateway: string, health: GatewayHealth): void {
    const { failures, failedAt, strikes, tripped, probing, at } = health
    this.#sql(
      `INSERT OR REPLACE INTO gateways (gateway, failures, failedAt, strikes, tripped, probing, at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      gateway,
      failures,
      failedAt,
      strikes,
      Number(tripped),
      Number(probing),
      at,
    )
  }

  /**
   * Texts by slot, of every slot that counts anything. Kept in memory, since every event asks for them
   * and they are up to 300 rows for each gateway.
   */
  get #spending(): Map<number, number> {
    this.#spent ??= new Map(
      this.#sql<{ slot: number; texts: number }>(
        `SELECT slot, SUM(texts) AS texts FROM counts
         WHERE scope >= 'gateway:' AND scope < 'gateway;' GROUP BY slot`,
      ).map(({ slot, texts }) => [slot, texts]),
    )
    return this.#spent
  }

  #spend(slot: number, texts: number): void {
    const spent = this.#spending
    spent.set(slot, (spent.get(slot) ?? 0) + texts)
    for (const [old] of spent) {
      if (old >= slot - SPENDING_KEPT) break
      spent.delete(old)
    }
  }

  /** Verified and texted by scope, newest slots first up to about so many phones. */
  #newest(prefix: 'gateway:' | 'result:', most: number, now: number) {
    return this.#sql<{ name: string; texted: number; verified: number }>(
      `SELECT substr(scope, ?1) AS name, SUM(texted) AS texted, SUM(verified) AS verified
       FROM (
         SELECT scope, texted, verified,
           SUM(texted) OVER (PARTITION BY scope ORDER BY slot DESC) - texted AS newer
         FROM counts WHERE scope > ?2 AND scope < ?3 AND slot > ?4 AND slot <= ?5)
       WHERE newer < ?6 GROUP BY scope HAVING SUM(texted) > 0`,
      prefix.length + 1,
      prefix,
      `${prefix.slice(0, -1)};`,
      now - RESULT_WINDOW,
      now - GATEWAY_DUE,
      most,
    )
  }

  #sql<Row extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]) {
    return this.#storage.exec<Row>(query, ...values).toArray()
  }
}

type HealthRow = {
  gateway: string
  failures: number
  failedAt: number
  strikes: number
  tripped: number
  probing: number
  at: number
}

function healthOf({ gateway: _name, tripped, probing, ...row }: HealthRow): GatewayHealth {
  return { ...row, tripped: tripped === 1, probing: probing === 1 }
}

function byGateway(
  rows: readonly { readonly name: string; readonly texted: number; readonly verified: number }[],
): ByGateway {
  return Object.fromEntries(
    rows.map(({ name, texted, verified }): [string, GatewayResult] => [name, [verified, texted]]),
  )
}

const RANGE_DIGITS = 4

function slotOf(at: number): number {
  return at - (at % BUDGET_SLOT)
}

function gatewayScope(gateway: string): string {
  return `gateway:${gateway}`
}

function resultScope(range: string, gateway: string): string {
  return `result:${range}:${gateway}`
}
