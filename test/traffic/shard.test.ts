import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addressNames } from '../../src/limits/address-names.ts'
import { monitorName, monitorNames } from '../../src/traffic/shard.ts'

const KEY = randomBytes(32)

describe('monitorName', () => {
  it('puts every address of a /48 with its network', () => {
    const names = Array.from({ length: 200 }, (_, i) =>
      monitorName('IN', addressNames(KEY, `2001:db8:5:${i.toString(16)}::${i}`), 64),
    )
    expect(new Set(names).size).toBe(1)
  })

  it.each([1, 3, 4, 37, 64])('spreads addresses over %i objects a country', (shards) => {
    const each = 200
    const counts = new Map(monitorNames('IN', shards).map((name) => [name, 0]))
    for (let i = 0; i < shards * each; i++) {
      const name = monitorName('IN', addressNames(KEY, `10.0.${i >> 8}.${i & 255}`), shards)
      counts.set(name, (counts.get(name) ?? Number.NaN) + 1)
    }
    const spread = 6 * Math.sqrt(each)
    for (const count of counts.values()) expect(Math.abs(count - each)).toBeLessThan(spread)
    expect(counts.size).toBe(shards)
  })

  it('places an address where every release does, as its counts are there', () => {
    expect(monitorName('IN', { kind: 'ipv4', address: 'AAECzzzz' }, 64)).toBe('IN-2')
  })

  it('keeps countries apart', () => {
    const names = addressNames(KEY, '10.0.0.1')
    expect(monitorName('IN', names, 4)).not.toBe(monitorName('GB', names, 4))
  })
})
