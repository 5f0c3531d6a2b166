import { describe, expect, test } from 'vitest'
import { growth, keepsGrowing, type Sample } from './growth.ts'

const series = (length: number, value: (at: number) => number): Sample[] =>
  Array.from({ length }, (_, at) => ({ at, value: value(at) }))

describe('growth', () => {
  test('a straight line has its own slope, and no error', () => {
    const { slope, error } = growth(series(10, (at) => 7 + 3 * at))
    expect(slope).toBeCloseTo(3)
    expect(error).toBeCloseTo(0)
  })

  test('the slope and error of a textbook example', () => {
    const samples = [2.5, 3.5, 3, 5, 4.5].map((value, at) => ({ at, value }))
    const { slope, error } = growth(samples)
    expect(slope).toBeCloseTo(0.55)
    expect(error).toBeCloseTo(Math.sqrt(1.275 / 3 / 10))
  })

  test('two samples tell nothing', () => {
    expect(() => growth(series(2, (at) => at))).toThrow('too few')
  })
})

describe('keepsGrowing', () => {
  test('what grows at first and then stays does not', () => {
    expect(
      keepsGrowing(
        series(40, (at) => Math.min(at, 15) * 100),
        1,
      ),
    ).toBe(false)
  })

  test('a steady leak above the bound does, and one below it does not', () => {
    const leak = series(40, (at) => 500 + 4 * at)
    expect(keepsGrowing(leak, 3)).toBe(true)
    expect(keepsGrowing(leak, 5)).toBe(false)
  })

  test('a saw-tooth without a trend does not, though its end is high', () => {
    expect(
      keepsGrowing(
        series(40, (at) => 500 + (at % 7) * 20),
        1,
      ),
    ).toBe(false)
  })
})
