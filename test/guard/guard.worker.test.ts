import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { expect, it, vi } from 'vitest'
import type { PhoneGuard } from '../../src/guard/guard.ts'
import { DAY, HOUR, SECOND } from '../../src/platform/time.ts'
import { stopClock } from '../support/clock.ts'
import { type Guard, newGuard, stored } from '../support/guard.ts'
import { newSend } from '../support/send.ts'

const SENT = { kind: 'sent', texts: 1 } as const
const FAILED = { kind: 'failed', counts: false } as const
const IN_PROGRESS = { ok: false, reason: 'in_progress' }
const KEY = { value: 'value', hash: 'key', body: 'body' }
const NOTHING = { state: undefined, alarm: null }

const { pass } = stopClock()

/** Makes a send, which the guard must allow, and commits it. */
async function text(guard: Guard, outcome: typeof SENT | typeof FAILED) {
  const send = newSend()
  expect(await guard.reserve(send)).toMatchObject({ ok: true })
  await guard.commitSend(send.id, outcome)
  return send
}

async function ring(guard: Guard, at: number) {
  vi.setSystemTime(at)
  expect(await runDurableObjectAlarm(guard)).toBe(true)
  return stored(guard)
}

it('remembers all that it was told though it is evicted after each call', async () => {
  const guard = newGuard()
  const call = async (answer: Promise<unknown>) => {
    const result = await answer
    await evictDurableObject(guard)
    return result
  }
  const [first, failed] = [newSend({ key: KEY, route: ['one', 'two'] }), newSend()]
  await call(guard.trust({ id: 'mine', verifiedAt: Date.now() }))
  expect(await call(guard.reserve(first))).toEqual({ ok: true, maxTexts: 2 })
  expect(await call(guard.reserve(first))).toEqual({ ok: true, maxTexts: 2 })
  expect(await call(guard.recall(KEY))).toEqual(IN_PROGRESS)
  await call(guard.commitSend(first.id, { kind: 'sent', texts: 2 }))
  await call(guard.commitSend(first.id, FAILED))
  const { sessionId } = first
  expect(await call(guard.recall(KEY))).toEqual({ ok: false, reason: 'repeat', sessionId })
  pass(30 * SECOND)
  await call(guard.reserve(failed))
  await call(guard.commitSend(failed.id, FAILED))
  expect(await call(guard.reserve(failed))).toEqual(IN_PROGRESS)
  for (const ok of [true, true, true, false]) {
    expect(await call(guard.reserve(newSend()))).toMatchObject({ ok })
    pass(30 * SECOND)
  }
  expect(await call(guard.reserve(newSend({ deviceId: 'mine' })))).toMatchObject({ ok: true })
})

it('lets one of fifty requests through that come together', async () => {
  const guard = newGuard()
  const results = await Promise.all(Array.from({ length: 50 }, () => guard.reserve(newSend())))
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
})

it('writes when it reserves, not when it refuses, answers again, or is asked about an unknown send', async () => {
  const guard = newGuard()
  await guard.commitSend('unknown', SENT)
  expect(await guard.recall(KEY)).toBeUndefined()
  expect(await stored(guard)).toEqual(NOTHING)
  const device = { id: 'mine', verifiedAt: Date.now() }
  await guard.trust(device)
  const send = await text(guard, SENT)
  await runInDurableObject(guard, async (object: PhoneGuard, { storage }) => {
    const put = vi.spyOn(storage.kv, 'put')
    const setAlarm = vi.spyOn(storage, 'setAlarm')
    expect(await object.reserve(newSend())).toMatchObject({ reason: 'phone_limited' })
    expect(await object.reserve(send)).toMatchObject({ ok: true })
    await object.commitSend(send.id, FAILED)
    await object.commitSend('unknown', SENT)
    await object.trust(device)
    expect(put).not.toHaveBeenCalled()
    pass(30 * SECOND)
    expect(await object.reserve(newSend())).toMatchObject({ ok: true })
    expect(put).toHaveBeenCalledOnce()
    expect(setAlarm).not.toHaveBeenCalled()
  })
})

it('sets its alarm for a text, and not again for how that ended', async () => {
  await runInDurableObject(newGuard(), async (object: PhoneGuard, { storage }) => {
    const setAlarm = vi.spyOn(storage, 'setAlarm')
    const send = newSend()
    await object.reserve(send)
    await object.commitSend(send.id, SENT)
    expect(setAlarm).toHaveBeenCalledOnce()
  })
})

it('refuses all where another version of the code wrote its record, and leaves that', async () => {
  const guard = newGuard()
  await text(guard, SENT)
  const { state, alarm } = await stored(guard)
  const other = { ...state, version: 2 }
  await runInDurableObject(guard, async (object: PhoneGuard, { storage }) => {
    storage.kv.put('guard', other)
    for (const call of [
      () => object.reserve(newSend()),
      () => object.recall(KEY),
      () => object.commitSend('unknown', SENT),
      () => object.trust({ id: 'mine', verifiedAt: Date.now() }),
      () => object.alarm(),
    ]) {
      await expect(call()).rejects.toThrow('another version')
    }
  })
  expect(await stored(guard)).toEqual({ state: other, alarm })
})

it('forgets the phone 25 hours after its last text, and guards it afresh', async () => {
  const guard = newGuard()
  const begun = Date.now()
  await text(guard, SENT)
  pass(10 * HOUR)
  await text(guard, SENT)
  expect((await stored(guard)).alarm).toBe(begun + 25 * HOUR)
  expect(await ring(guard, begun + 25 * HOUR)).toMatchObject({
    state: { texts: [{ at: begun + 10 * HOUR }] },
    alarm: begun + 35 * HOUR,
  })
  pass(HOUR)
  await text(guard, FAILED)
  expect((await stored(guard)).alarm).toBe(begun + 35 * HOUR)
  expect(await ring(guard, begun + 35 * HOUR)).toEqual(NOTHING)
  await runInDurableObject(guard, (object: PhoneGuard) => object.alarm())
  expect(await stored(guard)).toEqual(NOTHING)
  await text(guard, SENT)
  expect((await stored(guard)).alarm).toBe(begun + 60 * HOUR)
  // As after an alarm that failed until the runtime gave it up.
  for (const since of [25 * HOUR, 26 * HOUR]) {
    pass(since)
    await text(guard, SENT)
    expect((await stored(guard)).alarm).toBe(Date.now() + 25 * HOUR)
  }
})

it('keeps a device for 180 days, though it forgets each text after 25 hours', async () => {
  const guard = newGuard()
  const begun = Date.now()
  const device = { id: 'mine', verifiedAt: begun }
  await text(guard, SENT)
  await guard.trust(device)
  const deviceAlone = { state: { texts: [], device }, alarm: begun + 180 * DAY }
  expect(await ring(guard, begun + 25 * HOUR)).toMatchObject(deviceAlone)
  await text(guard, SENT)
  expect((await stored(guard)).alarm).toBe(begun + 50 * HOUR)
  expect(await ring(guard, begun + 50 * HOUR)).toMatchObject(deviceAlone)
  expect(await ring(guard, begun + 180 * DAY)).toEqual(NOTHING)
})
