import {
  evictDurableObject,
  listDurableObjectIds,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { mintSessionId } from '../../src/signup/session-id.ts'
import { configOf } from '../../src/config.ts'
import { DAY, HOUR, SECOND } from '../../src/platform/time.ts'
import { call, sendOtp, start, verifyOtp } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { faultyNamespace, objectError } from '../support/faulty.ts'

const clock = stopClock()

const stubOf = (sessionId: string) => env.SIGNUP_SESSION.getByName(sessionId)

const stored = (sessionId: string) =>
  runInDurableObject(stubOf(sessionId), async (_, { storage }) => ({
    entries: [...storage.kv.list()].length,
    alarm: await storage.getAlarm(),
  }))

const verified = async () => {
  const signup = await start()
  const { cookie } = await verifyOtp(signup.sessionId, signup.code, { cookie: signup.cookie })
  return { ...signup, cookie }
}

describe('an unverified session', () => {
  test('[R49] is deleted with its alarm an hour after its start', async () => {
    const { sessionId } = await start()
    clock.pass(HOUR)
    expect(await runDurableObjectAlarm(stubOf(sessionId))).toBe(true)
    expect(await stored(sessionId)).toEqual({ entries: 0, alarm: null })
  })

  test('is sent no text in its last five minutes, whose code might outlive it', async () => {
    const { phone, sessionId } = await start()
    const body = { phone, session_id: sessionId }
    clock.pass(HOUR - 300 * SECOND)
    expect((await sendOtp(body)).body).toMatchObject({ success: true, expires_in: 300 })
    const late = await start()
    clock.pass(HOUR - 300 * SECOND + 1)
    const again = await sendOtp({ phone: late.phone, session_id: late.sessionId })
    expect(again).toMatchObject({ status: 404, body: { error: 'session_not_found' } })
  })

  test('outlives an alarm that comes early, and is woken again', async () => {
    const { sessionId } = await start()
    const { alarm } = await stored(sessionId)
    clock.pass(HOUR - SECOND)
    await runDurableObjectAlarm(stubOf(sessionId))
    expect(await stored(sessionId)).toEqual({ entries: 1, alarm })
  })
})

describe('a verified session', () => {
  test('[R49] lives 24 hours after its last answer', async () => {
    const { sessionId, cookie } = await verified()
    clock.pass(HOUR)
    await runDurableObjectAlarm(stubOf(sessionId))
    clock.pass(23 * HOUR - 1)
    expect((await call('/users/api/session/', { cookie })).status).toBe(200)
    clock.pass(1)
    expect((await call('/users/api/session/', { cookie })).status).toBe(404)
    await runDurableObjectAlarm(stubOf(sessionId))
    expect(await stored(sessionId)).toEqual({ entries: 0, alarm: null })
  })

  test('is gone for good: an alarm that comes twice finds nothing', async () => {
    const { sessionId } = await verified()
    clock.pass(2 * DAY)
    expect(await runDurableObjectAlarm(stubOf(sessionId))).toBe(true)
    expect(await runDurableObjectAlarm(stubOf(sessionId))).toBe(false)
  })
})

test('[R40] asking for a session that never began leaves its object empty', async () => {
  const sessionId = mintSessionId(configOf(env).indexKeys.sessionId)
  const cookie = `__Host-signup=${sessionId}.${'A'.repeat(43)}`
  expect((await call('/users/api/session/', { cookie })).status).toBe(404)
  expect((await verifyOtp(sessionId, '123456', { cookie })).status).toBe(404)
  const resend = { phone: '98765 43210', session_id: sessionId }
  expect((await call('/users/api/send-otp/', { body: resend, cookie })).status).toBe(404)
  expect(await stored(sessionId)).toEqual({ entries: 0, alarm: null })
})

test.each([
  ['refuses', undefined],
  ['does not answer', { error: objectError({ overloaded: true }), carriedOut: false }],
])('a start that the guard of its phone %s leaves its object empty', async (_, fault) => {
  const { phone } = await start()
  const called = new Set<string>()
  const getByName = (id: string) => {
    called.add(id)
    return stubOf(id)
  }
  const PHONE_GUARD = faultyNamespace(env.PHONE_GUARD, () => fault)
  const within = envWith({ SIGNUP_SESSION: { getByName }, PHONE_GUARD })
  expect((await sendOtp({ phone }, { env: within })).status).toBe(fault ? 503 : 429)
  const left = await Promise.all([...called].map(stored))
  expect(left).toEqual([{ entries: 0, alarm: null }])
})

test('[R40] a session id that this service did not mint wakes no object', async () => {
  const before = await listDurableObjectIds(env.SIGNUP_SESSION)
  for (const sessionId of [crypto.randomUUID(), 'x', '', `${crypto.randomUUID()}'--`]) {
    expect((await verifyOtp(sessionId, '123456')).status).toBe(404)
    const resend = { phone: '98765 43210', session_id: sessionId }
    expect((await call('/users/api/send-otp/', { body: resend })).status).toBe(404)
    const cookie = `__Host-signup=${sessionId}.${'A'.repeat(43)}`
    expect((await call('/users/api/session/', { cookie })).status).toBe(404)
  }
  expect(await listDurableObjectIds(env.SIGNUP_SESSION)).toHaveLength(before.length)
})

test('a session survives the eviction of its object', async () => {
  const { sessionId, code } = await start()
  await evictDurableObject(stubOf(sessionId))
  expect((await verifyOtp(sessionId, code)).status).toBe(200)
})
