import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts'
import {
  judgeAddress,
  type Penalty,
  penaltyExpiresAt,
  type Scope,
} from '../../src/traffic/address-penalty.ts'
import type { Bucket } from '../../src/traffic/buckets.ts'

const NOW = 100 * DAY

/** Phones texted in one bucket, that many minutes ago. */
const ago = (minutes: number, texted: number, verified = 0): Bucket => ({
  at: NOW - minutes * MINUTE,
  texted,
  verified,
})

const judge = (buckets: readonly Bucket[], former?: Penalty, scope: Scope = 'ipv4') =>
  judgeAddress(buckets, former, scope, NOW)

/** As many unverified phones in each of three earlier hours of the day. */
const dayBefore = (texted: number) => [3, 6, 9].map((hours) => ago(hours * 60, texted))

/** So many unverified phones every five minutes, back from 20 minutes ago. */
const spread = (times: number, texted: number) =>
  Array.from({ length: times }, (_, i) => ago(20 + 5 * i, texted))

const fourth = (scope: Scope) => judge([ago(30, 200)], strike(3, 2), scope).penalty?.until

const network = (buckets: readonly Bucket[]) => judge(buckets, undefined, 'ipv6-48').penalty

const strike = (strikes: number, hoursAgo: number): Penalty => {
  const at = NOW - hoursAgo * HOUR
  return { strikes, at, until: at + MINUTE }
}

describe('an address', () => {
  it('is held for a minute at its first strike', () => {
    expect(judge([ago(30, 30)]).penalty).toEqual({ strikes: 1, at: NOW, until: NOW + MINUTE })
  })

  it.each<[string, boolean, readonly Bucket[]]>([
    ['29 unverified phones in an hour', false, [ago(30, 29)]],
    ['30', true, [ago(30, 30)]],
    ['30 spread over the hour', true, spread(12, 3)],
    ['30 that took longer than an hour', false, spread(20, 2)],
    ['30 of just within the hour, after their time', true, [ago(79, 30)]],
    ['30 of just before it', false, [ago(80, 30)]],
    ['30 of which some were verified, though fewer than half', false, [ago(30, 30, 10)]],
    ['99 in a day', false, [ago(30, 24), ...dayBefore(25)]],
    ['100 in a day', true, [ago(30, 25), ...dayBefore(25)]],
    [
      'what is more than a day old',
      false,
      [...[25, 26, 27, 28].map((hours) => ago(hours * 60, 29)), ago(30, 29)],
    ],
    ['phones that have not had their 15 minutes', false, [ago(0, 400), ago(14, 40), ago(19, 400)]],
    ['phones that have, with all of their bucket', true, [ago(20, 40)]],
    ['60 of which half were verified', false, [ago(30, 60, 30)]],
    ['61 of which just fewer were', true, [ago(30, 61, 30)]],
    ['1,000 of which half were verified', false, [ago(30, 1000, 500)]],
    ['1,000 of which just fewer were', true, [ago(30, 1000, 499)]],
  ])('by %s is held: %s', (_, isHeld, buckets) => {
    expect(judge(buckets).penalty !== undefined).toBe(isHeld)
  })

  it('is held longer at each strike: 1, 5, 30 and then 30 minutes', () => {
    const spans = [0, 1, 2, 3, 4].map((strikes) => {
      const former = strikes === 0 ? undefined : strike(strikes, 2)
      const { penalty } = judge([ago(30, 30)], former)
      return penalty && [penalty.strikes, (penalty.until - NOW) / MINUTE]
    })
    expect(spans).toEqual([
      [1, 1],
      [2, 5],
      [3, 30],
      [4, 30],
      [5, 30],
    ])
  })

  it('is held for 24 hours at the fourth strike only where it is a /64', () => {
    expect(fourth('ipv6-64')).toBe(NOW + DAY)
    expect(fourth('ipv4')).toBe(NOW + 30 * MINUTE)
    expect(fourth('ipv6-48')).toBe(NOW + 30 * MINUTE)
  })

  it('earns nothing more while it is held', () => {
    const held = { strikes: 1, at: NOW - 1, until: NOW + 1 }
    expect(judge([ago(30, 500)], held).penalty).toBe(held)
    const long = { strikes: 3, at: NOW - 10 * MINUTE, until: NOW + 20 * MINUTE }
    expect(judge([ago(25, 500)], long).penalty).toBe(long)
    const over = { strikes: 1, at: NOW - 2 * HOUR, until: NOW }
    expect(judge([ago(30, 500)], over).penalty).toMatchObject({ strikes: 2 })
  })

  it('earns no second penalty by the phones of the first', () => {
    const slots = [ago(30, 30)]
    const first = judgeAddress(slots, undefined, 'ipv4', NOW).penalty
    const later = judgeAddress(slots, first, 'ipv4', NOW + 2 * MINUTE).penalty
    expect(later).toBe(first)
  })

  it('earns a second by 30 more', () => {
    const first = judge([ago(30, 30)]).penalty
    const more = [ago(30, 30), { at: NOW + 5 * MINUTE, texted: 30, verified: 0 }]
    const later = NOW + 30 * MINUTE
    expect(judgeAddress(more, first, 'ipv4', later).penalty).toEqual({
      strikes: 2,
      at: later,
      until: later + 5 * MINUTE,
    })
  })

  it('is forgiven a strike 24 hours after it, and not before', () => {
    const slots = [ago(30, 30)]
    const strikes = (at: number) =>
      judge(slots, { strikes: 2, at, until: at + 5 * MINUTE }).penalty?.strikes
    expect(strikes(NOW - DAY + 1)).toBe(3)
    expect(strikes(NOW - DAY)).toBe(1)
  })

  it('keeps its strikes where it does nothing more, until they are forgotten', () => {
    const former = strike(2, 23)
    expect(judge([], former).penalty).toBe(former)
    expect(judge([], strike(2, 24)).penalty).toBeUndefined()
  })

  it('is shared by many from 10 phones verified in a day', () => {
    expect(judge([ago(30, 9, 9)]).shared).toBe(false)
    expect(judge([ago(30, 10, 10)]).shared).toBe(true)
    expect(judge([ago(0, 5, 5), ago(23 * 60, 5, 5)]).shared).toBe(true)
    expect(judge([ago(0, 5, 5), ago(24 * 60, 5, 5)]).shared).toBe(false)
  })

  it('may be shared and held at once', () => {
    const { shared, penalty } = judge([ago(30, 100, 10)])
    expect(shared).toBe(true)
    expect(penalty).toMatchObject({ strikes: 1 })
  })
})

describe('a /48', () => {
  it('is held at four times the limits of an address', () => {
    expect(network([ago(30, 119)])).toBeUndefined()
    expect(network([ago(30, 120)])).toMatchObject({ strikes: 1 })
    expect(network([ago(30, 99), ...dayBefore(100)])).toBeUndefined()
    expect(network([ago(30, 100), ...dayBefore(100)])).toMatchObject({ strikes: 1 })
  })

  it('is shared from four times the phones', () => {
    expect(judge([ago(30, 39, 39)], undefined, 'ipv6-48').shared).toBe(false)
    expect(judge([ago(30, 40, 40)], undefined, 'ipv6-48').shared).toBe(true)
  })
})

describe('a penalty', () => {
  it('is forgotten 24 hours after it was given, and never while it lasts', () => {
    expect(penaltyExpiresAt({ strikes: 1, at: 5, until: 5 + MINUTE })).toBe(5 + DAY)
    expect(penaltyExpiresAt({ strikes: 4, at: 5, until: 5 + 2 * DAY })).toBe(5 + 2 * DAY)
  })
})
