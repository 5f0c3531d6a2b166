import type { AddressNames } from '../limits/address-names.ts'
import { logEvent } from '../platform/log.ts'
import { DAY, HOUR } from '../platform/time.ts'
import { judgeAddress, type Penalty, penaltyExpiresAt, type Scope } from './address-penalty.ts'
import { writeAddressRecord } from './address-record.ts'
import type { AddressRow, Store } from './store.ts'

/** A record in KV is written again when less than this is left of it. */
const RENEW_BEFORE = 12 * HOUR

/** Judges addresses by what is counted of them, for one monitor. */
export class AddressJudge {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Judges an address after an event of it, and writes to KV a penalty or that it is shared. */
  async judge({ name, scope }: AddressScope, kv: KVNamespace, now: number): Promise<void> {
    const row = this.#store.address(name)
    const { penalty, shared } = judgeAddress(this.#store.buckets(name), row, scope, now)
    const isNew = penalty !== row && penalty !== undefined
    if (isNew) this.#store.saveAddress(name, { ...penalty, publishedUntil: 0, publishedShared: 0 })
    if (!mustPublish(isNew ? undefined : row, penalty, shared, now)) return
    const current = penalty ?? { strikes: 0, at: 0, until: 0 }
    const expiresAt = Math.max(penaltyExpiresAt(current), shared ? now + DAY : 0)
    const record = { blockedUntil: current.until, strikes: current.strikes, shared }
    try {
      await writeAddressRecord(kv, name, record, expiresAt, now)
    } catch (cause) {
      // The next event of this address tries again.
      return logEvent('address_record_not_written', { scope }, cause)
    }
    const published = { publishedUntil: expiresAt, publishedShared: Number(shared) }
    this.#store.saveAddress(name, { ...current, ...published })
    if (isNew) logEvent('address_held', { strikes: current.strikes, until: current.until, scope })
  }
}

/** Tells whether KV does not say yet what is judged of an address. */
function mustPublish(
  row: AddressRow | undefined,
  penalty: Penalty | undefined,
  shared: boolean,
  now: number,
): boolean {
  const publishedUntil = row?.publishedUntil ?? 0
  const held = penalty !== undefined && now < penalty.until
  const fresh = row?.publishedShared === 1 && publishedUntil >= now + RENEW_BEFORE
  return (held && publishedUntil === 0) || (shared && !fresh)
}

/** Holds a name to count under, and the limits that apply to it. */
export type AddressScope = { readonly name: string; readonly scope: Scope }

/** Lists the names that an asker counts under. */
export function scopesOf({ kind, address, network }: AddressNames): readonly AddressScope[] {
  const own: AddressScope = { name: address, scope: kind === 'ipv6' ? 'ipv6-64' : 'ipv4' }
  return network === undefined ? [own] : [own, { name: network, scope: 'ipv6-48' }]
}
