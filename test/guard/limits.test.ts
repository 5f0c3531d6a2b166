import { describe, expect, it } from 'vitest'
import { decideText, mayRelease, TEXT_KEPT, type TextRecord } from '../../src/guard/limits.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'

/** A day, and the ten minutes that the last code of a text may live on. */
const GUESSING_DAY = DAY + 10 * MINUTE

const ANYONE = { address: 'anyone', isDevice: false, solved: false }
const DEVICE = { ...ANYONE, isDevice: true }
const SOLVER = { ...ANYONE, solved: true }
const BOTH = { ...DEVICE, solved: true }

const textsAt = (times: readonly number[], more: Partial<TextRecord> = {}) =>
  times.map((at, i): TextRecord => ({
    id: `${i}`,
    at,
    address: `${i}`,
    allowance: 'common',
    ...more,
  }))
const every = (gap: number, count: number) => Array.from({ length: count }, (_, i) => i * gap)

const OWN = { address: ANYONE.address }
const fiveTexts = textsAt(every(MINUTE, 5), { address: 'stranger' })
const ofDevice = textsAt(every(2 * HOUR, 3), { allowance: 'device' })
const ofBotCheck = textsAt(every(2 * HOUR, 2), { allowance: 'bot_check' })
const tenAtDay = textsAt(Array<number>(10).fill(DAY))

const refusal = (retryAt: number) => ({ ok: false, retryAt })
const permit = (allowance: string) => expect.objectContaining({ ok: true, allowance })

describe('when a phone may be texted next', () => {
  it.each([
    ['30 s after any text', textsAt([0]), ANYONE, 30 * SECOND, 'common'],
    ['an hour after the fifth last', textsAt(every(MINUTE, 5)), ANYONE, HOUR, 'common'],
    ['a day after the tenth last', textsAt(every(2 * HOUR, 10)), ANYONE, GUESSING_DAY, 'common'],
    ["an hour after one's fourth last", textsAt(every(MINUTE, 4), OWN), ANYONE, HOUR, 'common'],
    ["a day after one's sixth", textsAt(every(2 * HOUR, 6), OWN), ANYONE, GUESSING_DAY, 'common'],
    ["a day after a device's third", [...ofDevice, ...tenAtDay], DEVICE, GUESSING_DAY, 'device'],
    [
      "a day after a solver's second",
      [...ofBotCheck, ...tenAtDay],
      SOLVER,
      GUESSING_DAY,
      'bot_check',
    ],
  ])('[R32] is %s, where a day has ten minutes more', (_, texts, by, freeAt, allowance) => {
    for (const now of [Math.max(...texts.map(({ at }) => at)), freeAt - 1]) {
      expect(decideText(texts, by, now)).toEqual(refusal(freeAt))
    }
    expect(decideText(texts, by, freeAt)).toEqual(permit(allowance))
  })

  it('is 30 s after any text, under whatever allowance', () => {
    expect(decideText(ofDevice, ANYONE, 4 * HOUR)).toEqual(refusal(4 * HOUR + 30 * SECOND))
    expect(decideText(fiveTexts, DEVICE, 4 * MINUTE)).toEqual(refusal(4.5 * MINUTE))
  })

  it('is the earliest time at which any allowance is open', () => {
    const texts = [...ofDevice, ...textsAt(Array<number>(5).fill(5 * HOUR))]
    expect(decideText(texts, DEVICE, 5.5 * HOUR)).toEqual(refusal(6 * HOUR))
  })

  it('looks back no longer than the guard remembers', () => {
    const texts = textsAt(every(0, 40), OWN)
    expect(decideText(texts, ANYONE, TEXT_KEPT)).toEqual(decideText([], ANYONE, 0))
    expect(TEXT_KEPT).toBe(25 * HOUR)
  })
})

describe('a text counts', () => {
  const own = textsAt(every(MINUTE, 4), OWN)
  const last = [...ofDevice.slice(1), ...textsAt(Array<number>(5).fill(5 * HOUR))]

  it.each([
    ['as common while one is free', [], BOTH, 'common'],
    ["as common though a stranger's share is used up", own, { ...ANYONE, address: 'b' }, 'common'],
    ['as common whatever devices and solvers had', [...ofDevice, ...ofBotCheck], ANYONE, 'common'],
    ["as a device's once the common ones are gone", fiveTexts, DEVICE, 'device'],
    ["as a device's once the share of its address is gone", own, DEVICE, 'device'],
    ["as a device's up to the third", last, DEVICE, 'device'],
    ["as a device's before a solver's", fiveTexts, BOTH, 'device'],
    ["as a solver's once the common ones are gone", fiveTexts, SOLVER, 'bot_check'],
    ["as a solver's once the device's are gone too", [...ofDevice, ...last], BOTH, 'bot_check'],
  ])('%s', (_, texts, by, allowance) => {
    const now = Math.max(0, ...texts.map(({ at }) => at)) + 5 * MINUTE
    expect(decideText(texts, by, now)).toEqual(permit(allowance))
  })
})

describe('how many texts a send may come to', () => {
  const later = 10 * MINUTE

  it.each([
    ['the share of one address', [], ANYONE, later, 4],
    ["the phone's hour", textsAt(every(MINUTE, 3)), ANYONE, later, 2],
    ["the address's hour", textsAt(every(MINUTE, 2), OWN), ANYONE, later, 2],
    ["the phone's day", textsAt(every(2 * HOUR, 9)), ANYONE, 17 * HOUR, 1],
    ["a device's day", fiveTexts, DEVICE, later, 3],
    ["a bot check's day", fiveTexts, SOLVER, later, 2],
    ['the sends under way', textsAt([0], { maxTexts: 3 }), ANYONE, later, 2],
  ])('is what is left of %s', (_, texts, by, now, maxTexts) => {
    expect(decideText(texts, by, now)).toMatchObject({ ok: true, maxTexts })
  })
})

it.each([
  [0, 0, true],
  [19, 0, true],
  [20, HOUR - 1, false],
  [20, HOUR, true],
])('a failed send may be released after %i others, %i ms later: %s', (count, now, may) => {
  const releases = Array.from({ length: count }, () => ({ at: 0 }))
  expect(mayRelease(releases, now)).toBe(may)
})
