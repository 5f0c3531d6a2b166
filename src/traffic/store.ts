import type { Penalty, Slot } from './address-penalty.ts'
import { DAY, HOUR } from '../platform/time.ts'
import { GatewayLedger } from './gateway-store.ts'
import { RangeLedger } from './range-store.ts'
import { createTables, hasTables } from './tables.ts'
import { Tally } from './write-buffer.ts'

/** A penalty as KV holds it: `shownUntil` is 0 where it has still to be written. */
export type AddressRow = Penalty & {
  readonly shownUntil: number
  /** Whether KV calls the address shared: 0 or 1. */
  readonly shownShared: number
}

const KEPT = 25 * HOUR

/** The tables of one `TrafficMonitor`. They come with the first count. */
export class Ledger {
  /** The rows of gateways, and those of number ranges. */
  readonly gateways: GatewayLedger
  readonly ranges: RangeLedger
  readonly #storage: SqlStorage
  readonly #tally: Tally

  constructor(storage: SqlStorage) {
    this.#storage = storage
    this.#tally = new Tally(storage)
    this.gateways = new GatewayLedger(storage, this.#tally)
    this.ranges = new RangeLedger(storage, this.#tally, this.gateways)
  }

  /** Whether there are tables. */
  get exists(): boolean {
    return hasTables(this.#storage)
  }

  create(): void {
    createTables(this.#storage)
  }

  /** Stores what was counted: counts are read only after that. */
  store(): void {
    this.#tally.store()
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
    this.#tally.add(address, slot, { texted: 1 })
  }

  verifiedFrom(address: string, phone: string): void {
    const [marked] = this.#sql<{ slot: number }>(
      `UPDATE seen SET verified = 1 WHERE scope = ? AND phone = ? AND verified = 0
       RETURNING slot`,
      address,
      phone,
    )
    if (marked) this.#tally.add(address, marked.slot, { verified: 1 })
  }

  /** An address's phones by slot. */
  slotsOfAddress(address: string): readonly Slot[] {
    return this.#sql<Slot>(
      'SELECT slot AS at, texted, verified FROM counts WHERE scope = ?',
      address,
    )
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

  #sql<Row extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]) {
    return this.#storage.exec<Row>(query, ...values).toArray()
  }
}
