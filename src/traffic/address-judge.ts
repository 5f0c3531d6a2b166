import type { AddressNames } from '../limits/address-names.ts'
import { judgeAddress, type Penalty, penaltyForgottenAt, type Scope } from './address-penalty.ts'
import { writeAddressRecord } from './address-record.ts'
import { DAY, HOUR } from '../platform/time.ts'
import { logEvent } from '../platform/log.ts'
import type { AddressRow, Ledger } from './store.ts'

/** A record in KV is written again when less than this is left of it. */
const RENEW_BEFORE = 12 * HOUR

/** Watches what addresses do, for one monitor. */
export class AddressWatch {
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** Judges an address after an event of it, and tells KV of a penalty or that it is shared. */
  async judge({ name, scope }: Scoped, kv: KVNamespace, now: number): Promise<void> {
    const row = this.#ledger.address(name)
    const { penalty, shared } = judgeAddress(this.#ledger.slotsOfAddress(name), row, scope, now)
    const struck = penalty !== row && penalty !== undefined
    if (struck) this.#ledger.keepAddress(name, { ...penalty, shownUntil: 0, shownShared: 0 })
    if (!isUnshown(struck ? undefined : row, penalty, shared, now)) return
    const standing = penalty ?? { strikes: 0, at: 0, until: 0 }
    const expiresAt = Math.max(penaltyForgottenAt(standing), shared ? now + DAY : 0)
    const record = { blockedUntil: standing.until, strikes: standing.strikes, shared }
    try {
      await writeAddressRecord(kv, name, record, expiresAt, now)
    } catch (cause) {
      // The next event of this address tries again.
      return logEvent('address_record_not_written', { scope }, cause)
    }
    const shown: AddressRow = { ...standing, shownUntil: expiresAt, shownShared: Number(shared) }
    this.#ledger.keepAddress(name, shown)
    if (struck)
      logEvent('address_held', { strikes: standing.strikes, until: standing.until, scope })
  }
}

/** Whether KV has still to hear how an address stands. */
function isUnshown(
  row: AddressRow | undefined,
  penalty: Penalty | undefined,
  shared: boolean,
  now: number,
): boolean {
  const shownUntil = row?.shownUntil ?? 0
  const held = penalty !== undefined && now < penalty.until
  const sharedShown = row?.shownShared === 1 && shownUntil >= now + RENEW_BEFORE
  return (held && shownUntil === 0) || (shared && !sharedShown)
}

/** A name to count under, and the limits that hold for it. */
export type Scoped = { readonly name: string; readonly scope: Scope }

/** What an asker counts under. */
export function scopesOf({ kind, address, network }: AddressNames): readonly Scoped[] {
  const own: Scoped = { name: address, scope: kind === 'ipv6' ? 'ipv6-64' : 'ipv4' }
  return network === undefined ? [own] : [own, { name: network, scope: 'ipv6-48' }]
}
