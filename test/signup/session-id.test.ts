import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMintedSessionId, mintSessionId } from '../../src/signup/session-id.ts'

const KEY = randomBytes(32)

const flipped = (id: string, place: number, by: number) => {
  const digit = Number.parseInt(id[place] ?? '', 16) ^ by
  return id.slice(0, place) + digit.toString(16) + id.slice(place + 1)
}

describe('a session id', () => {
  it('is a UUID of version 8 and the variant of RFC 9562, in lower case', () => {
    for (let i = 0; i < 1000; i++) {
      expect(mintSessionId(KEY)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }
  })

  it('is known to whoever minted it, and to nobody with another key', () => {
    for (let i = 0; i < 1000; i++) {
      const id = mintSessionId(KEY)
      expect(isMintedSessionId(KEY, id)).toBe(true)
      expect(isMintedSessionId(randomBytes(32), id)).toBe(false)
    }
  })

  it('never comes twice in 100,000', () => {
    const ids = new Set(Array.from({ length: 100_000 }, () => mintSessionId(KEY)))
    expect(ids.size).toBe(100_000)
  })

  it('has 74 random bits', () => {
    const ids = Array.from({ length: 4000 }, () =>
      BigInt(`0x${mintSessionId(KEY).replaceAll('-', '')}`),
    )
    const ones = Array.from(
      { length: 80 },
      (_, bit) => ids.filter((id) => (id >> BigInt(bit)) & 1n).length / ids.length,
    )
    const random = ones.filter((share) => share > 0.4 && share < 0.6)
    const fixed = ones.filter((share) => share === 0 || share === 1)
    expect([random.length, fixed.length]).toEqual([74, 6])
  })

  it('is not known with any bit of it changed', () => {
    const id = mintSessionId(KEY)
    for (let place = 0; place < id.length; place++) {
      if (id[place] === '-') continue
      for (const by of [1, 2, 4, 8]) {
        expect(isMintedSessionId(KEY, flipped(id, place, by))).toBe(false)
      }
    }
  })

  it('is not known in any other spelling', () => {
    const id = mintSessionId(KEY)
    const spellings = [
      id.toUpperCase(),
      id.replaceAll('-', ''),
      `{${id}}`,
      ` ${id}`,
      `-${id}`,
      `${id}\n`,
    ]
    for (const spelling of spellings) {
      if (spelling !== id) expect(isMintedSessionId(KEY, spelling)).toBe(false)
    }
  })

  it('cannot be guessed: no other text is one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uuid(), fc.uuid({ version: 8 })), (text) => {
        expect(isMintedSessionId(KEY, text)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})
