import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allowText,
  type Asker,
  DEVICE_LIFETIME,
  FORGET_AFTER,
  forgetAt,
  isTrusted,
  KEY_LIFETIME,
  type KeyRecord,
  keyUse,
  type Lane,
  mayGiveBack,
  SEND_LEASE,
  type TextRecord,
} from '../../src/guard/limits.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A day, and the ten minutes that the last code of a text may live on. */
const GUESSING_DAY = DAY + 10 * MINUTE

const by = (address: string, shown: Partial<Asker> = {}): Asker => ({
  address,
  device: false,
  solved: false,
  ...shown,
})

const ANYONE = by('anyone')

function textsAt(times: readonly number[], more: Partial<TextRecord> = {}): readonly TextRecord[] {
  return times.map((at, i) => ({ id: String(i), at, address: `address-${i}`, ...more }))
}

const every = (gap: number, count: number) => Array.from({ length: count }, (_, i) => i * gap)

/** When the asker may have the phone texted: now, or later. */
function nextTextAt(texts: readonly TextRecord[], asker: Asker, now: number): number {
  const allowed = allowText(texts, asker, now)
  return allowed.ok ? now : allowed.retryAt
}

const laneOf = (texts: readonly TextRecord[], asker: Asker, now: number) => {
  const allowed = allowText(texts, asker, now)
  return allowed.ok ? allowed.lane : undefined
}

describe('when a phone may be texted next', () => {
  it.each([
    ['30 s after any text', every(0, 1), 30 * SECOND],
    ['an hour after the fifth last of one hour', every(MINUTE, 5), HOUR],
    ['a day and ten minutes after the tenth last', every(2 * HOUR, 10), GUESSING_DAY],
  ])('[R32] is %s, whoever asks', (_, times, freeAt) => {
    const texts = textsAt(times)
    for (const now of [Math.max(...times), freeAt - 1]) {
      expect(nextTextAt(texts, ANYONE, now)).toBe(freeAt)
    }
    expect(nextTextAt(texts, ANYONE, freeAt)).toBe(freeAt)
  })

  it.each([
    ['an hour after the fourth last of one hour', every(MINUTE, 4), HOUR],
    ['a day and ten minutes after the sixth last', every(2 * HOUR, 6), GUESSING_DAY],
  ])('is %s for the address that asked for them, while others may', (_, times, freeAt) => {
    const texts = textsAt(times, { address: 'stranger' })
    const now = Math.max(...times) + 30 * SECOND
    expect(nextTextAt(texts, by('owner'), now)).toBe(now)
    expect(nextTextAt(texts, by('stranger'), now)).toBe(freeAt)
    expect(nextTextAt(texts, by('stranger'), freeAt - 1)).toBe(freeAt)
    expect(nextTextAt(texts, by('stranger'), freeAt)).toBe(freeAt)
  })

  it('is at once for a phone that was never texted', () => {
    expect(nextTextAt([], ANYONE, 7)).toBe(7)
  })

  it('looks back no longer than the guard remembers', () => {
    const texts = textsAt(every(0, 40), { address: 'a' })
    expect(nextTextAt(texts, by('a'), FORGET_AFTER)).toBe(FORGET_AFTER)
    expect(FORGET_AFTER).toBe(25 * HOUR)
  })
})

