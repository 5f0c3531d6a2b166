import { DAY } from '../platform/time.ts'
import type { Penalty } from './address-penalty.ts'
import { BUCKET, type Bucket, bucketStart } from './buckets.ts'
import { GatewayStore } from './gateway-store.ts'
import { RangeStore } from './range-store.ts'
import { type Sql, sqlOf } from './sql.ts'
import { addCounts, createTables, hasTables, sweepTables } from './tables.ts'

/** Holds a penalty as KV has it: `publishedUntil` is 0 where it has still to be written. */
export type AddressRow = Penalty & {
  readonly publishedUntil: number
  /** Tells whether KV calls the address shared: 0 or 1. */
  readonly publishedShared: number
}

/** Reads and writes the rows of one `TrafficMonitor`: of addresses and trickles itself. */
export class Store {
  readonly gateways: GatewayStore
  readonly ranges: RangeStore
  readonly #sql: Sql

  constructor(storage: SqlStorage) {
    this.#sql = sqlOf(storage)
    this.gateways = new GatewayStore(this.#sql)
    this.ranges = new RangeStore(this.#sql, this.gateways)
  }

  /** Tells whether anything was ever counted since the object was last wiped. */
  get exists(): boolean {
    return hasTables(this.#sql)
  }

  create(): void {
    createTables(this.#sql)
  }

  /** Deletes what no window looks back on; true where nothing is left. */
  sweep(now: number): boolean {
    return sweepTables(this.#sql, now)
  }

  /** Counts a phone for an address, once a day. */
  countText(address: string, phone: string, now: number): void {
    const [former] = this.#sql<{ at: number }>`
      SELECT at FROM phones WHERE scope = ${address} AND phone = ${phone}`
    if (former && former.at > now - DAY) return
    const at = bucketStart(now, BUCKET)
    this.#sql`INSERT OR REPLACE INTO phones (scope, phone, at) VALUES (${address}, ${phone}, ${at})`
    addCounts(this.#sql, address, at, { texted: 1 })
  }

  /** Counts a phone as verified, once, where it was texted. */
  countVerification(address: string, phone: string): void {
    const [text] = this.#sql<{ at: number }>`
      UPDATE phones SET verified = 1
      WHERE scope = ${address} AND phone = ${phone} AND verified = 0 RETURNING at`
    if (text) addCounts(this.#sql, address, text.at, { verified: 1 })
  }

  buckets(address: string): readonly Bucket[] {
    return this.#sql<Bucket>`SELECT at, texted, verified FROM counts WHERE scope = ${address}`
  }

  /** Tells whether a phone was verified at one of these addresses, as far back as is kept. */
  hasVerified(addresses: readonly string[]): boolean {
    const rowsOf = (address: string) =>
      this.#sql`SELECT 1 FROM counts WHERE scope = ${address} AND verified > 0 LIMIT 1`
    return addresses.some((address) => rowsOf(address).length > 0)
  }

  address(address: string): AddressRow | undefined {
    return this.#sql<AddressRow>`
      SELECT strikes, at, until, publishedUntil, publishedShared FROM addresses
      WHERE address = ${address}`[0]
  }

  saveAddress(address: string, row: AddressRow): void {
    const { strikes, at, until, publishedUntil, publishedShared } = row
    this.#sql`INSERT OR REPLACE INTO addresses
      VALUES (${address}, ${strikes}, ${at}, ${until}, ${publishedUntil}, ${publishedShared})`
  }

  /** Tells when the last send of a trickle passed. */
  trickleAt(name: string): number | undefined {
    return this.#sql<{ at: number }>`SELECT at FROM trickles WHERE name = ${name}`[0]?.at
  }

  saveTrickle(name: string, at: number): void {
    this.#sql`INSERT OR REPLACE INTO trickles VALUES (${name}, ${at})`
  }

  /** Forgets the send that passed then; a later one stays. */
  deleteTrickle(name: string, at: number): void {
    this.#sql`DELETE FROM trickles WHERE name = ${name} AND at = ${at}`
  }
}
