import * as z from 'zod'
import type { AddressNames } from '../limits/address-names.ts'
import { readKv, writeKv } from '../platform/kv.ts'
import { SECOND } from '../platform/time.ts'

const addressRecord = z
  .object({
    blockedUntil: z.number(),
    /** Penalties that are not forgotten yet. */
    strikes: z.number(),
    /** Many verified people share the address. */
    shared: z.boolean(),
  })
  .readonly()

/** Holds what KV says of an address: written by its `TrafficMonitor`, enforced at the edge. */
export type AddressRecord = z.infer<typeof addressRecord>

/** Holds what KV says of an address and its network. */
export type AddressReading = {
  readonly blockedUntil: number
  readonly addressShared: boolean
  readonly networkShared: boolean
}

const NOTHING: AddressRecord = { blockedUntil: 0, strikes: 0, shared: false }

/** Names the KV record of an address or network; shows neither. */
export function addressKey(name: string): string {
  return `address:${name}`
}

/**
 * Reads the records of an address and its network, up to a minute stale. Never fails: where KV does
 * not answer in time and form it is as if it said nothing, and `onUnavailable` is called.
 */
export async function readAddressRecord(
  kv: KVNamespace,
  { kind, address, network }: AddressNames,
  onUnavailable: (cause: unknown) => void,
): Promise<AddressReading> {
  const read = async (name: string) => {
    try {
      return addressRecord.parse((await readKv(kv, addressKey(name))) ?? NOTHING)
    } catch (cause) {
      onUnavailable(cause)
      return NOTHING
    }
  }
  const [own, site] = await Promise.all([
    read(address),
    network === undefined ? NOTHING : read(network),
  ])
  return {
    blockedUntil: Math.max(own.blockedUntil, site.blockedUntil),
    addressShared: own.shared && kind !== 'unknown',
    networkShared: site.shared,
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
  await writeKv(kv, addressKey(name), JSON.stringify(record), ttl)
}
