import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { PhoneGuard, ReserveRequest } from '../../src/guard/guard.ts'
import type { SendRequest } from '../../src/signup/state.ts'
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import {
  call,
  lastCode,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  type Started,
  textsTo,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { countedFor } from '../support/guard.ts'
import { holdAnswers } from '../support/texting.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const again = ({ phone, sessionId }: Started, cookie?: string) =>
  sendOtp({ phone, session_id: sessionId }, { cookie })

const lock = async ({ sessionId, code }: Started) => {
  for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
}

describe('a resend', () => {
  test('brings the same code with a new life, and no cookie', async () => {
    const signup = await start()
    clock.pass(30 * SECOND)
    const reply = await again(signup)
    expect(reply).toMatchObject({
      status: 200,
      cookie: undefined,
      body: { session_id: signup.sessionId, expires_in: 300, resend_in: 60, attempts_left: 3 },
    })
    expect(await lastCode(signup.phone)).toBe(signup.code)
  })

  test('waits 30, 60 and 120 seconds after the first, second and third text', async () => {
    const signup = await start()
    for (const wait of [30, 60, 120]) {
      clock.pass(wait * SECOND - 1)
      expect(await again(signup)).toMatchObject({
        status: 429,
        body: { error: 'resend_too_soon', resend_in: 1, retry_after: 1 },
      })
      clock.pass(1)
      expect((await again(signup)).status).toBe(200)
    }
    expect(await textsTo(signup.phone)).toHaveLength(4)
  })

  test('whose wait runs down on the way to the reply is told to wait a second, not none', async () => {
    const signup = await start()
    const { phone, sessionId: session_id } = signup
    const send = async (request: SendRequest) => {
      const refusal = await env.SIGNUP_SESSION.getByName(session_id).send(request)
      clock.pass(1)
      return refusal
    }
    clock.pass(30 * SECOND - 1)
    const within = envWith({ SIGNUP_SESSION: { getByName: () => ({ send }) } })
    const reply = await sendOtp({ phone, session_id }, { env: within })
    expect(reply).toMatchObject({
      status: 429,
      body: { error: 'resend_too_soon', resend_in: 0, retry_after: 1 },
    })
  })

  test('[R7] that would leave a code under 180 seconds brings a new one, and the old one is dead', async () => {
    const signup = await start()
    clock.pass(200 * SECOND)
    await again(signup)
    clock.pass(220 * SECOND)
    expect((await again(signup)).body).toMatchObject({ expires_in: 180 })
    expect(await lastCode(signup.phone)).toBe(signup.code)
    clock.pass(120 * SECOND)
    expect((await again(signup)).body).toMatchObject({ expires_in: 300, attempts_left: 3 })
    expect(await lastCode(signup.phone)).not.toBe(signup.code)
    expect((await verifyOtp(signup.sessionId, signup.code)).body.error).toBe('otp_incorrect')
    expect((await verifyOtp(signup.sessionId, await lastCode(signup.phone))).status).toBe(200)
  })

  test('unlocks with a new code, three codes at most, and then the session is over', async () => {
    const signup = await start()
    await lock(signup)
    for (const wait of [30, 60]) {
      clock.pass(wait * SECOND)
      expect((await again(signup)).body).toMatchObject({ success: true, attempts_left: 3 })
      await lock({ ...signup, code: await lastCode(signup.phone) })
    }
    clock.pass(120 * SECOND)
    expect(await again(signup)).toMatchObject({ status: 404, body: { error: 'session_not_found' } })
    expect((await call('/users/api/session/', { cookie: signup.cookie })).status).toBe(404)
    expect(await textsTo(signup.phone)).toHaveLength(3)
  })

  test('to a verified phone says so and sends nothing', async () => {
    const signup = await start()
    await verifyOtp(signup.sessionId, signup.code)
    clock.pass(HOUR)
    expect(await again(signup)).toMatchObject({
      status: 409,
      body: { error: 'already_verified', next_step: 2 },
    })
    expect(await textsTo(signup.phone)).toHaveLength(1)
  })

  test('to a phone verified while its guard was asked leaves no text reserved there', async () => {
    const { phone, sessionId, code } = await start()
    const getByName = (name: string) => ({
      reserve: async (request: ReserveRequest) => {
        const reserved = await env.PHONE_GUARD.getByName(name).reserve(request)
        await verifyOtp(sessionId, code)
        return reserved
      },
      settle: (...how: Parameters<PhoneGuard['settle']>) =>
        env.PHONE_GUARD.getByName(name).settle(...how),
    })
    const session = env.SIGNUP_SESSION.getByName(sessionId)
    await bindWithin(session, envWith({ PHONE_GUARD: { getByName } }))
    clock.pass(30 * SECOND)
    const reply = await sendOtp({ phone, session_id: sessionId })
    expect(reply).toMatchObject({ status: 409, body: { error: 'already_verified' } })
    expect((await sendOtp({ phone })).status).toBe(200)
  })

  test('finds no session in the last five minutes of its hour, nor after', async () => {
    const signup = await start()
    clock.pass(HOUR - 5 * MINUTE)
    expect((await again(signup)).status).toBe(200)
    clock.pass(5 * MINUTE - 1)
    expect((await again(signup)).status).toBe(404)
    clock.pass(MINUTE)
    expect((await again(signup)).status).toBe(404)
  })
})

describe('a corrected phone', () => {
  test('[R9] is texted at once with a new code, and the old code is void', async () => {
    const signup = await start()
    const phone = newPhone()
    const reply = await again({ ...signup, phone }, signup.cookie)
    expect(reply).toMatchObject({
      status: 200,
      body: { session_id: signup.sessionId, phone: `+91 •••••• ${phone.slice(-4)}` },
    })
    expect((await verifyOtp(signup.sessionId, signup.code)).body.error).toBe('otp_incorrect')
    expect((await verifyOtp(signup.sessionId, await lastCode(phone))).status).toBe(200)
  })

  test('is refused to whoever has only the session id, and is not texted', async () => {
    const signup = await start()
    const phone = newPhone()
    expect((await again({ ...signup, phone })).status).toBe(404)
    expect(await textsTo(phone)).toHaveLength(0)
    expect((await start({ phone })).phone).toBe(phone)
  })
})

describe('a text that no gateway takes', () => {
  test('leaves nothing of a new signup, which may begin again at once', async () => {
    const phone = newPhone()
    await receiverAnswers(phone, { kind: 'status', status: 500 })
    expect(await sendOtp({ phone })).toMatchObject({
      status: 503,
      cookie: undefined,
      body: { error: 'sms_unavailable', retry_after: 5 },
    })
    await receiverAnswers(phone, { kind: 'status', status: 200 })
    expect((await start({ phone })).code).toMatch(/^\d{6}$/)
  })

  test('[R51] leaves an earlier live code, its attempts and its waits as they were', async () => {
    const signup = await start()
    await verifyOtp(signup.sessionId, wrong(signup.code))
    clock.pass(100 * SECOND)
    await receiverAnswers(signup.phone, { kind: 'status', status: 503 })
    expect(await again(signup)).toMatchObject({
      status: 503,
      body: { error: 'sms_unavailable', expires_in: 200, resend_in: 0, attempts_left: 2 },
    })
    await receiverAnswers(signup.phone, { kind: 'status', status: 200 })
    expect((await again(signup)).status).toBe(200)
    expect((await verifyOtp(signup.sessionId, signup.code)).status).toBe(200)
  })

  test('leaves a corrected phone uncorrected', async () => {
    const signup = await start()
    const phone = newPhone()
    await receiverAnswers(phone, { kind: 'status', status: 500 })
    expect((await again({ ...signup, phone }, signup.cookie)).status).toBe(503)
    expect((await verifyOtp(signup.sessionId, signup.code)).status).toBe(200)
  })

  test('uses up no issue, however often it is tried', async () => {
    const signup = await start()
    await lock(signup)
    clock.pass(30 * SECOND)
    await receiverAnswers(signup.phone, { kind: 'status', status: 500 })
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect((await again(signup)).body.error).toBe('sms_unavailable')
      expect((await verifyOtp(signup.sessionId, signup.code)).body.error).toBe('too_many_attempts')
    }
    await receiverAnswers(signup.phone, { kind: 'status', status: 200 })
    expect((await again(signup)).status).toBe(200)
  })
})

