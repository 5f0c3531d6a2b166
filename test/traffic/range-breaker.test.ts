import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts'
import type { Bucket } from '../../src/traffic/buckets.ts'
import {
  badGateways,
  BREAKER_WINDOW,
  type Closing,
  closingExpiresAt,
  convertsBadly,
  isClosed,
  judgeRange,
} from '../../src/traffic/range-breaker.ts'

/** Far enough from zero, and the beginning of an hour. */
const START = 1000 * HOUR

/** When phones texted in the minute of `START` are due. */
const DUE = START + 6 * MINUTE

const bucket = (texted: number, verified: number, at = START): Bucket => ({ at, texted, verified })

/** A good part of the country: 30 phones in other ranges, most of them verified. */
const HEALTHY = [[bucket(15, 11)], [bucket(15, 12)]]
/** A range whose phones go unverified. */
const BAD = [bucket(40, 0)]

const none = () => []
const healthy = () => HEALTHY

const judge = (
  buckets: readonly Bucket[],
  {
    others = healthy,
    former,
    now = DUE,
  }: Partial<{
    others: () => readonly (readonly Bucket[])[]
    former: Closing
    now: number
  }> = {},
) => judgeRange(buckets, others, former, now)

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
      expect(convertsBadly([bucket(texted, verified)], START, DUE)).toBe(is)
    },
  )

  it('says nothing of fewer than 20 phones', () => {
    expect(convertsBadly([bucket(19, 0)], START, DUE)).toBe(false)
  })

  it('counts a phone once it has had five minutes after its minute', () => {
    expect(convertsBadly([bucket(40, 0)], START, DUE - 1)).toBe(false)
    expect(convertsBadly([bucket(40, 0)], START, DUE)).toBe(true)
    expect(convertsBadly([bucket(40, 0)], START + 1, DUE)).toBe(false)
  })

  it('closes for an hour where other ranges are verified as ever', () => {
    expect(judge(BAD)).toEqual({
      closing: { strikes: 1, at: DUE, until: DUE + HOUR },
      allFall: false,
    })
  })

  it('looks back six hours', () => {
    const now = START + BREAKER_WINDOW
    expect(judge(BAD, { now }).closing).toBeDefined()
    expect(judge(BAD, { now: now + 1 }).closing).toBeUndefined()
    expect(BREAKER_WINDOW).toBe(6 * HOUR)
  })

  it('stays open where nothing can be said of other ranges', () => {
    expect(judge(BAD, { others: none })).toEqual({ closing: undefined, allFall: false })
    const [few, enough] = [[[bucket(19, 15)]], [[bucket(20, 15)]]]
    expect(judge(BAD, { others: () => few }).closing).toBeUndefined()
    expect(judge(BAD, { others: () => enough }).closing).toBeDefined()
  })

  it('stays open where all others fell with it, and says that they did', () => {
    const fallen = () => [[bucket(15, 0)], [bucket(15, 1)]]
    expect(judge(BAD, { others: fallen })).toEqual({
      closing: undefined,
      allFall: true,
    })
    const well = judge([bucket(40, 30)], { others: fallen })
    expect(well).toEqual({ closing: undefined, allFall: false })
    const justNot = judge(BAD, { others: () => [[bucket(20, 3)]] })
    expect(justNot).toEqual({ closing: undefined, allFall: false })
  })

  it('is compared with the others in the stretches of time in which it was texted', () => {
    const early = START - 3 * HOUR
    const outage = () => [
      [bucket(100, 90, early), bucket(15, 0)],
      [bucket(100, 90, early), bucket(10, 0)],
    ]
    expect(judge(BAD, { others: outage })).toMatchObject({
      closing: undefined,
      allFall: true,
    })
    const attack = () => [[bucket(100, 0, early), bucket(15, 12)], [bucket(10, 8)]]
    expect(judge(BAD, { others: attack }).closing).toBeDefined()
  })

  it('is compared over stretches of ten minutes, and only those that it shares with others', () => {
    const now = START + 30 * MINUTE
    const at = (minutes: number) => () => [[bucket(30, 25, START + minutes * MINUTE)]]
    expect(judge(BAD, { others: at(9), now }).closing).toBeDefined()
    expect(judge(BAD, { others: at(10), now }).closing).toBeUndefined()
    const alone = bucket(5, 0, START + 10 * MINUTE)
    expect(judge([bucket(40, 0), alone], { others: at(0), now }).closing).toBeDefined()
    const before = () => [[bucket(100, 90, START - HOUR), bucket(10, 9)]]
    expect(judge(BAD, { others: before }).closing).toBeUndefined()
  })

  it('weighs the stretches by its own phones in them', () => {
    const later = START + 20 * MINUTE
    const now = later + 6 * MINUTE
    const others = () => [[bucket(19, 18), bucket(19, 0, later)]]
    expect(judge([bucket(60, 0), bucket(5, 0, later)], { others, now }).closing).toBeDefined()
    expect(judge([bucket(5, 0), bucket(60, 0, later)], { others, now })).toMatchObject({
      closing: undefined,
      allFall: true,
    })
  })

  it('is not hidden by other ranges that are attacked too', () => {
    const attacked = [...HEALTHY, [bucket(400, 0)], [bucket(300, 2)]]
    expect(judge(BAD, { others: () => attacked }).closing).toBeDefined()
  })

  it('must be far below the others where those do poorly themselves', () => {
    const poor = () => Array.from({ length: 20 }, () => [bucket(10, 2)])
    expect(judge([bucket(45, 0)], { others: poor })).toEqual({ closing: undefined, allFall: false })
    expect(judge([bucket(60, 0)], { others: poor }).closing).toBeDefined()
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
    for (const buckets of [[bucket(30, 0)], [bucket(9, 9)], [bucket(10, 2)], []]) {
      const verdict = judge(buckets, { former: closed, now: inside })
      expect(verdict).toEqual({ closing: closed, allFall: false })
    }
  })

  it('opens early once ten of its trickle are due and 30 % of them verified', () => {
    const opened = { ...closed, until: inside }
    expect(judge([bucket(10, 3)], { former: closed, now: inside }).closing).toEqual(opened)
  })

  it('does not count for it what came before it closed', () => {
    const before = bucket(100, 90, START - MINUTE)
    expect(judge([before], { former: closed, now: inside }).closing).toEqual(closed)
  })

  it('opens by itself, and nothing that came before is held against it', () => {
    const now = closed.until
    expect(judge([bucket(400, 0)], { former: closed, now }).closing).toEqual(closed)
    const since = bucket(31, 0, now)
    const others = () => [[bucket(30, 25, now)]]
    const again = judge([bucket(400, 0), since], { others, former: closed, now: now + 6 * MINUTE })
    expect(again.closing).toMatchObject({ strikes: 2, until: now + 6 * MINUTE + 2 * HOUR })
  })

  it('closes for 1, 2, 4, 8 and then 8 hours, until a day has passed without', () => {
    const hours: number[] = []
    let former: Closing | undefined
    let now = DUE
    for (let i = 0; i < 5; i++) {
      const at = now - 6 * MINUTE
      const others = () => [[bucket(30, 25, at)]]
      former = judgeRange([bucket(40, 0, at)], others, former, now).closing
      if (!former) throw new Error('it did not close')
      hours.push((former.until - now) / HOUR)
      now = former.until + 10 * MINUTE
    }
    expect(hours).toEqual([1, 2, 4, 8, 8])
    if (!former) return
    expect(closingExpiresAt(former)).toBe(former.until + DAY)
    const later = closingExpiresAt(former)
    const buckets = [bucket(40, 0, later - 7 * MINUTE)]
    const others = () => [[bucket(30, 25, later - 7 * MINUTE)]]
    expect(judgeRange(buckets, others, former, later).closing?.strikes).toBe(1)
    expect(judgeRange(buckets, others, former, later - 1).closing?.strikes).toBe(6)
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
          const others = () => [[bucket(200, drawn(source, 200, rate))]]
          let [texted, verified] = [0, 0]
          for (let phone = 0; phone < 2000; phone++) {
            texted += 1
            verified += drawn(source, 1, rate)
            if (judge([bucket(texted, verified)], { others }).closing) return false
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
      ['webhook', [bucket(100, 0)]],
      ['twilio', [bucket(100, 70)]],
      ['msg91', [bucket(100, 0, START - 1)]],
      ['aws', [bucket(100, 0, now - 10 * MINUTE + 1)]],
      ['console', [bucket(100, 0, now - 10 * MINUTE)]],
    ])
    expect(badGateways(byName, now)).toEqual(['webhook', 'console'])
  })
})
