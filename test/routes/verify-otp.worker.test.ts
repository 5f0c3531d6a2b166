import { describe, expect, it } from 'vitest'
import { call, start, verifyOtp, wrong } from '../support/app.ts'
import { envUntouched } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'

const clock = stopClock()

const pass = (seconds: number) => clock.pass(seconds * 1000)

describe('verify-otp', () => {
  it.each(['/users/api/verify-otp', '/users/api/verify-otp/'])(
    'answers the right code with the next step and a new cookie: %s',
    async (path) => {
      const { sessionId, code, cookie } = await start()
      const reply = await call(path, { body: { session_id: sessionId, otp_code: code }, cookie })
      expect({ status: reply.status, body: reply.body }).toEqual({
        status: 200,
        body: { success: true, message: expect.any(String), next_step: 2 },
      })
      expect((await call('/users/api/session', { cookie: reply.cookie })).status).toBe(200)
    },
  )

  it('counts wrong codes down to 0, and then refuses every code, the right one too', async () => {
    const { sessionId, code } = await start()
    pass(1)
    const timers = { expires_in: 299, resend_in: 29 }
    for (const left of [2, 1, 0]) {
      const reply = await verifyOtp(sessionId, wrong(code, left + 1))
      expectRefusal(reply, 400, 'otp_incorrect', { attempts_left: left, ...timers })
    }
    for (const guess of [wrong(code), code]) {
      const reply = await verifyOtp(sessionId, guess)
      expectRefusal(reply, 429, 'too_many_attempts', {
        attempts_left: 0,
        ...timers,
        retry_after: 29,
      })
      expect(reply.body.message).toBe('Too many failed attempts. Please request a new OTP.')
    }
  })

  it('counts a repeated wrong code each time', async () => {
    const { sessionId, code } = await start()
    const lefts = []
    for (let tries = 0; tries < 3; tries++) {
      lefts.push((await verifyOtp(sessionId, wrong(code))).body.attempts_left)
    }
    expect(lefts).toEqual([2, 1, 0])
  })

  it('takes the right code at the third attempt', async () => {
    const { sessionId, code } = await start()
    await verifyOtp(sessionId, wrong(code))
    await verifyOtp(sessionId, wrong(code, 2))
    expect((await verifyOtp(sessionId, code)).status).toBe(200)
  })

  it('[R2] takes the code until the last millisecond of its 300 seconds', async () => {
    const { sessionId, code } = await start()
    pass(299.999)
    expect((await verifyOtp(sessionId, code)).status).toBe(200)
  })

  it('answers 410 from the 300th second on, to a wrong code as to the right one', async () => {
    const { sessionId, code } = await start()
    pass(300)
    for (const guess of [code, wrong(code)]) {
      expectRefusal(await verifyOtp(sessionId, guess), 410, 'otp_expired', {
        attempts_left: 3,
        expires_in: 0,
        resend_in: 0,
      })
    }
  })

  it('says too_many_attempts of a code that is both locked and expired', async () => {
    const { sessionId, code } = await start()
    for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
    pass(300)
    expectRefusal(await verifyOtp(sessionId, code), 429, 'too_many_attempts', {
      attempts_left: 0,
      expires_in: 0,
      resend_in: 0,
      retry_after: 0,
    })
  })

  it('[R22] answers 409 already_verified to whoever does not bear the cookie', async () => {
    const { sessionId, code, cookie } = await start()
    const { cookie: foreign } = await start()
    await verifyOtp(sessionId, code, { cookie })
    for (const bearer of [undefined, foreign]) {
      for (const guess of [code, wrong(code)]) {
        const reply = await verifyOtp(sessionId, guess, { cookie: bearer })
        expectRefusal(reply, 409, 'already_verified', { next_step: 2 })
      }
    }
  })

  it('[R44] does not take the code of another session', async () => {
    const [first, second] = [await start(), await start()]
    const reply = await verifyOtp(first.sessionId, second.code)
    expect(reply.body).toMatchObject({ error: 'otp_incorrect', attempts_left: 2 })
  })

  it.each([crypto.randomUUID(), '', 'x', '00000000-0000-8000-8000-000000000000'])(
    'answers 404 to the id %j that this service did not mint, and wakes nothing',
    async (id) => {
      const reply = await verifyOtp(id, '123456', { env: envUntouched() })
      expectRefusal(reply, 404, 'session_not_found')
    },
  )

  it('answers 404 once the unverified session is over', async () => {
    const { sessionId, code } = await start()
    pass(3600)
    expectRefusal(await verifyOtp(sessionId, code), 404, 'session_not_found')
  })
})

describe('a verify whose answer was lost', () => {
  it('gets the same cookie again with the former one and the same code, three times', async () => {
    const { sessionId, code, cookie } = await start()
    const first = await verifyOtp(sessionId, code, { cookie })
    for (let again = 0; again < 3; again++) {
      const reply = await verifyOtp(sessionId, code, { cookie })
      expect(reply).toMatchObject({ status: 200, body: first.body, cookie: first.cookie })
    }
    const fourth = await verifyOtp(sessionId, code, { cookie })
    expectRefusal(fourth, 409, 'already_verified', { next_step: 2 })
    expect((await call('/users/api/session', { cookie: first.cookie })).status).toBe(200)
  })

  it('gets it within 60 seconds only', async () => {
    const { sessionId, code, cookie } = await start()
    const first = await verifyOtp(sessionId, code, { cookie })
    pass(59.999)
    const late = await verifyOtp(sessionId, code, { cookie })
    expect(late).toMatchObject({ status: 200, cookie: first.cookie })
    pass(0.001)
    const tooLate = await verifyOtp(sessionId, code, { cookie })
    expectRefusal(tooLate, 409, 'already_verified', { next_step: 2 })
  })

  it('does not get it for another code, and may guess three times at most', async () => {
    const { sessionId, code, cookie } = await start()
    await verifyOtp(sessionId, code, { cookie })
    for (const by of [1, 2, 3]) {
      const reply = await verifyOtp(sessionId, wrong(code, by), { cookie })
      expectRefusal(reply, 409, 'already_verified', { next_step: 2 })
    }
    const right = await verifyOtp(sessionId, code, { cookie })
    expectRefusal(right, 409, 'already_verified', { next_step: 2 })
  })

  it('does not get it with the new cookie', async () => {
    const { sessionId, code, cookie } = await start()
    const first = await verifyOtp(sessionId, code, { cookie })
    const reply = await verifyOtp(sessionId, code, { cookie: first.cookie })
    expectRefusal(reply, 409, 'already_verified', { next_step: 2 })
  })
})

describe('a verify without the cookie', () => {
  it("gets the session's new cookie, and the starter's is dead", async () => {
    const { sessionId, code, cookie } = await start()
    const verified = await verifyOtp(sessionId, code)
    expect(verified.status).toBe(200)
    expect((await call('/users/api/session', { cookie: verified.cookie })).status).toBe(200)
    expectRefusal(await call('/users/api/session', { cookie }), 404, 'session_not_found')
    const starter = await verifyOtp(sessionId, code, { cookie })
    expectRefusal(starter, 409, 'already_verified', { next_step: 2 })
  })
})
