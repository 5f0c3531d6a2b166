import { Buffer } from 'node:buffer'
import type { AddressNames } from '../limits/address-names.ts'

/**
 * Names the `TrafficMonitor` that counts for an address in a country with so many shards. An
 * address and its network always share one.
 */
export function monitorName(
  country: string,
  { network, address }: AddressNames,
  shards: number,
): string {
  // 24 bits of a keyed hash, far more than there are shards.
  const bits = Buffer.from((network ?? address).slice(0, 4), 'base64url').readUIntBE(0, 3)
  return nameOf(country, bits % shards)
}

/** Names all monitors of a country. */
export function monitorNames(country: string, shards: number): readonly string[] {
  return Array.from({ length: shards }, (_, shard) => nameOf(country, shard))
}

function nameOf(country: string, shard: number): string {
  return `${country}-${shard}`
}
