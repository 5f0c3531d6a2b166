import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Slot } from '../../src/traffic/address-penalty.ts'
import {
  badlyConverting,
  BREAKER_WINDOW,
  type Closing,
  closingForgottenAt,
  convertsBadly,
  isClosed,
  judgeRange,
} from '../../src/traffic/range-breaker.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Far enough from zero, and the beginning of an hour. */
const START = 1000 * HOUR

/** When phones texted in the minute of `START` are due. */
const DUE = START + 6 * MINUTE

const slot = (texted: number, verified: number, at = START): Slot => ({ at, texted, verified })

/** A good part of the country: 30 phones in other ranges, most of them verified. */
const HEALTHY = [[slot(15, 11)], [slot(15, 12)]]
const none = () => []
const healthy = () => HEALTHY

const judge = (
  slots: readonly Slot[],
  {
    others = healthy,
    former,
    now = DUE,
  }: Partial<{
    others: () => readonly (readonly Slot[])[]
    former: Closing
    now: number
  }> = {},
) => judgeRange(slots, others, former, now)

describe('a range whose phones are hardly ever verified', () => {
  it.each([
    [30, 0, false],
    [31, 0, true],
    [42, 1, false],
    [43, 1, true],
    [200, 18, true],
    [200, 19, false],
  ])(
    'of %i with %i verified, is below 15 per cent at 99 per cent confidence: %s',
    (texted, verified, is) => {
      expect(convertsBadly([slot(texted, verified)], START, DUE)).toBe(is)
    },
  )

  it('says nothing of fewer than 20 phones', () => {
    expect(convertsBadly([slot(19, 0)], START, DUE)).toBe(false)
  })

  it('counts a phone once it has had five minutes after its minute', () => {
    expect(convertsBadly([slot(40, 0)], START, DUE - 1)).toBe(false)
    expect(convertsBadly([slot(40, 0)], START, DUE)).toBe(true)
    expect(convertsBadly([slot(40, 0)], START + 1, DUE)).toBe(false)
  })

  it('closes for an hour where other ranges are verified as ever', () => {
    expect(judge([slot(40, 0)])).toEqual({
      closing: { strikes: 1, at: DUE, until: DUE + HOUR },
      allFall: false,
    })
  })

  it('looks back six hours', () => {
    const now = START + BREAKER_WINDOW
    expect(judge([slot(40, 0)], { now }).closing).toBeDefined()
    expect(judge([slot(40, 0)], { now: now + 1 }).closing).toBeUndefined()
    expect(BREAKER_WINDOW).toBe(6 * HOUR)
  })

  it('stays open where nothing can be said of other ranges', () => {
    expect(judge([slot(40, 0)], { others: none })).toEqual({ closing: undefined, allFall: false })
    const few = () => [[slot(19, 15)]]
    expect(judge([slot(40, 0)], { others: few }).closing).toBeUndefined()
    const enough = () => [[slot(20, 15)]]
    expect(judge([slot(40, 0)], { others: enough }).closing).toBeDefined()
  })

  it('stays open where all others fell with it, and says that they did', () => {
    const fallen = () => [[slot(15, 0)], [slot(15, 1)]]
    expect(judge([slot(40, 0)], { others: fallen })).toEqual({ closing: undefined, allFall: true })
    const well = judge([slot(40, 30)], { others: fallen })
    expect(well).toEqual({ closing: undefined, allFall: false })
    const justNot = judge([slot(40, 0)], { others: () => [[slot(20, 3)]] })
    expect(justNot).toEqual({ closing: undefined, allFall: false })
  })

  it('is compared with the others in the stretches of time in which it was texted', () => {
    const early = START - 3 * HOUR
    const outage = () => [
      [slot(100, 90, early), slot(15, 0)],
      [slot(100, 90, early), slot(10, 0)],
    ]
    expect(judge([slot(40, 0)], { others: outage })).toMatchObject({
      closing: undefined,
      allFall: true,
    })
    const attack = () => [[slot(100, 0, early), slot(15, 12)], [slot(10, 8)]]
    expect(judge([slot(40, 0)], { others: attack }).closing).toBeDefined()
  })

  it('is compared over stretches of ten minutes, and only those that it shares with others', () => {
    const now = START + 30 * MINUTE
    const at = (minutes: number) => () => [[slot(30, 25, START + minutes * MINUTE)]]
    expect(judge([slot(40, 0)], { others: at(9), now }).closing).toBeDefined()
    expect(judge([slot(40, 0)], { others: at(10), now }).closing).toBeUndefined()
    const alone = slot(5, 0, START + 10 * MINUTE)
    expect(judge([slot(40, 0), alone], { others: at(0), now }).closing).toBeDefined()
    const before = () => [[slot(100, 90, START - HOUR), slot(10, 9)]]
    expect(judge([slot(40, 0)], { others: before }).closing).toBeUndefined()
  })

  it('weighs the stretches by its own phones in them', () => {
    const later = START + 20 * MINUTE
    const now = later + 6 * MINUTE
    const others = () => [[slot(19, 18), slot(19, 0, later)]]
    expect(judge([slot(60, 0), slot(5, 0, later)], { others, now }).closing).toBeDefined()
    expect(judge([slot(5, 0), slot(60, 0, later)], { others, now })).toMatchObject({
      closing: undefined,
      allFall: true,
    })
  })

  it('is not hidden by other ranges that are attacked too', () => {
    const attacked = () => [...HEALTHY, [slot(400, 0)], [slot(300, 2)]]
    expect(judge([slot(40, 0)], { others: attacked }).closing).toBeDefined()
  })

  it('must be far below the others where those do poorly themselves', () => {
    const poor = () => Array.from({ length: 20 }, () => [slot(10, 2)])
    expect(judge([slot(45, 0)], { others: poor })).toEqual({ closing: undefined, allFall: false })
    expect(judge([slot(60, 0)], { others: poor }).closing).toBeDefined()
  })
})

