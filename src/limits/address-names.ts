import type { Buffer } from 'node:buffer'
import ipaddr from 'ipaddr.js'
import { hmac } from '../platform/secrets.ts'

/**
 * Holds what an IP address counts as, in keyed hashes, so that no key or record shows one: IPv4 as
 * itself, IPv6 as its /64 and as its /48 (the least that providers give one site).
 */
export type AddressNames = {
  readonly kind: 'ipv4' | 'ipv6' | 'unknown'
  readonly address: string
  /** The /48 of an IPv6 address. */
  readonly network?: string
}

/**
 * Names an address given as text. An IPv4-mapped IPv6 address is the IPv4 one. What is missing or
 * is no address has one name for all: they share a bucket.
 */
export function addressNames(key: Buffer, text: string | undefined): AddressNames {
  const address = parse(text)
  if (!address) return { kind: 'unknown', address: hmac(key, 'unknown') }
  if (address.kind() === 'ipv4') {
    return { kind: 'ipv4', address: hmac(key, address.toNormalizedString()) }
  }
  const groups = address.toByteArray()
  const prefix = (bits: number) => hmac(key, `${groups.slice(0, bits / 8).join('.')}/${bits}`)
  return { kind: 'ipv6', address: prefix(64), network: prefix(48) }
}

function parse(text: string | undefined) {
  if (text === undefined) return undefined
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}
