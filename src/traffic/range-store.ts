import { type Bucket, bucketStart, RANGE_BUCKET } from './buckets.ts'
import type { GatewayStore } from './gateway-store.ts'
import { type NumberRange, prefixesOf } from './number-range.ts'
import { BREAKER_WINDOW, type Closing } from './range-breaker.ts'
import { RangeCache } from './range-cache.ts'
import type { Sql } from './sql.ts'
import { addCounts } from './tables.ts'

/** Describes a phone's text, as its range counts it. */
export type RangeText = {
  readonly phone: string
  readonly range: NumberRange
  readonly gateway: string
  /** What it cost. */
  readonly segments: number
  /** The asker's network, or its address where it has none. */
  readonly network: string
  /** No other gateway may have sent it too, so that its result tells of this one. */
  readonly ownText: boolean
  /** Gateways' results are kept by range. */
  readonly byRange: boolean
}

/**
 * Phones that one network adds to a range's counts in a window. So whoever wants to close a range
 * needs many networks, and a big one weighs no more than a small one.
 */
const SHARE_OF_NETWORK = 2

/** Reads and writes the rows of number ranges in a monitor's tables. */
export class RangeStore {
  readonly #sql: Sql
  readonly #gateways: GatewayStore
  readonly #cache: RangeCache

  constructor(sql: Sql, gateways: GatewayStore) {
    this.#sql = sql
    this.#gateways = gateways
    this.#cache = new RangeCache(
      (prefix, since) => sql<Bucket>`
        SELECT at, texted, verified FROM counts WHERE scope = ${scopeOf(prefix)} AND at > ${since}`,
    )
  }

  /**
   * Counts a phone for its ranges and gateway, once a window and within its network's share; and,
   * without such bounds, what the texts cost that the gateway sent or may have.
   */
  countText(text: RangeText, now: number): void {
    const { range, gateway, segments, ownText, byRange } = text
    const at = bucketStart(now, RANGE_BUCKET)
    const counts = this.#savePhone(text, at, now)
    if (counts) this.#count('texted', range, at)
    const prefix4 = byRange ? range.prefix4 : undefined
    this.#gateways.countText({ gateway, prefix4, ownPhone: counts && ownText, segments }, now)
  }

  /** Counts a phone as verified, once, where its text was counted. */
  countVerification(phone: string, range: NumberRange): void {
    const [text] = this.#sql<{ at: number; counted: number; gateway: string | null }>`
      UPDATE phones SET verified = 1
      WHERE scope = ${scopeOf(range.prefix6)} AND phone = ${phone} AND verified = 0
      RETURNING at, counted, gateway`
    if (text?.counted !== 1) return
    const { at, gateway } = text
    this.#count('verified', range, at)
    if (gateway !== null) this.#gateways.countVerification(gateway, range.prefix4, at)
  }

  /**
   * Lists the buckets of a range. A range of six digits that was closed does not count in its four:
   * one bad part does not close the whole.
   */
  buckets(prefix: string, since: number): readonly Bucket[] {
    if (prefix.length === 6 || !this.#hasClosedPart(prefix)) {
      return this.#cache.buckets(prefix, since)
    }
    const scope = scopeOf(prefix)
    return this.#sql<Bucket>`
      SELECT at,
        SUM(CASE WHEN scope = ${scope} THEN texted ELSE -texted END) AS texted,
        SUM(CASE WHEN scope = ${scope} THEN verified ELSE -verified END) AS verified
      FROM counts
      WHERE at > ${since} AND (scope = ${scope} OR scope IN (
        SELECT 'range:' || range FROM closings WHERE range LIKE ${partsOf(prefix)}))
      GROUP BY at`
  }

  /** Lists the buckets of every range of four digits, by its digits. */
  allBuckets(since: number): ReadonlyMap<string, readonly Bucket[]> {
    const rows = this.#sql<Bucket & { name: string }>`
      SELECT substr(scope, 7) AS name, at, texted, verified FROM counts
      WHERE scope >= 'range:' AND scope < 'range;' AND length(name) = 4 AND at > ${since}`
    return Map.groupBy(rows, ({ name }) => name)
  }

  closing(prefix: string): Closing | undefined {
    return this.#sql<Closing>`
      SELECT strikes, at, until FROM closings WHERE range = ${prefix}`[0]
  }

  saveClosing(prefix: string, { strikes, at, until }: Closing): void {
    this.#sql`INSERT OR REPLACE INTO closings VALUES (${prefix}, ${strikes}, ${at}, ${until})`
  }

  closedRanges(now: number): readonly string[] {
    return this.#sql<{ range: string }>`
      SELECT range FROM closings WHERE until > ${now} ORDER BY range`.map(({ range }) => range)
  }

  /** Saves who was texted; false where the phone does not count in the range. */
  #savePhone(text: RangeText, at: number, now: number): boolean {
    const { phone, range, gateway, network, ownText } = text
    const scope = scopeOf(range.prefix6)
    const [former] = this.#sql<{ at: number; gateway: string | null }>`
      SELECT at, gateway FROM phones WHERE scope = ${scope} AND phone = ${phone}`
    if (former && former.at > now - BREAKER_WINDOW) {
      const sameGateway = former.gateway === gateway && ownText
      if (former.gateway !== null && !sameGateway) {
        // Whose merit a verification would be cannot be told any more.
        this.#sql`UPDATE phones SET gateway = NULL WHERE scope = ${scope} AND phone = ${phone}`
      }
      return false
    }
    const counts = this.#takeShare(range.prefix4, network, now)
    const owner = ownText ? gateway : null
    this.#sql`INSERT OR REPLACE INTO phones (scope, phone, at, counted, gateway)
      VALUES (${scope}, ${phone}, ${at}, ${Number(counts)}, ${owner})`
    return counts
  }

  /** Takes one of a network's phones in a range of four digits; false where it has had them all. */
  #takeShare(prefix4: string, network: string, now: number): boolean {
    const [share] = this.#sql<{ since: number; phones: number }>`
      SELECT since, phones FROM shares WHERE range = ${prefix4} AND network = ${network}`
    const current = share && share.since > now - BREAKER_WINDOW ? share : { since: now, phones: 0 }
    if (current.phones >= SHARE_OF_NETWORK) return false
    const { since, phones } = current
    this.#sql`INSERT OR REPLACE INTO shares VALUES (${prefix4}, ${network}, ${since}, ${phones + 1})`
    return true
  }

  #count(what: 'texted' | 'verified', range: NumberRange, at: number): void {
    for (const prefix of prefixesOf(range)) {
      addCounts(this.#sql, scopeOf(prefix), at, { [what]: 1 })
      this.#cache.count(prefix, what, at)
    }
  }

  #hasClosedPart(prefix4: string): boolean {
    const parts = this.#sql`SELECT 1 FROM closings WHERE range LIKE ${partsOf(prefix4)} LIMIT 1`
    return parts.length > 0
  }
}

function scopeOf(prefix: string): string {
  return `range:${prefix}`
}

/** Matches, as a pattern of LIKE, the ranges of six digits within one of four. */
function partsOf(prefix4: string): string {
  return `${prefix4}__`
}
