import { describe, expect, it } from 'vitest'
import { call, lastCode, newPhone, sendOtp, start, verifyOtp, wrong } from '../support/app.ts'
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

  it('tells a guess at the code of another tab what is live, and neither counts nor compares it', async () => {
    const { sessionId, code, cookie, phone } = await start()
    const other = newPhone()
    await sendOtp({ phone: other, session_id: sessionId }, { cookie })
    const newest = await lastCode(other)
    const live = { code_issue: 2, attempts_left: 3, expires_in: 300, resend_in: 60 }
    const replaced = { ...live, phone: `+91 •••••• ${other.slice(-4)}` }
    expect(other.slice(-4)).not.toBe(phone.slice(-4))
    for (const guess of [code, newest, wrong(code), code]) {
      const reply = await verifyOtp(sessionId, guess, { issue: 1, cookie })
      expectRefusal(reply, 409, 'code_replaced', replaced)
    }
    expect((await call('/users/api/session/', { cookie })).body).toMatchObject(live)
    expect((await verifyOtp(sessionId, newest, { issue: 2, cookie })).status).toBe(200)
  })

  it('refuses an issue that is no number, and answers a repeat that names one', async () => {
    const { sessionId, code, cookie } = await start()
    for (const issue of [0, -1, 1.5, '1', null]) {
      const reply = await verifyOtp(sessionId, code, { issue, cookie })
      expectRefusal(reply, 400, 'invalid_request', { field: 'code_issue' })
    }
    const first = await verifyOtp(sessionId, code, { issue: 1, cookie })
    const again = await verifyOtp(sessionId, code, { issue: 1, cookie })
    expect(again).toMatchObject({ status: 200, cookie: first.cookie })
  })

  it('counts wrong codes down to 0, and then refuses every code, the right one too', async () => {
    const { sessionId, code } = await start()
    pass(1)
    const timers = { expires_in: 299, resend_in: 29 }
    for (const attempts_left of [2, 1, 0]) {
      const reply = await verifyOtp(sessionId, wrong(code))
      expectRefusal(reply, 400, 'otp_incorrect', { attempts_left, ...timers })
    }
    for (const guess of [wrong(code), code]) {
      const reply = await verifyOtp(sessionId, guess)
      const locked = { attempts_left: 0, ...timers, retry_after: 29 }
      expectRefusal(reply, 429, 'too_many_attempts', locked)
      expect(reply.body.message).toBe('Too many failed attempts. Please request a new OTP.')
    }
    pass(299)
    const over = { attempts_left: 0, expires_in: 0, resend_in: 0, retry_after: 0 }
    expectRefusal(await verifyOtp(sessionId, code), 429, 'too_many_attempts', over)
  })

  it('[R2] takes the code at the third attempt, in the last millisecond of its 300 seconds', async () => {
    const { sessionId, code } = await start()
    for (const by of [1, 2]) await verifyOtp(sessionId, wrong(code, by))
    pass(299.999)
    expect((await verifyOtp(sessionId, code)).status).toBe(200)
  })

  it('[R3] answers 410 from the 300th second on, to a wrong code as to the right one', async () => {
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
    '[R40] answers 404 to the id %j that this service did not mint, and wakes nothing',
    async (id) => {
      const reply = await verifyOtp(id, '123456', { env: envUntouched() })
      expectRefusal(reply, 404, 'session_not_found')
    },
  )

  it('gives the same cookie again, where its reply was lost, three times', async () => {
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
})
