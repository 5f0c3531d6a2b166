import { describe, expect, it } from 'vitest'
import { call, newPhone, sendOtp, start, verifyOtp, wrong } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal, expectReplyHeaders } from '../support/contract.ts'

const { pass } = stopClock()

describe.each(['/users/api/session', '/users/api/session/'])('GET %s', (path) => {
  it('tells the bearer of the cookie what the page needs to go on', async () => {
    const { sessionId, cookie, phone } = await start()
    const reply = await call(path, { cookie })
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual({
      success: true,
      message: expect.any(String),
      session_id: sessionId,
      step: 1,
      phone: `+91 •••••• ${phone.slice(-4)}`,
      expires_in: 300,
      code_issue: 1,
      resend_in: 30,
      attempts_left: 3,
      completed: [],
    })
    expectReplyHeaders(reply)
  })

  it('counts down, and never below zero', async () => {
    const { sessionId, cookie, code } = await start()
    await verifyOtp(sessionId, wrong(code), { cookie })
    pass(10_001)
    const early = await call(path, { cookie })
    expect(early.body).toMatchObject({ expires_in: 290, resend_in: 20, attempts_left: 2 })
    pass(600_000)
    const late = await call(path, { cookie })
    expect(late.body).toMatchObject({ expires_in: 0, resend_in: 0, attempts_left: 2 })
  })

  it('has no timers once the phone is verified', async () => {
    const { sessionId, cookie, code, phone } = await start()
    const verified = await verifyOtp(sessionId, code, { cookie })
    const reply = await call(path, { cookie: verified.cookie })
    expect(reply.body).toEqual({
      success: true,
      message: expect.any(String),
      session_id: sessionId,
      step: 2,
      phone: `+91 •••••• ${phone.slice(-4)}`,
      completed: ['mobile'],
      steps: [2, 5],
      answers: {},
    })
  })

  it('answers 404 without a cookie', async () => {
    expectRefusal(await call(path), 404, 'session_not_found')
  })

  it('answers 404 to an unverified session an hour after its start, and not before', async () => {
    const { cookie } = await start()
    pass(3_600_000 - 1)
    expect((await call(path, { cookie })).status).toBe(200)
    pass(1)
    expectRefusal(await call(path, { cookie }), 404, 'session_not_found')
  })

  it('answers 404 once no code can come in it any more', async () => {
    const { sessionId, cookie } = await start()
    for (const phone of [newPhone(), newPhone()]) {
      expect((await sendOtp({ phone, session_id: sessionId }, { cookie })).status).toBe(200)
    }
    expect((await call(path, { cookie })).status).toBe(200)
    pass(300_000)
    expectRefusal(await call(path, { cookie }), 404, 'session_not_found')
  })
})
