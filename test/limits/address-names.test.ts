import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressNames } from '../../src/limits/address-names.ts'

const KEY = Buffer.alloc(32, 1)

const names = (text: string | undefined) => addressNames(KEY, text)

const group = fc.nat(0xffff).map((value) => value.toString(16))

describe('addressNames', () => {
  it('counts an IPv4 address as itself', () => {
    expect(names('203.0.113.7')).toEqual({ kind: 'ipv4', address: expect.any(String) })
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), (one, other) => {
        expect(names(one).address === names(other).address).toBe(one === other)
      }),
    )
  })

  it('[R26] gives 10,000 addresses of one /64 one name, and of one /48 one network', () => {
    const hosts = fc.sample(fc.tuple(group, group, group, group), 10_000)
    const home = new Set(hosts.map((host) => names(`2001:db8:7:9:${host.join(':')}`).address))
    expect(home.size).toBe(1)

    const site = hosts.map((host) => names(`2001:db8:7:${host.join(':')}:1`))
    expect(new Set(site.map(({ network }) => network)).size).toBe(1)
    const subnets = new Set(hosts.map(([subnet]) => subnet))
    expect(new Set(site.map(({ address }) => address)).size).toBe(subnets.size)
  })

  it('tells neighbouring prefixes apart', () => {
    const [first, second] = [names('2001:db8:7:9::1'), names('2001:db8:7:a::1')]
    expect(first.address).not.toBe(second.address)
    expect(first.network).toBe(second.network)
    expect(names('2001:db8:8:9::1').network).not.toBe(first.network)
    const zero = names('2001:db8:7::')
    expect(zero.address).not.toBe(zero.network)
  })

  it.each([
    ['2001:db8::1', '2001:0db8:0000:0000:0000:0000:0000:0001'],
    ['2001:db8::1', '2001:DB8::1'],
    ['2001:db8::1', '2001:db8:0:0::1'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['203.0.113.7', '::ffff:203.0.113.7'],
    ['203.0.113.7', '::FFFF:203.0.113.7'],
    ['203.0.113.7', '::ffff:cb00:7107'],
    ['203.0.113.7', '0:0:0:0:0:ffff:cb00:7107'],
  ])('gives %s and %s the same name', (one, other) => {
    expect(names(other)).toEqual(names(one))
  })

  it('[R26] collapses every IPv4-mapped address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(names(`::ffff:${text}`)).toEqual(names(text))
      }),
    )
  })

  it.each([
    undefined,
    '',
    ' ',
    'unknown',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '0x1.2.3.4',
    '16909060',
    '1.2.3.4, 5.6.7.8',
    '1.2.3.4:80',
    '[2001:db8::1]',
    '2001:db8::1::2',
    '2001:db8',
    'g::1',
    '2001:db8::1/64',
    "1.2.3.4'; --",
  ])('has one name for all that is no address: %j', (text) => {
    expect(names(text)).toEqual({ kind: 'unknown', address: names(undefined).address })
  })

  it('never fails, and never names a second unknown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.ipV6()), (text) => {
        const { kind, address, network } = names(text)
        if (kind === 'unknown') expect(address).toBe(names(undefined).address)
        expect(network === undefined).toBe(kind !== 'ipv6')
      }),
    )
  })

  it('shows nothing of the address, and depends on the key', () => {
    const text = '203.0.113.7'
    expect(names(text).address).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(addressNames(Buffer.alloc(32, 2), text).address).not.toBe(names(text).address)
  })

  it('are those of the releases before, whose records in KV are still read', () => {
    expect(['203.0.113.7', '2001:db8:7:9::1', undefined].map(names)).toEqual([
      { kind: 'ipv4', address: 'jcvhOh0G2bevuPQ6QZR5H1bKcp7NxpPAyPeDRHOUB98' },
      {
        kind: 'ipv6',
        address: '99uRAjK_Hx87uiRv2FRcwKIms_hPhtyteTWnranEzqQ',
        network: 'hXa6USCq6-COqmGTLU_KFKF4twxEWVLIVrVFADFkTxM',
      },
      { kind: 'unknown', address: 'eqOPkR7I1lJDQi_zcNrzNZXFWzl4grkSDNu0Z_zIvY0' },
    ])
  })
})
