import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addressNames } from '../../src/rate-limits/address-names.ts'
import { monitorName } from '../../src/traffic/shard.ts'

const KEY = randomBytes(32)

describe('monitorName', () => {
  it('puts every address of a /48 with its network', () => {
    const names = Array.from({ length: 200 }, (_, i) =>
      monitorName('IN', addressNames(KEY, `2001:db8:5:${i.toString(16)}::${i}`)),
    )
    expect(new Set(names).size).toBe(1)
  })

  it('spreads addresses over four objects a country', () => {
    const names = Array.from({ length: 400 }, (_, i) =>
      monitorName('IN', addressNames(KEY, `10.0.${i >> 8}.${i & 255}`)),
    )
    expect([...new Set(names)].toSorted()).toEqual(['IN-0', 'IN-1', 'IN-2', 'IN-3'])
    for (const shard of new Set(names)) {
      expect(names.filter((name) => name === shard).length).toBeGreaterThan(40)
    }
  })

  it('keeps countries apart', () => {
    const names = addressNames(KEY, '10.0.0.1')
    expect(monitorName('IN', names)).not.toBe(monitorName('GB', names))
  })
})