test('a code that was guessed at counts as an issue though it was not sent', async () => {
  const signup = await start()
  for (const number of [2, 3]) {
    const phone = newPhone()
    await receiverAnswers(phone, { kind: 'status', status: 500, delayMs: 300 })
    const refused = again({ ...signup, phone }, signup.cookie)
    await vi.waitUntil(async () => (await textsTo(phone)).length > 0)
    await verifyOtp(signup.sessionId, wrong(await lastCode(phone)))
    expect({ number, ...(await refused) }).toMatchObject({ number, status: 503 })
  }
  expect((await again({ ...signup, phone: newPhone() }, signup.cookie)).status).toBe(404)
  expect((await verifyOtp(signup.sessionId, signup.code)).status).toBe(200)
})

test('a text whose new code was guessed at counts for its phone though it was not sent', async () => {
  const signup = await start()
  const phone = newPhone()
  const held = holdAnswers()
  await receiverAnswers(phone, { kind: 'status', status: 500 })
  const refused = again({ ...signup, phone }, signup.cookie)
  await held.reached
  await verifyOtp(signup.sessionId, wrong(await lastCode(phone)))
  held.release()
  expect((await refused).status).toBe(503)
  expect(await countedFor(phone)).toBe(1)
})

test('[R50] a phone verified before its gateway refuses the text stays verified, and the text counts', async () => {
  const signup = await start()
  const phone = newPhone()
  await receiverAnswers(phone, { kind: 'status', status: 500, delayMs: 300 })
  const refused = again({ ...signup, phone }, signup.cookie)
  await vi.waitUntil(async () => (await textsTo(phone)).length > 0)
  const verified = await verifyOtp(signup.sessionId, await lastCode(phone))
  expect([verified.status, (await refused).status]).toEqual([200, 503])
  expect(await call('/users/api/session/', { cookie: verified.cookie })).toMatchObject({
    body: { step: 2, phone: `+91 •••••• ${phone.slice(-4)}` },
  })
  expect((await sendOtp({ phone })).body.error).toBe('rate_limited')
})

describe('a text that may have gone out', () => {
  test.each(['reset', 'slow_body'] as const)('[R52] counts as sent: %s', async (kind) => {
    const phone = newPhone()
    await receiverAnswers(phone, { kind })
    const reply = await sendOtp({ phone })
    expect(reply.status).toBe(200)
    expect((await sendOtp({ phone })).body.error).toBe('rate_limited')
    const verified = await verifyOtp(reply.body.session_id, await lastCode(phone))
    expect(verified.status).toBe(200)
  })
})
