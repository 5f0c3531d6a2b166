import type { Slot } from './address-penalty.ts'
import { BREAKER_WINDOW, type Closing, RANGE_SLOT } from './range-breaker.ts'
import type { GatewayLedger } from './gateway-store.ts'
import { RangeCache } from './range-cache.ts'
import type { Range } from './number-range.ts'
import type { Tally } from './write-buffer.ts'

/** A phone's text, as its range counts it. */
export type RangeText = {
  readonly phone: string
  readonly range: Range
  readonly gateway: string
  readonly texts: number
  /** The network that asked. */
  readonly asker: string
  /** No other gateway may have sent it too, so that its result tells of this one. */
  readonly ownText: boolean
  /** Whether gateways' results are kept by range. */
  readonly byRange: boolean
}

/**
 * Phones that one network adds to a range's counts in a window. So whoever wants to close a range
 * needs many networks, and a big one weighs no more than a small one.
 */
const SHARE_OF_ONE_NETWORK = 2

/** The rows of number ranges in a monitor's tables. */
export class RangeLedger {
  readonly #storage: SqlStorage
  readonly #tally: Tally
  readonly #gateways: GatewayLedger
  readonly #cache: RangeCache

  constructor(storage: SqlStorage, tally: Tally, gateways: GatewayLedger) {
    this.#storage = storage
    this.#tally = tally
    this.#gateways = gateways
    this.#cache = new RangeCache((range, since) => this.#countedIn(range, since))
  }

  /**
   * Counts a phone for its ranges and gateway, once a window and within its network's share; and,
   * without such bounds, the texts that the gateway sent or may have. A phone is its first text's
   * gateway's alone: asked for again at another, that text did not serve, and whose merit the
   * verification is cannot be told.
   */
  textedIn(text: RangeText, now: number): void {
    const { range, gateway, texts, ownText, byRange } = text
    const slot = now - (now % RANGE_SLOT)
    const counted = this.#countsForRange(text, slot, now)
    if (counted) this.#count('texted', range, slot)
    const phone = counted && ownText
    this.#gateways.texted({ gateway, phone, texts, ...(byRange && { range: range.four }) }, now)
  }

  verifiedIn(phone: string, range: Range): void {
    const [marked] = this.#sql<{ slot: number; counted: number; gateway: string | null }>(
      `UPDATE seen SET verified = 1 WHERE scope = ? AND phone = ? AND verified = 0
       RETURNING slot, counted, gateway`,
      rangeScope(range.six),
      phone,
    )
    if (marked?.counted !== 1) return
    const { slot, gateway } = marked
    this.#count('verified', range, slot)
    if (gateway !== null) this.#gateways.verified(gateway, range.four, slot)
  }

  /**
   * Of a range of six or four digits. A range of six that was closed does not count in its four: one
   * bad part does not close the whole.
   */
  slotsOfRange(range: string, since: number): readonly Slot[] {
    if (range.length === 6 || !this.#hasClosedPart(range)) return this.#cache.slots(range, since)
    return this.#sql<Slot>(
      `SELECT slot AS at,
         SUM(CASE WHEN scope = ?1 THEN texted ELSE -texted END) AS texted,
         SUM(CASE WHEN scope = ?1 THEN verified ELSE -verified END) AS verified
       FROM counts
       WHERE slot > ?2 AND (scope = ?1 OR scope IN (
         SELECT 'range:' || range FROM closings WHERE range LIKE ?3))
       GROUP BY slot`,
      rangeScope(range),
      since,
      partsOf(range),
    )
  }

  /** Of every range of four digits, by its digits. */
  slotsOfRanges(since: number): ReadonlyMap<string, readonly Slot[]> {
    const rows = this.#sql<Slot & { scope: string }>(
      `SELECT scope, slot AS at, texted, verified FROM counts
       WHERE scope >= 'range:' AND scope < 'range;' AND length(scope) = ? AND slot > ?`,
      rangeScope('1234').length,
      since,
    )
    return Map.groupBy(rows, ({ scope }) => scope.slice('range:'.length))
  }

  closing(range: string): Closing | undefined {
    return this.#sql<Closing>('SELECT strikes, at, until FROM closings WHERE range = ?', range)[0]
  }

  keepClosing(range: string, { strikes, at, until }: Closing): void {
    this.#sql('INSERT OR REPLACE INTO closings VALUES (?, ?, ?, ?)', range, strikes, at, until)
  }

  /** The ranges that are closed now. */
  closed(now: number): readonly string[] {
    return this.#sql<{ range: string }>(
      'SELECT range FROM closings WHERE until > ? ORDER BY range',
      now,
    ).map(({ range }) => range)
  }

  /** Takes one of a network's phones in a range of four digits; false where it has had them all. */
  #takeShare(four: string, asker: string, now: number): boolean {
    const [share] = this.#sql<{ since: number; phones: number }>(
      'SELECT since, phones FROM shares WHERE range = ? AND asker = ?',
      four,
      asker,
    )
    const current = share && share.since > now - BREAKER_WINDOW ? share : { since: now, phones: 0 }
    if (current.phones >= SHARE_OF_ONE_NETWORK) return false
    this.#sql(
      'INSERT OR REPLACE INTO shares VALUES (?, ?, ?, ?)',
      four,
      asker,
      current.since,
      current.phones + 1,
    )
    return true
  }

  #countsForRange(text: RangeText, slot: number, now: number): boolean {
    const { phone, range, gateway, asker, ownText } = text
    const scope = rangeScope(range.six)
    const [known] = this.#sql<{ slot: number; gateway: string | null }>(
      'SELECT slot, gateway FROM seen WHERE scope = ? AND phone = ?',
      scope,
      phone,
    )
    if (known && known.slot > now - BREAKER_WINDOW) {
      const another = known.gateway !== null && (known.gateway !== gateway || !ownText)
      if (another) this.#disown(scope, phone)
      return false
    }
    const counted = this.#takeShare(range.four, asker, now)
    this.#sql(
      `INSERT OR REPLACE INTO seen (scope, phone, slot, counted, gateway)
       VALUES (?, ?, ?, ?, ?)`,
      scope,
      phone,
      slot,
      Number(counted),
      ownText ? gateway : null,
    )
    return counted
  }

  /** No gateway's merit, should the phone be verified. */
  #disown(scope: string, phone: string): void {
    this.#sql('UPDATE seen SET gateway = NULL WHERE scope = ? AND phone = ?', scope, phone)
  }

  #count(what: 'texted' | 'verified', { six, four }: Range, slot: number): void {
    this.#tally.add(rangeScope(six), slot, { [what]: 1 })
    this.#tally.add(rangeScope(four), slot, { [what]: 1 })
    this.#cache.count(six, what, slot)
    this.#cache.count(four, what, slot)
  }

  #hasClosedPart(four: string): boolean {
    return this.#sql('SELECT 1 FROM closings WHERE range LIKE ? LIMIT 1', partsOf(four)).length > 0
  }

  /** A range by itself, with all its parts. */
  #countedIn(range: string, since: number): readonly Slot[] {
    return this.#sql<Slot>(
      'SELECT slot AS at, texted, verified FROM counts WHERE scope = ? AND slot > ?',
      rangeScope(range),
      since,
    )
  }

  #sql<Row extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]) {
    return this.#storage.exec<Row>(query, ...values).toArray()
  }
}

function rangeScope(range: string): string {
  return `range:${range}`
}

/** The ranges of six digits within one of four, as a pattern of LIKE. */
function partsOf(four: string): string {
  return `${four}__`
}
