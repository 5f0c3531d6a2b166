import { Buffer } from 'node:buffer'
import type { AddressNames } from '../limits/address-names.ts'

/**
 * The name of the `TrafficMonitor` that counts for an address in a country with so many shards. An
 * address and its network always fall in the same one.
 */
export function monitorName(
  country: string,
  { network, address }: AddressNames,
  shards: number,
): string {
  return nameOf(country, placeOf(network ?? address) % shards)
}

/** The names of all monitors of a country. */
export function monitorNames(country: string, shards: number): readonly string[] {
  return Array.from({ length: shards }, (_, shard) => nameOf(country, shard))
}

/**
 * A number from the first characters of a keyed hash. Modulo four it is the first one alone, which
 * placed addresses while there were always four shards: so an upgrade moves none.
 */
function placeOf(hash: string): number {
  return hash.charCodeAt(0) + 4 * Buffer.from(hash.slice(1, 5), 'base64url').readUIntBE(0, 3)
}

function nameOf(country: string, shard: number): string {
  return `${country}-${shard}`
}
