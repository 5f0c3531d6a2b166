import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { hotp } from '../../src/otp/hotp.ts'

const KEY = Buffer.from('12345678901234567890123456789012')

describe('hotp', () => {
  it.each([
    [59, '46119246'],
    [1111111109, '68084774'],
    [1111111111, '67062674'],
    [1234567890, '91819424'],
    [2000000000, '90698825'],
    [20000000000, '77737706'],
  ])('agrees with RFC 6238, appendix B, SHA-256, at %i s', (seconds, expected) => {
    expect(hotp(KEY, Math.floor(seconds / 30), 8)).toBe(expected)
  })

  it('gives the last digits of the same number where fewer are asked', () => {
    for (let counter = 0; counter < 100; counter++) {
      expect(hotp(KEY, counter, 6)).toBe(hotp(KEY, counter, 8).slice(2))
    }
  })

  it('keeps leading zeros', () => {
    const codes = Array.from({ length: 3000 }, (_, counter) => hotp(KEY, counter, 6))
    expect(codes.every((code) => /^[0-9]{6}$/.test(code))).toBe(true)
    expect(codes.some((code) => code.startsWith('00'))).toBe(true)
  })

  it('reads all 64 bits of the counter', () => {
    const far = Number.MAX_SAFE_INTEGER
    expect(new Set([far, far - 1, far - 2 ** 32, 1].map((at) => hotp(KEY, at, 8))).size).toBe(4)
  })

  it('refuses a counter that is no count', () => {
    for (const counter of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => hotp(KEY, counter, 6)).toThrow()
    }
  })
})