describe('a closed range', () => {
  const closed: Closing = { strikes: 1, at: START, until: START + HOUR }
  const inside = START + 30 * MINUTE

  it('is closed until its time, to the millisecond', () => {
    expect(isClosed(closed, closed.until - 1)).toBe(true)
    expect(isClosed(closed, closed.until)).toBe(false)
    expect(isClosed(undefined, 0)).toBe(false)
  })

  it('stays so while its trickle does badly, or is too small to tell', () => {
    for (const slots of [[slot(30, 0)], [slot(9, 9)], [slot(10, 2)], []]) {
      const verdict = judge(slots, { former: closed, now: inside })
      expect(verdict).toEqual({ closing: closed, allFall: false })
    }
  })

  it('opens early once ten of its trickle are due and 30 % of them verified', () => {
    const opened = { ...closed, until: inside }
    expect(judge([slot(10, 3)], { former: closed, now: inside }).closing).toEqual(opened)
  })

  it('does not count for it what came before it closed', () => {
    const before = slot(100, 90, START - MINUTE)
    expect(judge([before], { former: closed, now: inside }).closing).toEqual(closed)
  })

  it('opens by itself, and nothing that came before is held against it', () => {
    const now = closed.until
    expect(judge([slot(400, 0)], { former: closed, now }).closing).toEqual(closed)
    const since = slot(31, 0, now)
    const others = () => [[slot(30, 25, now)]]
    const again = judge([slot(400, 0), since], { others, former: closed, now: now + 6 * MINUTE })
    expect(again.closing).toMatchObject({ strikes: 2, until: now + 6 * MINUTE + 2 * HOUR })
  })

  it('closes for 1, 2, 4, 8 and then 8 hours, until a day has passed without', () => {
    const hours: number[] = []
    let former: Closing | undefined
    let now = DUE
    for (let i = 0; i < 5; i++) {
      const at = now - 6 * MINUTE
      const others = () => [[slot(30, 25, at)]]
      former = judgeRange([slot(40, 0, at)], others, former, now).closing
      if (!former) throw new Error('it did not close')
      hours.push((former.until - now) / HOUR)
      now = former.until + 10 * MINUTE
    }
    expect(hours).toEqual([1, 2, 4, 8, 8])
    if (!former) return
    expect(closingForgottenAt(former)).toBe(former.until + DAY)
    const later = closingForgottenAt(former)
    const slots = [slot(40, 0, later - 7 * MINUTE)]
    const others = () => [[slot(30, 25, later - 7 * MINUTE)]]
    expect(judgeRange(slots, others, former, later).closing?.strikes).toBe(1)
    expect(judgeRange(slots, others, former, later - 1).closing?.strikes).toBe(6)
  })
})

/** How many of so many trials succeed. */
const drawn = (source: () => number, trials: number, probability: number) =>
  Array.from({ length: trials }, source).filter((one) => one < probability).length

describe('an honest range', () => {
  it('never closes, though it is judged after each of 2,000 phones, at any conversion from 40 %', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.4, max: 1, noNaN: true }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (rate, stream) => {
          const source = () => Number(stream.next().value)
          const others = () => [[slot(200, drawn(source, 200, rate))]]
          let [texted, verified] = [0, 0]
          for (let phone = 0; phone < 2000; phone++) {
            texted += 1
            verified += drawn(source, 1, rate)
            if (judge([slot(texted, verified)], { others }).closing) return false
          }
          return true
        },
      ),
      { numRuns: 20 },
    )
  })
})

describe('gateways', () => {
  it('are named where the phones they texted in the last half hour go unverified', () => {
    const now = START + 30 * MINUTE
    const byName = new Map([
      ['webhook', [slot(100, 0)]],
      ['twilio', [slot(100, 70)]],
      ['msg91', [slot(100, 0, START - 1)]],
      ['aws', [slot(100, 0, now - 10 * MINUTE + 1)]],
      ['console', [slot(100, 0, now - 10 * MINUTE)]],
    ])
    expect(badlyConverting(byName, now)).toEqual(['webhook', 'console'])
  })
})
