import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextAllowedAt, roomLeft, type WindowRule } from '../../src/limits/window.ts'

const RULE: WindowRule = { limit: 3, span: 1000 }

describe('nextAllowedAt', () => {
  it.each([
    ['now without events', [], 5, 5],
    ['now below the limit', [1, 2], 5, 5],
    ['when the limit-th last event leaves the window', [10, 20, 30], 40, 1010],
    ['so where more have happened', [1, 10, 20, 30], 40, 1010],
    ['so up to the millisecond before', [10, 20, 30], 1009, 1010],
    ['now at that millisecond', [10, 20, 30], 1010, 1010],
    ['now after it', [10, 20, 30], 1011, 1011],
  ])('is %s', (_, past, now, at) => {
    expect(nextAllowedAt(past, RULE, now)).toBe(at)
  })

  it('is never in the past', () => {
    fc.assert(
      fc.property(times, rules, fc.nat(10_000), (past, rule, now) => {
        expect(nextAllowedAt(past, rule, now)).toBeGreaterThanOrEqual(now)
      }),
    )
  })

  it('[R31] never lets a span of any beginning hold more than the limit', () => {
    fc.assert(
      fc.property(rules, gaps, (rule, waits) => {
        const passed: number[] = []
        let now = 0
        for (const wait of waits) {
          now += wait
          if (nextAllowedAt(passed, rule, now) === now) passed.push(now)
        }
        for (const begin of passed) {
          const held = passed.filter((at) => at >= begin && at < begin + rule.span)
          expect(held.length).toBeLessThanOrEqual(rule.limit)
        }
      }),
    )
  })

  it('refuses nothing that would have fitted', () => {
    fc.assert(
      fc.property(times, rules, fc.nat(10_000), (past, rule, more) => {
        const now = (past.at(-1) ?? 0) + more
        const held = past.filter((at) => at > now - rule.span).length
        expect(nextAllowedAt(past, rule, now) === now).toBe(held < rule.limit)
      }),
    )
  })

  it('is allowed at the time it names', () => {
    fc.assert(
      fc.property(times, rules, (past, rule) => {
        const at = nextAllowedAt(past, rule, past.at(-1) ?? 0)
        expect(nextAllowedAt(past, rule, at)).toBe(at)
      }),
    )
  })
})

const rules = fc.record({
  limit: fc.integer({ min: 1, max: 6 }),
  span: fc.integer({ min: 1, max: 500 }),
})

const gaps = fc.array(fc.nat(200), { maxLength: 60 })

const times = gaps.map((waits) => {
  let now = 0
  return waits.map((wait) => (now += wait))
})

describe('roomLeft', () => {
  it('is what the limit leaves beside the events still in the window', () => {
    expect(roomLeft([], RULE, 0)).toBe(3)
    expect(roomLeft([10, 20], RULE, 30)).toBe(1)
    expect(roomLeft([10, 20, 30], RULE, 1009)).toBe(0)
    expect(roomLeft([10, 20, 30], RULE, 1010)).toBe(1)
    expect(roomLeft([1, 2, 3, 4], RULE, 5)).toBe(-1)
  })
})