describe('the texts beyond the common ones', () => {
  const spent = textsAt(every(MINUTE, 5), { address: 'stranger' })
  const now = 10 * MINUTE

  it('are for who has shown something, and only once the common ones are gone', () => {
    expect(laneOf([], by('a', { device: true, solved: true }), now)).toBe('common')
    expect(laneOf(spent, by('owner'), now)).toBeUndefined()
    expect(laneOf(spent, by('owner', { solved: true }), now)).toBe('solved')
    expect(laneOf(spent, by('owner', { device: true }), now)).toBe('device')
    expect(laneOf(spent, by('owner', { device: true, solved: true }), now)).toBe('device')
  })

  it('help an address whose own share is used up', () => {
    const own = textsAt(every(MINUTE, 4), { address: 'home' })
    expect(laneOf(own, by('home'), now)).toBeUndefined()
    expect(laneOf(own, by('home', { device: true }), now)).toBe('device')
  })

  it.each([
    ['three in a day and ten minutes for a known device', 'device', 3],
    ['two for a solved bot check', 'solved', 2],
  ] as const)('are %s', (_, lane, limit) => {
    const asker = by('owner', { [lane]: true })
    const extra = textsAt(every(2 * HOUR, limit), { lane })
    const last = (limit - 1) * 2 * HOUR + MINUTE
    const used = [...textsAt(every(0, 5)).map((text) => ({ ...text, at: last - 1000 })), ...extra]
    expect(laneOf(used.slice(0, -1), asker, last + HOUR / 2)).toBe(lane)
    expect(laneOf(used, asker, last + HOUR / 2)).toBeUndefined()
    const tenCommon = [...textsAt(every(0, 10)).map((text) => ({ ...text, at: DAY })), ...extra]
    expect(laneOf(tenCommon, asker, GUESSING_DAY - 1)).toBeUndefined()
    expect(laneOf(tenCommon, asker, GUESSING_DAY)).toBe(lane)
  })

  it('count against no limit of the common ones, and keep 30 s from any text', () => {
    const extra = textsAt(every(MINUTE, 3), { lane: 'device' })
    expect(laneOf([...extra, ...textsAt([4 * MINUTE])], ANYONE, now)).toBe('common')
    expect(nextTextAt(extra, ANYONE, 2 * MINUTE)).toBe(2 * MINUTE + 30 * SECOND)
    expect(nextTextAt(spent, by('o', { device: true }), 4 * MINUTE + 1)).toBe(4.5 * MINUTE)
  })

  it('leave the earliest time at which any of them is open', () => {
    const device = textsAt(every(MINUTE, 3), { lane: 'device' })
    const texts = [...spent, ...device].toSorted((a, b) => a.at - b.at)
    expect(nextTextAt(texts, by('owner', { device: true }), now)).toBe(HOUR)
  })
})

const failed = (count: number) => every(0, count).map((at, i) => ({ id: String(i), at }))

const most = (texts: readonly TextRecord[], asker: Asker, now: number) => {
  const allowed = allowText(texts, asker, now)
  return allowed.ok ? allowed.most : 0
}

describe('how many texts a send may come to', () => {
  it('is what every limit of its lane leaves', () => {
    expect(most([], ANYONE, 0)).toBe(4)
    expect(most(textsAt([0, MINUTE, 2 * MINUTE]), ANYONE, 3 * MINUTE)).toBe(2)
    expect(most(textsAt([0, MINUTE], { address: 'anyone' }), ANYONE, 3 * MINUTE)).toBe(2)
    expect(most(textsAt(every(2 * HOUR, 9)), ANYONE, 17 * HOUR)).toBe(1)
    const spent = textsAt(every(MINUTE, 5))
    expect(most(spent, by('a', { device: true }), 10 * MINUTE)).toBe(3)
    expect(most(spent, by('a', { solved: true }), 10 * MINUTE)).toBe(2)
  })
})

describe('whatever is asked for a phone', () => {
  const attempts = fc.array(
    fc.record({
      wait: fc.oneof(fc.nat(MINUTE), fc.nat(20 * MINUTE), fc.nat(4 * HOUR)),
      address: fc.constantFrom('a', 'b', 'c'),
      device: fc.boolean(),
      solved: fc.boolean(),
      gateways: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 120 },
  )

  it('[R8] every window holds, and no day and ten minutes hold more than 15 texts', () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const texts: TextRecord[] = []
        const sends: TextRecord[] = []
        let now = 0
        for (const [i, { wait, gateways, ...asker }] of all.entries()) {
          now += wait
          const allowed = allowText(texts, asker, now)
          if (!allowed.ok) continue
          const text = { id: String(i), at: now, address: asker.address, lane: allowed.lane }
          sends.push(text)
          for (let n = 0; n < Math.min(gateways, allowed.most); n++) texts.push(text)
        }
        for (const { at, address } of texts) {
          const within = (span: number, lane?: Lane) =>
            texts.filter((t) => t.at >= at && t.at < at + span && (!lane || t.lane === lane))
          expect(sends.filter((t) => t.at >= at && t.at < at + 30 * SECOND)).toHaveLength(1)
          expect(within(HOUR, 'common').length).toBeLessThanOrEqual(5)
          expect(within(GUESSING_DAY, 'common').length).toBeLessThanOrEqual(10)
          expect(within(GUESSING_DAY, 'device').length).toBeLessThanOrEqual(3)
          expect(within(GUESSING_DAY, 'solved').length).toBeLessThanOrEqual(2)
          expect(within(GUESSING_DAY).length).toBeLessThanOrEqual(15)
          const own = (span: number) => within(span, 'common').filter((t) => t.address === address)
          expect(own(HOUR).length).toBeLessThanOrEqual(4)
          expect(own(GUESSING_DAY).length).toBeLessThanOrEqual(6)
        }
      }),
    )
  })
})

