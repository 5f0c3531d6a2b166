import { DAY, HOUR } from '../platform/time.ts'
import { BUCKET, type Bucket, bucketStart } from './buckets.ts'
import type { Spending } from './budget.ts'
import type { ByGateway, GatewayResult, GatewayResults } from './edge-record.ts'
import { type GatewayHealth, HEALTHY } from './gateway-breaker.ts'
import { TIME_TO_VERIFY } from './range-breaker.ts'
import type { Sql } from './sql.ts'
import { addCounts } from './tables.ts'

/** Counts what a gateway did in some time. `phones`, `verified`: those whose conversion is its own. */
export type GatewayCounts = {
  readonly segments: number
  readonly phones: number
  readonly verified: number
  readonly delivered: number
  readonly undelivered: number
}

/** Describes a text as its gateway counts it. */
type GatewayText = {
  readonly gateway: string
  /** The range's four digits, where results are kept by range. */
  readonly prefix4?: string
  /** The phone counts, and no other gateway may have texted it. */
  readonly ownPhone: boolean
  readonly segments: number
}

/** Longer than any window of the budget. */
const KEEP_SPENDING = DAY + 2 * HOUR

/**
 * Results go back so far: a gateway that did badly is forgotten by then, and tried anew. A shorter
 * window costs more texts on gateways that are still bad.
 */
const RESULT_WINDOW = 3 * HOUR

/** Where a range or the country has more phones than this, the newest count. */
const NEWEST_OF_COUNTRY = 200
const NEWEST_OF_RANGE = 100

/** A range with fewer phones than this is judged by its country. */
const MIN_PHONES_OF_RANGE = 20
const MAX_RANGES = 100

/** Reads and writes the rows of gateways in a monitor's tables. */
export class GatewayStore {
  readonly #sql: Sql
  #segmentsByBucket: Map<number, number> | undefined

  constructor(sql: Sql) {
    this.#sql = sql
  }

