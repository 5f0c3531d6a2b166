import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { codeFor } from '../../../src/otp/code.ts'

/** A folder of its own: hundreds of thousands of codes need be counted in Node alone. */
const SECRET = { id: 'k1', bytes: Buffer.alloc(32, 42) }
const COUNT = 210_000

const codes = Array.from({ length: COUNT }, (_, i) =>
  codeFor(SECRET, {
    sessionId: `session-${i % 70_000}`,
    phone: '+919876543210',
    issue: 1 + (i % 3),
  }),
)

function chiSquare(bins: number, binOf: (code: string, i: number) => number): number {
  const counts = new Float64Array(bins)
  for (const [i, code] of codes.entries()) {
    const bin = binOf(code, i)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const expected = COUNT / bins
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** What chi-square exceeds once in a million times, by Wilson and Hilferty's approximation. */
function limit(bins: number): number {
  const freedom = bins - 1
  const spread = 2 / (9 * freedom)
  return freedom * (1 - spread + 4.753 * Math.sqrt(spread)) ** 3
}

describe('the codes of many sessions', () => {
  it.each([0, 1, 2, 3, 4, 5])('have every digit equally often at place %i', (place) => {
    expect(chiSquare(10, (code) => Number(code[place]))).toBeLessThan(limit(10))
  })

  it('[R1] fall evenly over the whole range', () => {
    expect(chiSquare(1000, (code) => Math.floor(Number(code) / 1000))).toBeLessThan(limit(1000))
    expect(chiSquare(1000, (code) => Number(code) % 1000)).toBeLessThan(limit(1000))
  })

  it('tell nothing of another code of their session', () => {
    const pairs = chiSquare(100, (code, i) => {
      const other = codes[(i + 70_000) % COUNT] ?? ''
      return Number(code[5]) * 10 + Number(other[5])
    })
    expect(pairs).toBeLessThan(limit(100))
  })
})
