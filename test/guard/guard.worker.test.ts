import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import type { PhoneGuard, ReserveRequest } from '../../src/guard/guard.ts'
import { stopClock } from '../support/clock.ts'
import { EMPTY, freeOfFive, type Guard, newGuard, request, stored } from '../support/guard.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const { pass } = stopClock()

const trust = (guard: Guard, id: string, verifiedAt = Date.now()) => guard.trust({ id, verifiedAt })

/** Texts the phone at others' wish until they may no more. */
async function spend(guard: Guard): Promise<void> {
  while ((await guard.reserve(request())).ok) pass(30 * SECOND)
}

async function allows(guard: Guard, shown: Partial<ReserveRequest>): Promise<boolean> {
  pass(30 * SECOND)
  return (await guard.reserve(request(shown))).ok
}

/** Every rule holds whether or not the object was put out of memory between two calls. */
describe.each([
  ['in memory', async () => undefined],
  ['evicted after every call', (guard: Guard) => evictDurableObject(guard)],
])('a phone guard %s', (_, between) => {
  const reserve = async (guard: Guard, wanted: ReserveRequest) => {
    const result = await guard.reserve(wanted)
    await between(guard)
    return result
  }
  const settle = async (guard: Guard, ...args: Parameters<PhoneGuard['settle']>) => {
    await guard.settle(...args)
    await between(guard)
  }

  it('reserves a text once, however often it is asked by the same send', async () => {
    const guard = newGuard()
    const wanted = request()
    for (let i = 0; i < 6; i++) expect(await reserve(guard, wanted)).toMatchObject({ ok: true })
    expect(await freeOfFive(guard)).toBe(4)
  })

  it('refuses a second text within 30 seconds and says when the next may go', async () => {
    const guard = newGuard()
    const begun = Date.now()
    await reserve(guard, request())
    pass(30 * SECOND - 1)
    expect(await reserve(guard, request())).toEqual({
      ok: false,
      reason: 'phone_limited',
      retryAt: begun + 30 * SECOND,
    })
    pass(1)
    expect(await reserve(guard, request())).toMatchObject({ ok: true })
  })

  it('allows five texts an hour, four of them to one address', async () => {
    const guard = newGuard()
    for (let i = 0; i < 4; i++) {
      expect((await reserve(guard, request({ address: 'stranger' }))).ok).toBe(true)
      pass(MINUTE)
    }
    expect(await reserve(guard, request({ address: 'stranger' }))).toMatchObject({ ok: false })
    expect(await reserve(guard, request({ address: 'owner' }))).toMatchObject({ ok: true })
    pass(MINUTE)
    expect(await reserve(guard, request({ address: 'third' }))).toMatchObject({
      reason: 'phone_limited',
    })
  })

  it('counts a text that was never settled', async () => {
    const guard = newGuard()
    await reserve(guard, request())
    expect(await freeOfFive(guard)).toBe(4)
  })

  it.each([
    ['gives a failed send back', { kind: 'failed', counts: false }, 5],
    ['counts a failed send that counts', { kind: 'failed', counts: true }, 4],
    ['counts a sent one once', { kind: 'sent', texts: 1 }, 4],
    ['counts two texts of one send twice', { kind: 'sent', texts: 2 }, 3],
  ] as const)('%s', async (_rule, outcome, free) => {
    const guard = newGuard()
    const wanted = request()
    await reserve(guard, wanted)
    await settle(guard, wanted.sendId, outcome)
    expect(await freeOfFive(guard)).toBe(free)
  })

  it('takes the first outcome of a send, and no later or repeated one', async () => {
    const guard = newGuard()
    const wanted = request()
    await reserve(guard, wanted)
    await settle(guard, wanted.sendId, { kind: 'sent', texts: 2 })
    await settle(guard, wanted.sendId, { kind: 'sent', texts: 2 })
    await settle(guard, wanted.sendId, { kind: 'failed', counts: false })
    expect(await freeOfFive(guard)).toBe(3)
  })

  it('changes nothing for the outcome of a send it does not know', async () => {
    const guard = newGuard()
    await reserve(guard, request())
    await settle(guard, crypto.randomUUID(), { kind: 'failed', counts: false })
    await settle(guard, crypto.randomUUID(), { kind: 'sent', texts: 3 })
    expect(await freeOfFive(guard)).toBe(4)
  })

  it('gives back only the send that failed, not a later one', async () => {
    const guard = newGuard()
    const [first, second] = [request(), request()]
    await reserve(guard, first)
    pass(30 * SECOND)
    await reserve(guard, second)
    await settle(guard, first.sendId, { kind: 'failed', counts: false })
    expect(await reserve(guard, request())).toMatchObject({ reason: 'phone_limited' })
  })

  it('tells a send how many texts it may come to, the same however often it asks', async () => {
    const guard = newGuard()
    const wanted = request({ gateways: 3 })
    expect(await reserve(guard, wanted)).toEqual({ ok: true, most: 3 })
    expect(await reserve(guard, wanted)).toEqual({ ok: true, most: 3 })
    const alone = request()
    expect(await reserve(newGuard(), alone)).toEqual({ ok: true, most: 1 })
    const many = request({ gateways: 9 })
    expect(await reserve(newGuard(), many)).toEqual({ ok: true, most: 4 })
  })

  it('counts a send for every gateway that may be asked until it hears how it ended', async () => {
    const guard = newGuard()
    const wanted = request({ gateways: 3 })
    await reserve(guard, wanted)
    expect(await freeOfFive(guard)).toBe(2)
    await settle(guard, wanted.sendId, { kind: 'sent', texts: 1 })
    expect(await freeOfFive(guard)).toBe(4)
  })

  it('gives twenty failed sends of an hour back, and counts the next', async () => {
    const guard = newGuard()
    const fail = async () => {
      const wanted = request()
      const { ok } = await reserve(guard, wanted)
      await settle(guard, wanted.sendId, { kind: 'failed', counts: false })
      return ok
    }
    for (let i = 0; i < 21; i++) expect(await fail()).toBe(true)
    expect(await fail()).toBe(false)
    pass(HOUR)
    expect(await fail()).toBe(true)
  })

  it('counts nothing for a send that is delivered again after it was given back', async () => {
    const guard = newGuard()
    const wanted = request()
    await reserve(guard, wanted)
    await settle(guard, wanted.sendId, { kind: 'failed', counts: false })
    expect(await reserve(guard, wanted)).toEqual({ ok: false, reason: 'in_progress' })
    expect(await freeOfFive(guard)).toBe(5)
  })

  describe('of a device that verified the phone', () => {
    it('gives it three texts more once strangers have used the others up', async () => {
      const guard = newGuard()
      await trust(guard, 'mine')
      await between(guard)
      await spend(guard)
      await between(guard)
      expect(await allows(guard, { deviceId: 'other' })).toBe(false)
      for (let i = 0; i < 3; i++) expect(await allows(guard, { deviceId: 'mine' })).toBe(true)
      expect(await allows(guard, { deviceId: 'mine' })).toBe(false)
    })

    it('trusts the last one alone, in whatever order it hears of them', async () => {
      const guard = newGuard()
      const begun = Date.now()
      await trust(guard, 'second', begun + 1)
      await trust(guard, 'first', begun)
      await spend(guard)
      await between(guard)
      expect(await allows(guard, { deviceId: 'first' })).toBe(false)
      expect(await allows(guard, { deviceId: 'second' })).toBe(true)
    })

    it('remembers it for 180 days after the texts are forgotten', async () => {
      const guard = newGuard()
      const begun = Date.now()
      await reserve(guard, request())
      await trust(guard, 'mine')
      pass(25 * HOUR)
      await runDurableObjectAlarm(guard)
      expect(await stored(guard)).toEqual({ entries: 1, alarm: begun + 180 * 24 * HOUR })
      await spend(guard)
      await between(guard)
      expect(await allows(guard, { deviceId: 'mine' })).toBe(true)
      pass(begun + 180 * 24 * HOUR - Date.now())
      await runDurableObjectAlarm(guard)
      await runDurableObjectAlarm(guard)
      expect(await stored(guard)).toEqual(EMPTY)
    })
  })

  it('forgets a text 25 hours later though it knows a device for longer', async () => {
    const guard = newGuard()
    await guard.trust({ id: 'mine', verifiedAt: Date.now() })
    pass(25 * HOUR)
    await runDurableObjectAlarm(guard)
    await reserve(guard, request())
    expect((await stored(guard)).alarm).toBe(Date.now() + 25 * HOUR)
  })

  it('remembers over its alarm what was given back within the hour', async () => {
    const guard = newGuard()
    const wanted = request()
    await reserve(guard, wanted)
    await settle(guard, wanted.sendId, { kind: 'failed', counts: false })
    await runDurableObjectAlarm(guard)
    expect(await reserve(guard, wanted)).toMatchObject({ reason: 'in_progress' })
    pass(HOUR)
    await runDurableObjectAlarm(guard)
    expect(await stored(guard)).toEqual(EMPTY)
  })

  it('gives a solved bot check two texts more, whoever solved it', async () => {
    const guard = newGuard()
    await spend(guard)
    await between(guard)
    expect(await allows(guard, { solved: true })).toBe(true)
    expect(await allows(guard, { solved: true })).toBe(true)
    expect(await allows(guard, { solved: true })).toBe(false)
  })

  describe('of an idempotency key', () => {
    const key = { hash: 'key', body: 'body' }

    it('says it is in progress, then a repeat of its session, then new again', async () => {
      const guard = newGuard()
      const first = request({ key })
      await reserve(guard, first)
      const again = () => reserve(guard, request({ key }))
      expect(await again()).toEqual({ ok: false, reason: 'in_progress' })
      await settle(guard, first.sendId, { kind: 'sent', texts: 1 })
      const repeat = { ok: false, reason: 'repeat', sessionId: first.sessionId }
      expect(await again()).toEqual(repeat)
      pass(10 * MINUTE - 1)
      expect(await again()).toEqual(repeat)
      pass(1)
      expect(await again()).toMatchObject({ ok: true })
    })

    it('takes a send without an outcome for sent once its lease is over', async () => {
      const guard = newGuard()
      const first = request({ key })
      await reserve(guard, first)
      pass(20 * SECOND - 1)
      expect(await reserve(guard, request({ key }))).toMatchObject({ reason: 'in_progress' })
      pass(1)
      expect(await reserve(guard, request({ key }))).toMatchObject({
        reason: 'repeat',
        sessionId: first.sessionId,
      })
    })

    it('tells another body from it, during the send and after', async () => {
      const guard = newGuard()
      const first = request({ key })
      const other = () => reserve(guard, request({ key: { hash: 'key', body: 'other' } }))
      await reserve(guard, first)
      expect(await other()).toEqual({ ok: false, reason: 'another_body' })
      await settle(guard, first.sendId, { kind: 'sent', texts: 1 })
      expect(await other()).toEqual({ ok: false, reason: 'another_body' })
    })

    it.each([false, true])('forgets it with a send that failed (counting: %s)', async (counts) => {
      const guard = newGuard()
      const first = request({ key })
      await reserve(guard, first)
      await settle(guard, first.sendId, { kind: 'failed', counts })
      pass(30 * SECOND)
      expect(await reserve(guard, request({ key }))).toMatchObject({ ok: true })
    })

    it('tells without reserving what a key seen before is answered', async () => {
      const guard = newGuard()
      expect(await guard.recall(key)).toBeUndefined()
      const first = request({ key })
      await reserve(guard, first)
      expect(await guard.recall(key)).toMatchObject({ reason: 'in_progress' })
      expect(await guard.recall({ ...key, body: 'other' })).toMatchObject({
        reason: 'another_body',
      })
      await settle(guard, first.sendId, { kind: 'sent', texts: 1 })
      expect(await guard.recall(key)).toEqual({
        ok: false,
        reason: 'repeat',
        sessionId: first.sessionId,
      })
    })

    it('does not keep one that was refused', async () => {
      const guard = newGuard()
      await reserve(guard, request())
      expect(await reserve(guard, request({ key }))).toMatchObject({ reason: 'phone_limited' })
      pass(30 * SECOND)
      expect(await reserve(guard, request({ key }))).toMatchObject({ ok: true })
    })

    it('answers the same send as reserved, not as a repeat of itself', async () => {
      const guard = newGuard()
      const first = request({ key })
      await reserve(guard, first)
      expect(await reserve(guard, first)).toMatchObject({ ok: true })
    })
  })

  it('forgets the phone 25 hours after its last text', async () => {
    const guard = newGuard()
    const begun = Date.now()
    await reserve(guard, request())
    expect((await stored(guard)).alarm).toBe(begun + 25 * HOUR)
    pass(begun + 25 * HOUR - Date.now())
    expect(await runDurableObjectAlarm(guard)).toBe(true)
    expect(await stored(guard)).toEqual(EMPTY)
  })

  it('wakes again where the phone was texted since', async () => {
    const guard = newGuard()
    const begun = Date.now()
    await reserve(guard, request())
    pass(10 * HOUR)
    const second = request()
    await reserve(guard, second)
    await settle(guard, second.sendId, { kind: 'sent', texts: 1 })
    pass(begun + 25 * HOUR - Date.now())
    await runDurableObjectAlarm(guard)
    const rearmed = { entries: 1, alarm: begun + 35 * HOUR }
    expect(await stored(guard)).toEqual(rearmed)
    pass(HOUR)
    const third = request()
    await reserve(guard, third)
    expect(await stored(guard)).toEqual(rearmed)
    await settle(guard, third.sendId, { kind: 'failed', counts: false })
    pass(begun + 35 * HOUR - Date.now())
    await runDurableObjectAlarm(guard)
    expect(await stored(guard)).toEqual(EMPTY)
  })

  it('forgets a phone whose only text was given back', async () => {
    const guard = newGuard()
    const wanted = request()
    await reserve(guard, wanted)
    await settle(guard, wanted.sendId, { kind: 'failed', counts: false })
    pass(25 * HOUR)
    await runDurableObjectAlarm(guard)
    expect(await stored(guard)).toEqual(EMPTY)
  })

  it('guards a forgotten phone afresh, with an alarm again', async () => {
    const guard = newGuard()
    await reserve(guard, request())
    pass(25 * HOUR)
    await runDurableObjectAlarm(guard)
    await between(guard)
    expect(await reserve(guard, request())).toMatchObject({ ok: true })
    expect(await stored(guard)).toEqual({ entries: 1, alarm: Date.now() + 25 * HOUR })
  })

  it('is not harmed by an alarm that comes twice', async () => {
    const guard = newGuard()
    await reserve(guard, request())
    pass(25 * HOUR)
    await runDurableObjectAlarm(guard)
    await runInDurableObject(guard, (instance: PhoneGuard) => instance.alarm())
    expect(await stored(guard)).toEqual(EMPTY)
  })

  it('writes nothing for an outcome of a phone it never heard of', async () => {
    const guard = newGuard()
    await settle(guard, crypto.randomUUID(), { kind: 'sent', texts: 1 })
    expect(await stored(guard)).toEqual(EMPTY)
  })
})

