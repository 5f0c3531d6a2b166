import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { mintSessionId } from '../../src/signup/session-id.ts'
import { configOf } from '../../src/config.ts'
import { HOUR, SECOND } from '../../src/platform/time.ts'
import { answeredSignup } from '../support/account.ts'
import { call, newPhone, sendOtp, start, verifyOtp } from '../support/app.ts'
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

test('a start whose answer is lost leaves its object empty', async () => {
  const called = new Set<string>()
  const getByName = (id: string) => {
    called.add(id)
    return stubOf(id)
  }
  const lost = { error: objectError({ overloaded: true }), carriedOut: true }
  const fault = (method: string) => (method === 'start' ? lost : undefined)
  const within = envWith({ SIGNUP_SESSION: faultyNamespace({ getByName }, fault) })
  expect((await sendOtp({ phone: newPhone() }, { env: within })).status).toBe(503)
  const left = await Promise.all([...called].map(stored))
  expect(left).toEqual([{ entries: 0, alarm: null }])
})

describe('a session that is withdrawn', () => {
  test('is deleted for the bearer of its cookie alone', async () => {
    const { sessionId, cookie } = await start()
    const token = cookie.slice(cookie.indexOf('.') + 1)
    expect(await stubOf(sessionId).withdraw('x'.repeat(43))).toBe(false)
    expect((await call('/users/api/session/', { cookie })).status).toBe(200)
    expect(await stubOf(sessionId).withdraw(token)).toBe(true)
    expect((await call('/users/api/session/', { cookie })).status).toBe(404)
    expect(await stubOf(sessionId).withdraw(token)).toBe(false)
  })
})

test('an alarm that comes early leaves what answers a repeat of the account', async () => {
  const { sessionId, cookie } = await answeredSignup()
  const session = stubOf(sessionId)
  const token = cookie.slice(cookie.indexOf('.') + 1)
  const request = { id: 'request', token, key: { hash: 'hash', body: 'body' } }
  await session.beginAccount(request)
  expect(await session.releaseAccount(request, { accountId: 'account' })).toBe(true)
  // As a call that is delivered twice.
  expect(await session.releaseAccount(request, { accountId: 'account' })).toBe(true)
  await runDurableObjectAlarm(session)
  expect(await session.beginAccount(request)).toEqual({
    ok: true,
    madeId: 'account',
    isRepeat: true,
  })
})
