import type { AddressNames } from '../rate-limits/address-names.ts'

/** Monitors of one country. Each holds its share of the addresses, and of the budget. */
export const SHARDS = 4

/**
 * The name of the `TrafficMonitor` that counts for an address in a country. An address and its
 * network always fall in the same one.
 */
export function monitorName(country: string, { network, address }: AddressNames): string {
  return `${country}-${(network ?? address).charCodeAt(0) % SHARDS}`
}