describe('a phone guard', () => {
  it('lets one of fifty requests through that come together', async () => {
    const guard = newGuard()
    const results = await Promise.all(Array.from({ length: 50 }, () => guard.reserve(request())))
    expect(results.filter((result) => result.ok)).toHaveLength(1)
  })

  it('writes nothing when it refuses', async () => {
    const guard = newGuard()
    await guard.reserve(request())
    const state = () =>
      runInDurableObject(guard, async (_, { storage }) =>
        JSON.stringify([...(await storage.list())]),
      )
    const before = await state()
    for (let i = 0; i < 5; i++) await guard.reserve(request({ key: { hash: `${i}`, body: '' } }))
    expect(await state()).toBe(before)
  })

  it('keeps no more than the texts of 25 hours and the keys of ten minutes', async () => {
    const guard = newGuard()
    for (let hour = 0; hour < 75; hour += 3) {
      const wanted = request({ key: { hash: `key-${hour}`, body: '' } })
      await guard.reserve(wanted)
      await guard.settle(wanted.sendId, { kind: 'sent', texts: 1 })
      pass(3 * HOUR)
    }
    const kept = await runInDurableObject(guard, (_, { storage }) =>
      storage.kv.get<{ texts: unknown[]; keys: unknown[] }>('guard'),
    )
    expect(kept?.keys).toHaveLength(1)
    expect(kept?.texts.length).toBeLessThanOrEqual(9)
  })
})
