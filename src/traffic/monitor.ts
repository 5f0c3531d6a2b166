import { DurableObject } from 'cloudflare:workers'
import {
  judgeAddress,
  type Penalty,
  penaltyForgottenAt,
  type Scope,
  SLOT,
  type Slot,
} from '../rate-limits/address-penalty.ts'
import type { AddressNames } from '../rate-limits/address-names.ts'
import { writeAddressRecord } from '../rate-limits/address-records.ts'
import { DAY, HOUR } from '../time.ts'
import { logEvent } from './events.ts'

/** A phone, by its keyed hash, and who asked for its text. */
export type PhoneEvent = { readonly phone: string; readonly askedBy: AddressNames }

const KEPT = 25 * HOUR
const SWEEP_EVERY = 6 * HOUR

/** A shared address's record is written again when less than this is left of it. */
const RENEW_BEFORE = 12 * HOUR

type AddressRow = Penalty & {
  /** Until when KV holds this row; 0 where it has still to be written. */
  readonly shownUntil: number
  /** Whether KV calls the address shared: 0 or 1. */
  readonly shownShared: number
}

/**
 * Counts what becomes of texts, after the reply, and writes the KV records that the edge enforces.
 * Named by country and shard; all that one address does comes to the same object.
 */
export class TrafficMonitor extends DurableObject<Env> {
  /** A text went out, or may have. A phone counts once a day for an address, however often texted. */
  async texted({ phone, askedBy }: PhoneEvent): Promise<void> {
    const now = Date.now()
    await this.#prepare(now)
    const slot = now - (now % SLOT)
    for (const scoped of scopesOf(askedBy)) {
      const known = this.#slotOf(scoped.name, phone)
      if (known === undefined || known <= now - DAY) {
        this.#sql(
          'INSERT OR REPLACE INTO phones (address, phone, slot, verified) VALUES (?, ?, ?, 0)',
          scoped.name,
          phone,
          slot,
        )
        this.#count('texted', scoped.name, slot)
      }
      await this.#judge(scoped, now)
    }
  }

  /** A phone that was texted is verified. */
  async verified({ phone, askedBy }: PhoneEvent): Promise<void> {
    const now = Date.now()
    await this.#prepare(now)
    for (const scoped of scopesOf(askedBy)) {
      const [marked] = this.#sql<{ slot: number }>(
        `UPDATE phones SET verified = 1 WHERE address = ? AND phone = ? AND verified = 0
         RETURNING slot`,
        scoped.name,
        phone,
      )
      if (marked) this.#count('verified', scoped.name, marked.slot)
      await this.#judge(scoped, now)
    }
  }

  /** Forgets what no window looks back on. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    // An alarm may come twice, and the first may have wiped the object.
    if (this.#sql("SELECT name FROM sqlite_master WHERE name = 'phones'").length === 0) return
    this.#sql('DELETE FROM phones WHERE slot < ?', now - KEPT)
    this.#sql('DELETE FROM slots WHERE slot < ?', now - KEPT)
    this.#sql(
      'DELETE FROM addresses WHERE MAX(struckAt + ?, blockedUntil, shownUntil) < ?',
      DAY,
      now,
    )
    const left = this.#sql('SELECT address FROM phones UNION SELECT address FROM addresses LIMIT 1')
    if (left.length === 0) await this.ctx.storage.deleteAll()
    else await this.ctx.storage.setAlarm(now + SWEEP_EVERY)
  }

  async #judge({ name, scope }: Scoped, now: number): Promise<void> {
    const row = this.#addressRow(name)
    const { penalty, shared } = judgeAddress(this.#slots(name), row, scope, now)
    const struck = penalty !== row && penalty !== undefined
    if (struck) this.#keep(name, { ...penalty, shownUntil: 0, shownShared: 0 })
    const shownUntil = struck ? 0 : (row?.shownUntil ?? 0)
    const held = penalty !== undefined && now < penalty.until
    const sharedShown = row?.shownShared === 1 && shownUntil >= now + RENEW_BEFORE
    const unshown = (held && shownUntil === 0) || (shared && !sharedShown)
    if (!unshown) return
    const standing = penalty ?? { strikes: 0, at: 0, until: 0 }
    const expiresAt = Math.max(penaltyForgottenAt(standing), shared ? now + DAY : 0)
    const record = { blockedUntil: standing.until, strikes: standing.strikes, shared }
    try {
      await writeAddressRecord(this.env.ADDRESSES, name, record, expiresAt, now)
    } catch (cause) {
      // The next event of this address tries again.
      return logEvent('address_record_not_written', { scope }, cause)
    }
    this.#keep(name, { ...standing, shownUntil: expiresAt, shownShared: Number(shared) })
    if (struck)
      logEvent('address_held', { strikes: standing.strikes, until: standing.until, scope })
  }

  /** Tables come with the first count: an object that is only asked stays empty. */
  async #prepare(now: number): Promise<void> {
    this.#sql(`CREATE TABLE IF NOT EXISTS phones (
      address TEXT, phone TEXT, slot INTEGER, verified INTEGER DEFAULT 0,
      PRIMARY KEY (address, phone)) WITHOUT ROWID`)
    this.#sql(`CREATE TABLE IF NOT EXISTS slots (
      address TEXT, slot INTEGER, texted INTEGER DEFAULT 0, verified INTEGER DEFAULT 0,
      PRIMARY KEY (address, slot)) WITHOUT ROWID`)
    this.#sql(`CREATE TABLE IF NOT EXISTS addresses (
      address TEXT PRIMARY KEY, strikes INTEGER, struckAt INTEGER, blockedUntil INTEGER,
      shownUntil INTEGER, shownShared INTEGER) WITHOUT ROWID`)
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(now + SWEEP_EVERY)
    }
  }

  /** The slot in which the phone was last counted for the address. */
  #slotOf(address: string, phone: string): number | undefined {
    const [row] = this.#sql<{ slot: number }>(
      'SELECT slot FROM phones WHERE address = ? AND phone = ?',
      address,
      phone,
    )
    return row?.slot
  }

  #count(what: 'texted' | 'verified', address: string, slot: number): void {
    this.#sql(
      `INSERT INTO slots (address, slot, ${what}) VALUES (?, ?, 1)
       ON CONFLICT DO UPDATE SET ${what} = ${what} + 1`,
      address,
      slot,
    )
  }

  #slots(address: string): readonly Slot[] {
    return this.#sql<Slot>(
      'SELECT slot AS at, texted, verified FROM slots WHERE address = ?',
      address,
    )
  }

  #addressRow(address: string): AddressRow | undefined {
    const [row] = this.#sql<AddressRow>(
      `SELECT strikes, struckAt AS at, blockedUntil AS until, shownUntil, shownShared
       FROM addresses WHERE address = ?`,
      address,
    )
    return row
  }

  #keep(address: string, { strikes, at, until, shownUntil, shownShared }: AddressRow): void {
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

  #sql<Row extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]) {
    return this.ctx.storage.sql.exec<Row>(query, ...values).toArray()
  }
}

/** A name to count under, and the limits that hold for it. */
type Scoped = { readonly name: string; readonly scope: Scope }

function scopesOf({ kind, address, network }: AddressNames): readonly Scoped[] {
  const own: Scoped = { name: address, scope: kind === 'ipv6' ? 'ipv6-64' : 'ipv4' }
  return network === undefined ? [own] : [own, { name: network, scope: 'ipv6-48' }]
}
