import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FORGET_AFTER,
  isUnderWay,
  KEY_LIFETIME,
  type KeyRecord,
  keyUse,
  nextTextAt,
  SEND_LEASE,
  type TextRecord,
} from '../../src/phone/guard-policy.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function textsAt(times: readonly number[], address?: string): readonly TextRecord[] {
  return times.map((at, i) => ({ id: String(i), at, address: address ?? `address-${i}` }))
}

const every = (gap: number, count: number) => Array.from({ length: count }, (_, i) => i * gap)

describe('when a phone may be texted next', () => {
  it.each([
    ['30 s after any text', every(0, 1), 30 * SECOND],
    ['an hour after the fifth last of one hour', every(MINUTE, 5), HOUR],
    ['a day after the tenth last of one day', every(2 * HOUR, 10), DAY],
  ])('is %s, whoever asks', (_, times, freeAt) => {
    const texts = textsAt(times)
    for (const now of [Math.max(...times), freeAt - 1]) {
      expect(nextTextAt(texts, 'anyone', now)).toBe(freeAt)
    }
    expect(nextTextAt(texts, 'anyone', freeAt)).toBe(freeAt)
  })

  it.each([
    ['an hour after the fourth last of one hour', every(MINUTE, 4), HOUR],
    ['a day after the sixth last of one day', every(2 * HOUR, 6), DAY],
  ])('is %s for the address that asked for them, while others may', (_, times, freeAt) => {
    const texts = textsAt(times, 'stranger')
    const now = Math.max(...times) + 30 * SECOND
    expect(nextTextAt(texts, 'owner', now)).toBe(now)
    expect(nextTextAt(texts, 'stranger', now)).toBe(freeAt)
    expect(nextTextAt(texts, 'stranger', freeAt - 1)).toBe(freeAt)
    expect(nextTextAt(texts, 'stranger', freeAt)).toBe(freeAt)
  })

  it('is at once for a phone that was never texted', () => {
    expect(nextTextAt([], 'anyone', 7)).toBe(7)
  })

  it('keeps every window, whatever the sequence of attempts', () => {
    const attempts = fc.array(
      fc.record({
        wait: fc.oneof(fc.nat(MINUTE), fc.nat(20 * MINUTE), fc.nat(4 * HOUR)),
        address: fc.constantFrom('a', 'b', 'c'),
      }),
      { maxLength: 80 },
    )
    fc.assert(
      fc.property(attempts, (all) => {
        const texts: TextRecord[] = []
        let now = 0
        for (const [i, { wait, address }] of all.entries()) {
          now += wait
          if (nextTextAt(texts, address, now) > now) continue
          texts.push({ id: String(i), at: now, address })
        }
        for (const { at, address } of texts) {
          const within = (span: number) => texts.filter((t) => t.at >= at && t.at < at + span)
          expect(within(30 * SECOND).length).toBeLessThanOrEqual(1)
          expect(within(HOUR).length).toBeLessThanOrEqual(5)
          expect(within(DAY).length).toBeLessThanOrEqual(10)
          const own = (span: number) => within(span).filter((t) => t.address === address)
          expect(own(HOUR).length).toBeLessThanOrEqual(4)
          expect(own(DAY).length).toBeLessThanOrEqual(6)
        }
      }),
    )
  })

  it('looks back no longer than the guard remembers', () => {
    const texts = textsAt(every(0, 40), 'a')
    expect(nextTextAt(texts, 'a', FORGET_AFTER)).toBe(FORGET_AFTER)
    expect(FORGET_AFTER).toBe(25 * HOUR)
  })
})

describe('a send under way', () => {
  const [text] = textsAt([100])
  const pending: TextRecord[] = text ? [{ ...text, pendingFor: 'mine' }] : []

  it('is so for its own session until its lease is over', () => {
    expect(isUnderWay(pending, 'mine', 100)).toBe(true)
    expect(isUnderWay(pending, 'mine', 100 + SEND_LEASE - 1)).toBe(true)
    expect(isUnderWay(pending, 'mine', 100 + SEND_LEASE)).toBe(false)
    expect(isUnderWay(pending, 'theirs', 100)).toBe(false)
    expect(isUnderWay([...textsAt([50]), ...pending], 'mine', 100)).toBe(true)
  })

  it('is over once it has an outcome', () => {
    expect(isUnderWay(textsAt([100]), 'mine', 100)).toBe(false)
  })

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
