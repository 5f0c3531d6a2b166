import * as z from 'zod'
import { SECOND } from '../platform/time.ts'
import type { AddressNames } from '../limits/address-names.ts'
import type { AddressRecord } from './address-penalty.ts'
import { readInTime, writeInTime } from '../platform/kv.ts'

const addressRecord = z.object({
  blockedUntil: z.number(),
  strikes: z.number(),
  shared: z.boolean(),
})

/** What is known of an address and its network before a send. */
export type AddressStanding = {
  readonly blockedUntil: number
  readonly addressShared: boolean
  readonly networkShared: boolean
}

/** Said of an address of which KV says nothing. */
const NOTHING: AddressRecord = { blockedUntil: 0, strikes: 0, shared: false }

/** The KV key of an address or network, which shows neither. */
export function addressKey(name: string): string {
  return `address:${name}`
}

/**
 * Reads how an address and its network stand. Never fails: what KV does not say in time, or says in
 * a form unknown, is as if it said nothing, and `silent` is called so that it is seen. Up to a
 * minute stale, so it guards nothing alone.
 */
export async function addressStanding(
  kv: KVNamespace,
  names: AddressNames,
  silent: (cause: unknown) => void,
): Promise<AddressStanding> {
  const [address, network] = await Promise.all([
    readRecord(kv, names.address, silent),
    names.network === undefined ? NOTHING : readRecord(kv, names.network, silent),
  ])
  return {
    blockedUntil: Math.max(address.blockedUntil, network.blockedUntil),
    addressShared: address.shared && names.kind !== 'unknown',
    networkShared: network.shared,
  }
}

async function readRecord(kv: KVNamespace, name: string, silent: (cause: unknown) => void) {
  try {
    const value = await readInTime(kv, addressKey(name))
    return value === null ? NOTHING : addressRecord.parse(value)
  } catch (cause) {
    silent(cause)
    return NOTHING
  }
}

/** Keeps a record until `expiresAt`, or the shortest time KV keeps anything: 60 s. */
export async function writeAddressRecord(
  kv: KVNamespace,
  name: string,
  record: AddressRecord,
  expiresAt: number,
  now: number,
): Promise<void> {
  const ttl = Math.max(60, Math.ceil((expiresAt - now) / SECOND))
  await writeInTime(kv, addressKey(name), JSON.stringify(record), ttl)
}
