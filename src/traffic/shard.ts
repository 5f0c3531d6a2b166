import { Buffer } from 'node:buffer'
import type { AddressNames } from '../rate-limits/address-names.ts'

/** Characters of an address's keyed hash that place it: 24 bits, even enough for any number of shards. */
const PLACED_BY = 4

/**
 * The name of the `TrafficMonitor` that counts for an address in a country with so many shards. An
 * address and its network always fall in the same one.
 */
export function monitorName(
  country: string,
  { network, address }: AddressNames,
  shards: number,
): string {
  const bytes = Buffer.from((network ?? address).slice(0, PLACED_BY), 'base64url')
  return nameOf(country, bytes.readUIntBE(0, bytes.length) % shards)
}

/** The names of all monitors of a country. */
export function monitorNames(country: string, shards: number): readonly string[] {
  return Array.from({ length: shards }, (_, shard) => nameOf(country, shard))
}

function nameOf(country: string, shard: number): string {
  return `${country}-${shard}`
}