  countText({ gateway, prefix4, ownPhone, segments }: GatewayText, now: number): void {
    const at = bucketStart(now, BUCKET)
    this.#spend(at, segments)
    addCounts(this.#sql, gatewayScope(gateway), at, { texted: Number(ownPhone), texts: segments })
    if (prefix4 === undefined || !ownPhone) return
    addCounts(this.#sql, resultScope(prefix4, gateway), at, { texted: 1 })
  }

  /** Counts a verified phone where its text was counted. */
  countVerification(gateway: string, prefix4: string, textAt: number): void {
    const at = bucketStart(textAt, BUCKET)
    for (const scope of [gatewayScope(gateway), resultScope(prefix4, gateway)]) {
      this.#sql`UPDATE counts SET verified = verified + 1 WHERE scope = ${scope} AND at = ${at}`
    }
  }

  countReceipt(gateway: string, status: 'delivered' | 'undelivered', now: number): void {
    const at = bucketStart(now, BUCKET)
    this.#spend(at, 0)
    addCounts(this.#sql, gatewayScope(gateway), at, { [status]: 1 })
  }

  /** Lists what texts cost since then, over all gateways. */
  spending(since: number): readonly Spending[] {
    return [...this.#spending].flatMap(([at, segments]) => (at > since ? [{ at, segments }] : []))
  }

  /** Lists the phones of gateways since then, by name. */
  buckets(since: number): ReadonlyMap<string, readonly Bucket[]> {
    const rows = this.#sql<Bucket & { name: string }>`
      SELECT substr(scope, 9) AS name, at, texted, verified FROM counts
      WHERE scope >= 'gateway:' AND scope < 'gateway;' AND at > ${since}`
    return Map.groupBy(rows, ({ name }) => name)
  }

  /** Adds up what each gateway did since then, by name. */
  counts(since: number): ReadonlyMap<string, GatewayCounts> {
    const rows = this.#sql<GatewayCounts & { name: string }>`
      SELECT substr(scope, 9) AS name, SUM(texts) AS segments, SUM(texted) AS phones,
        SUM(verified) AS verified, SUM(delivered) AS delivered, SUM(undelivered) AS undelivered
      FROM counts WHERE scope >= 'gateway:' AND scope < 'gateway;' AND at > ${since}
      GROUP BY scope`
    return new Map(rows.map(({ name, ...counts }) => [name, counts]))
  }

  /** Tells whether anything was counted for a gateway since then. */
  hasCounts(since: number): boolean {
    return [...this.#spending.keys()].some((at) => at >= since)
  }

  /**
   * Counts each gateway's phones whose time to be verified is over, in the country and in the ranges
   * with most phones. Of many, the newest count, so that a change is seen.
   */
  results(now: number): GatewayResults {
    const rows = this.#newest('result:', NEWEST_OF_RANGE, now)
    const ranges = [...Map.groupBy(rows, ({ name }) => name.slice(0, PREFIX_DIGITS))]
      .map(([prefix4, some]) => ({ prefix4, some, phones: some.reduce((n, r) => n + r.texted, 0) }))
      .filter(({ phones }) => phones >= MIN_PHONES_OF_RANGE)
      .toSorted((a, b) => b.phones - a.phones)
      .slice(0, MAX_RANGES)
    return {
      country: byGateway(this.#newest('gateway:', NEWEST_OF_COUNTRY, now)),
      ranges: Object.fromEntries(
        ranges.map(({ prefix4, some }) => [
          prefix4,
          byGateway(some.map((row) => ({ ...row, name: row.name.slice(PREFIX_DIGITS + 1) }))),
        ]),
      ),
    }
  }

  /** Saves that the gateway failed with a text to this phone; false where it did so since then too. */
  saveFailure(gateway: string, phone: string, since: number, now: number): boolean {
    const scope = `failed:${gateway}`
    const former = this.#sql`
      SELECT 1 FROM phones WHERE scope = ${scope} AND phone = ${phone} AND at >= ${since}`
    this.#sql`INSERT OR REPLACE INTO phones (scope, phone, at) VALUES (${scope}, ${phone}, ${now})`
    return former.length === 0
  }

  health(gateway: string): GatewayHealth {
    const [row] = this.#sql<HealthRow>`SELECT * FROM gateways WHERE gateway = ${gateway}`
    return row ? healthOf(row) : HEALTHY
  }

  /** Lists every gateway that ever failed, as far back as is kept. */
  healths(): ReadonlyMap<string, GatewayHealth> {
    const rows = this.#sql<HealthRow>`SELECT * FROM gateways ORDER BY gateway`
    return new Map(rows.map((row) => [row.gateway, healthOf(row)]))
  }

  saveHealth(gateway: string, health: GatewayHealth): void {
    const { failures, failedAt, strikes, at } = health
    const [tripped, probing] = [Number(health.tripped), Number(health.probing)]
    this.#sql`INSERT OR REPLACE INTO gateways
      VALUES (${gateway}, ${failures}, ${failedAt}, ${strikes}, ${tripped}, ${probing}, ${at})`
  }

  /**
   * Maps every bucket that counts anything to its segments. Kept in memory, since every event asks for
   * them and they are up to 300 rows for each gateway.
   */
  get #spending(): Map<number, number> {
    this.#segmentsByBucket ??= new Map(
      this.#sql<Spending>`
        SELECT at, SUM(texts) AS segments FROM counts
        WHERE scope >= 'gateway:' AND scope < 'gateway;' GROUP BY at`.map(({ at, segments }) => [
        at,
        segments,
      ]),
    )
    return this.#segmentsByBucket
  }

  /** Adds to the segments in memory; before they are counted, or they would be read with the rest. */
  #spend(at: number, segments: number): void {
    const spending = this.#spending
    spending.set(at, (spending.get(at) ?? 0) + segments)
    for (const [old] of spending) {
      if (old >= at - KEEP_SPENDING) break
      spending.delete(old)
    }
  }

  /** Adds up phones by scope, newest buckets first up to about so many. */
  #newest(prefix: 'gateway:' | 'result:', maxPhones: number, now: number) {
    const [since, until] = [now - RESULT_WINDOW, now - BUCKET - TIME_TO_VERIFY]
    return this.#sql<{ name: string; texted: number; verified: number }>`
      SELECT substr(scope, ${prefix.length + 1}) AS name,
        SUM(texted) AS texted, SUM(verified) AS verified
      FROM (
        SELECT scope, texted, verified,
          SUM(texted) OVER (PARTITION BY scope ORDER BY at DESC) - texted AS newer
        FROM counts WHERE scope > ${prefix} AND scope < ${`${prefix.slice(0, -1)};`}
          AND at > ${since} AND at <= ${until})
      WHERE newer < ${maxPhones} GROUP BY scope HAVING SUM(texted) > 0`
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

const PREFIX_DIGITS = 4

function gatewayScope(gateway: string): string {
  return `gateway:${gateway}`
}

function resultScope(prefix4: string, gateway: string): string {
  return `result:${prefix4}:${gateway}`
}
