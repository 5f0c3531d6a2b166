import type { Penalty, Slot } from '../rate-limits/address-penalty.ts'
import { DAY, HOUR } from '../time.ts'
import { BREAKER_WINDOW, type Closing, RANGE_SLOT } from './breaker.ts'
import { GatewayLedger } from './gateway-ledger.ts'
import type { Range } from './range.ts'
import { createTables, hasTables } from './tables.ts'

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

/** A penalty as KV holds it: `shownUntil` is 0 where it has still to be written. */
export type AddressRow = Penalty & {
  readonly shownUntil: number
  /** Whether KV calls the address shared: 0 or 1. */
  readonly shownShared: number
}

/**
 * Phones that one network adds to a range's counts in a window. So whoever wants to close a range
 * needs many networks, and a big one weighs no more than a small one.
 */
const SHARE_OF_ONE_NETWORK = 2

const KEPT = 25 * HOUR

/** The tables of one `TrafficMonitor`. They come with the first count. */
export class Ledger {
  /** The rows of gateways. */
  readonly gateways: GatewayLedger
  readonly #storage: SqlStorage

  constructor(storage: SqlStorage) {
    this.#storage = storage
    this.gateways = new GatewayLedger(storage)
  }

  /** Whether there are tables. */
  get exists(): boolean {
    return hasTables(this.#storage)
  }

  create(): void {
    createTables(this.#storage)
  }

  /** Counts a phone for an address unless it was counted there after `since`. */
  textedFrom(address: string, phone: string, slot: number, since: number): void {
    const [known] = this.#sql<{ slot: number }>(
      'SELECT slot FROM seen WHERE scope = ? AND phone = ?',
      address,
      phone,
    )
    if (known && known.slot > since) return
    this.#sql(
      'INSERT OR REPLACE INTO seen (scope, phone, slot) VALUES (?, ?, ?)',
      address,
      phone,
      slot,
    )
    this.#count('texted', address, slot)
  }

  verifiedFrom(address: string, phone: string): void {
    const [marked] = this.#sql<{ slot: number }>(
      `UPDATE seen SET verified = 1 WHERE scope = ? AND phone = ? AND verified = 0
       RETURNING slot`,
      address,
      phone,
    )
    if (marked) this.#count('verified', address, marked.slot)
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
    if (counted) {
      this.#count('texted', rangeScope(range.six), slot)
      this.#count('texted', rangeScope(range.four), slot)
    }
    const phone = counted && ownText
    this.gateways.texted({ gateway, phone, texts, ...(byRange && { range: range.four }) }, now)
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
    this.#count('verified', rangeScope(range.six), slot)
    this.#count('verified', rangeScope(range.four), slot)
    if (gateway !== null) this.gateways.verified(gateway, range.four, slot)
  }

  /** An address's phones by slot. */
  slotsOfAddress(address: string): readonly Slot[] {
    return this.#sql<Slot>(
      'SELECT slot AS at, texted, verified FROM counts WHERE scope = ?',
      address,
    )
  }

  /**
   * Of a range of six or four digits. A range of six that was closed does not count in its four: one
   * bad part does not close the whole.
   */
  slotsOfRange(range: string, since: number): readonly Slot[] {
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
      range.length === 4 ? `${range}__` : '',
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

  /** Whether a phone was verified at one of these addresses, as far back as is kept. */
  knows(addresses: readonly string[]): boolean {
    return addresses.some(
      (address) =>
        this.#sql('SELECT 1 FROM counts WHERE scope = ? AND verified > 0 LIMIT 1', address).length >
        0,
    )
  }

  address(address: string): AddressRow | undefined {
    return this.#sql<AddressRow>(
      `SELECT strikes, struckAt AS at, blockedUntil AS until, shownUntil, shownShared
       FROM addresses WHERE address = ?`,
      address,
    )[0]
  }

  keepAddress(address: string, { strikes, at, until, shownUntil, shownShared }: AddressRow): void {
    this.#sql(
      'INSERT OR REPLACE INTO addresses VALUES (?, ?, ?, ?, ?, ?)',
      address,
      strikes,
      at,
      until,
      shownUntil,
      shownShared,
    )
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

  /** When the last of a trickle passed. */
  trickled(name: string): number | undefined {
    return this.#sql<{ at: number }>('SELECT at FROM trickles WHERE name = ?', name)[0]?.at
  }

  keepTrickle(name: string, at: number): void {
    this.#sql('INSERT OR REPLACE INTO trickles VALUES (?, ?)', name, at)
  }

  /** Forgets that a send passed then; a later one stays. */
  dropTrickle(name: string, at: number): void {
    this.#sql('DELETE FROM trickles WHERE name = ? AND at = ?', name, at)
  }

  /** Forgets what no window looks back on; true where nothing is left. */
  sweep(now: number): boolean {
    const before = now - KEPT
    this.#sql('DELETE FROM seen WHERE slot < ?', before)
    this.#sql('DELETE FROM counts WHERE slot < ?', before)
    this.#sql('DELETE FROM shares WHERE since < ?', before)
    this.#sql('DELETE FROM trickles WHERE at < ?', before)
    this.#sql('DELETE FROM closings WHERE until < ?', before)
    this.#sql(
      'DELETE FROM addresses WHERE MAX(struckAt + ?, blockedUntil, shownUntil) < ?',
      DAY,
      now,
    )
    this.#sql('DELETE FROM gateways WHERE MAX(failedAt, at) < ?', before)
    const left = ['counts', 'seen', 'addresses', 'closings', 'gateways']
      .map((table) => `SELECT 1 FROM ${table}`)
      .join(' UNION ALL ')
    return this.#sql(`${left} LIMIT 1`).length === 0
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

  #count(what: 'texted' | 'verified', scope: string, slot: number): void {
    this.#sql(
      `INSERT INTO counts (scope, slot, ${what}) VALUES (?, ?, 1)
       ON CONFLICT DO UPDATE SET ${what} = ${what} + 1`,
      scope,
      slot,
    )
  }

  #sql<Row extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]) {
    return this.#storage.exec<Row>(query, ...values).toArray()
  }
}

function rangeScope(range: string): string {
  return `range:${range}`
}