describe('a failed send', () => {
  it('is given back twenty times in an hour, and then counts', () => {
    expect(mayGiveBack([], 0)).toBe(true)
    expect(mayGiveBack(failed(19), 0)).toBe(true)
    expect(mayGiveBack(failed(20), HOUR - 1)).toBe(false)
    expect(mayGiveBack(failed(20), HOUR)).toBe(true)
  })
})

describe('the device that verified a phone', () => {
  const device = { id: 'mine', verifiedAt: 100 }

  it('is trusted for 180 days, and no other is', () => {
    expect(isTrusted(device, 'mine', 100)).toBe(true)
    expect(isTrusted(device, 'mine', 100 + 180 * DAY - 1)).toBe(true)
    expect(isTrusted(device, 'mine', 100 + 180 * DAY)).toBe(false)
    expect(isTrusted(device, 'other', 100)).toBe(false)
    expect(isTrusted(device, undefined, 100)).toBe(false)
    expect(isTrusted(undefined, 'mine', 100)).toBe(false)
    expect(DEVICE_LIFETIME).toBe(180 * DAY)
  })

  it('is remembered longer than the texts are', () => {
    expect(forgetAt([], [], undefined)).toBe(0)
    expect(forgetAt([], [...failed(1), { id: 'last', at: 7 }], undefined)).toBe(7 + HOUR)
    expect(forgetAt(textsAt([1, 5]), failed(1), undefined)).toBe(5 + FORGET_AFTER)
    expect(forgetAt(textsAt([1, 5, 9]), [], undefined)).toBe(9 + FORGET_AFTER)
    expect(forgetAt(textsAt([1, 5]), failed(1), device)).toBe(100 + 180 * DAY)
  })
})

describe('a send under way', () => {
  it('may take longer than the gateways together', () => {
    expect(SEND_LEASE).toBeGreaterThan(10 * SECOND)
  })
})

describe('the use of an idempotency key', () => {
  const record: KeyRecord = { hash: 'h', body: 'b', sessionId: 's', sendId: 'i', at: 100 }
  const done: KeyRecord = { ...record, done: true }

  it('is new where the key was not seen, or ten minutes after it was', () => {
    expect(keyUse(undefined, 'b', 100)).toBe('new')
    expect(keyUse(done, 'b', 100 + KEY_LIFETIME - 1)).toBe('repeat')
    expect(keyUse(done, 'b', 100 + KEY_LIFETIME)).toBe('new')
    expect(keyUse(done, 'other', 100 + KEY_LIFETIME)).toBe('new')
    expect(KEY_LIFETIME).toBe(10 * MINUTE)
  })

  it('is that of another body before anything else', () => {
    expect(keyUse(record, 'other', 100)).toBe('another_body')
    expect(keyUse(done, 'other', 100)).toBe('another_body')
  })

  it('is in progress until the outcome, or the end of the lease', () => {
    expect(keyUse(record, 'b', 100)).toBe('in_progress')
    expect(keyUse(record, 'b', 100 + SEND_LEASE - 1)).toBe('in_progress')
    expect(keyUse(record, 'b', 100 + SEND_LEASE)).toBe('repeat')
    expect(keyUse(done, 'b', 100)).toBe('repeat')
  })
})
