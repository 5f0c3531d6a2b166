import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts'
import { budgetStage, type Spending } from '../../src/traffic/budget.ts'

const NOW = 1000 * HOUR
const BUDGET = { hourly: 100, daily: 1000 }

const stage = (...spending: readonly Spending[]) => budgetStage(spending, BUDGET, NOW)

const whole = (at: number) => stage({ at, segments: 100 })
const daily = (at: number) => budgetStage([{ at, segments: 1000 }], BUDGET, NOW)

describe('the stage of a budget', () => {
  it('is open until four fifths of the hour are spent, then for known networks, then spent', () => {
    expect(stage()).toBe('open')
    expect(stage({ at: NOW, segments: 79 })).toBe('open')
    expect(stage({ at: NOW, segments: 80 })).toBe('known_only')
    expect(stage({ at: NOW, segments: 99 })).toBe('known_only')
    expect(stage({ at: NOW, segments: 60 }, { at: NOW - 30 * MINUTE, segments: 40 })).toBe('spent')
  })

  it('goes by the day too, where its hours are spread', () => {
    const spread = Array.from({ length: 20 }, (_, i) => ({
      at: NOW - i * 70 * MINUTE,
      segments: 50,
    }))
    expect(stage(...spread.slice(0, 15))).toBe('open')
    expect(stage(...spread.slice(0, 16))).toBe('known_only')
    expect(stage(...spread)).toBe('spent')
  })

  it('[R33] counts a bucket until all of it is past the hour or the day', () => {
    expect(whole(NOW - HOUR - 5 * MINUTE + 1)).toBe('spent')
    expect(whole(NOW - HOUR - 5 * MINUTE)).toBe('open')
    expect(daily(NOW - DAY - 5 * MINUTE + 1)).toBe('spent')
    expect(daily(NOW - DAY - 5 * MINUTE)).toBe('open')
  })
})
