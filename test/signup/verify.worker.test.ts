import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '../../src/platform/time.ts'
import type { PhoneEvent } from '../../src/traffic/events.ts'
import { call, sendOtp, start, type Started, verifyOtp, wrong } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'

const clock = stopClock()

const session = (cookie: string | undefined) => call('/users/api/session/', { cookie })

const verify = ({ sessionId, code }: Started, cookie?: string) =>
  verifyOtp(sessionId, code, { cookie })

test('the right code verifies the phone and says where to go on', async () => {
  const signup = await start()
  const reply = await verify(signup, signup.cookie)
  expect(reply).toMatchObject({ status: 200, body: { success: true, next_step: 2 } })
  expect(await session(reply.cookie)).toMatchObject({
    status: 200,
    body: { step: 2, completed: ['mobile'], phone: `+91 •••••• ${signup.phone.slice(-4)}` },
  })
})

test('everybody who asked for a text hears that the phone was verified', async () => {
  const signup = await start()
  clock.pass(30 * SECOND)
  await sendOtp({ phone: signup.phone, session_id: signup.sessionId })
  const askers: unknown[] = []
  const verified = async ({ askedBy }: PhoneEvent) => askers.push(askedBy.address)
  const monitors = { getByName: () => ({ verified }) }
  const { sessionId, code } = signup
  await verifyOtp(sessionId, code, { env: envWith({ TRAFFIC_MONITOR: monitors }) })
  expect(new Set(askers).size).toBe(2)
})

test('wrong codes count down, and after the third even the right one is refused', async () => {
  const { sessionId, code } = await start()
  for (const attemptsLeft of [2, 1, 0]) {
    const reply = await verifyOtp(sessionId, wrong(code))
    expect(reply).toMatchObject({
      status: 400,
      body: { error: 'otp_incorrect', attempts_left: attemptsLeft, expires_in: 300, resend_in: 30 },
    })
  }
  expect(await verifyOtp(sessionId, code)).toMatchObject({
    status: 429,
    body: {
      error: 'too_many_attempts',
      message: 'Too many failed attempts. Please request a new OTP.',
      attempts_left: 0,
    },
  })
})

test('[R3] a code works until its 300th second, and expires without any alarm', async () => {
  const early = await start()
  const late = await start()
  clock.pass(300 * SECOND - 1)
  expect((await verify(early)).status).toBe(200)
  clock.pass(1)
  expect(await verify(late)).toMatchObject({
    status: 410,
    body: { error: 'otp_expired', expires_in: 0, resend_in: 0, attempts_left: 3 },
  })
})

test('[R12] an empty code matches nothing, whatever has become of the real one', async () => {
  const [live, expired, locked] = [await start(), await start(), await start()]
  for (const by of [1, 2, 3]) await verifyOtp(locked.sessionId, wrong(locked.code, by))
  const before = await session(live.cookie)
  const empty = ['', null, 0, false, [], {}, ' ', '\0', undefined]
  for (const { sessionId } of [live, locked]) {
    for (const code of empty) {
      expect((await verifyOtp(sessionId, code)).body.error).toBe('invalid_request')
    }
  }
  expect((await session(live.cookie)).body).toEqual(before.body)
  clock.pass(300 * SECOND)
  for (const code of empty) {
    expect((await verifyOtp(expired.sessionId, code)).body.error).toBe('invalid_request')
  }
  expect((await session(expired.cookie)).body).toMatchObject({ step: 1, completed: [] })
})

test('a locked code stays locked after it expires', async () => {
  const { sessionId, code } = await start()
  for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
  clock.pass(10 * MINUTE)
  expect((await verifyOtp(sessionId, code)).body.error).toBe('too_many_attempts')
})

test('a code is used once', async () => {
  const signup = await start()
  await verify(signup)
  expect(await verify(signup)).toMatchObject({
    status: 409,
    body: { error: 'already_verified', next_step: 2 },
  })
})

test('[R9] a code verifies no other session, not even of the same phone', async () => {
  const first = await start()
  clock.pass(30 * SECOND)
  const second = await start({ phone: first.phone })
  expect((await verifyOtp(second.sessionId, first.code)).body.error).toBe('otp_incorrect')
})

test('two texts with the same code share their attempts', async () => {
  const { sessionId, phone, code } = await start()
  await verifyOtp(sessionId, wrong(code))
  await verifyOtp(sessionId, wrong(code))
  clock.pass(30 * SECOND)
  const again = await sendOtp({ phone, session_id: sessionId })
  expect(again).toMatchObject({
    status: 200,
    body: { attempts_left: 1, expires_in: 300, resend_in: 60 },
  })
  expect((await verifyOtp(sessionId, wrong(code))).body.attempts_left).toBe(0)
})

describe('the cookie', () => {
  test('[R41] rotates at verification, and the former one is dead', async () => {
    const signup = await start()
    const { cookie } = await verify(signup, signup.cookie)
    expect(cookie).not.toBe(signup.cookie)
    expect((await session(signup.cookie)).status).toBe(404)
    expect((await session(cookie)).status).toBe(200)
  })

  test('[R41] of the starter dies when somebody without it verifies', async () => {
    const signup = await start()
    const { cookie } = await verify(signup)
    expect((await session(signup.cookie)).status).toBe(404)
    expect((await session(cookie)).status).toBe(200)
    expect((await verify(signup, signup.cookie)).status).toBe(409)
  })

  test('of another session is as none', async () => {
    const signup = await start()
    const other = await start()
    const { status, cookie } = await verify(signup, other.cookie)
    expect(status).toBe(200)
    expect(cookie?.startsWith(`__Host-signup=${signup.sessionId}.`)).toBe(true)
    expect((await session(other.cookie)).status).toBe(200)
  })
})

describe('a verify whose answer was lost', () => {
  test('gives its starter the same new cookie three times, and then no more', async () => {
    const signup = await start()
    const { cookie } = await verify(signup, signup.cookie)
    for (let repeat = 1; repeat <= 3; repeat++) {
      expect(await verify(signup, signup.cookie)).toMatchObject({ status: 200, cookie })
    }
    expect((await verify(signup, signup.cookie)).status).toBe(409)
  })

  test('is given again for less than 60 seconds', async () => {
    const signup = await start()
    await verify(signup, signup.cookie)
    clock.pass(MINUTE - 1)
    expect((await verify(signup, signup.cookie)).status).toBe(200)
    clock.pass(1)
    expect((await verify(signup, signup.cookie)).status).toBe(409)
  })

  test('is not given for another code, and such a guess uses up a repeat', async () => {
    const signup = await start()
    await verify(signup, signup.cookie)
    for (let guess = 1; guess <= 3; guess++) {
      const { cookie } = signup
      const reply = await verifyOtp(signup.sessionId, wrong(signup.code, guess), { cookie })
      expect(reply).toMatchObject({ status: 409, cookie: undefined })
    }
    expect((await verify(signup, signup.cookie)).status).toBe(409)
  })

  test('is not given to the bearer of the new cookie, who needs nothing', async () => {
    const signup = await start()
    const { cookie } = await verify(signup, signup.cookie)
    expect((await verify(signup, cookie)).status).toBe(409)
  })
})
