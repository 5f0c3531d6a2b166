import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Send } from '../../src/otp/send.ts'
import {
  call,
  lastCode,
  newPhone,
  receiverAnswers,
  type Reply,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
} from '../support/app.ts'
import { respell, SPELLINGS } from '../phone/spellings.ts'
import { envUntouched, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { holdTexts } from '../support/texting.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const pass = (seconds: number) => clock.pass(seconds * 1000)

const masked = (phone: string) => `+91 •••••• ${phone.slice(-4)}`

function expectSent(reply: Reply, phone: string, timers: object, issue = 1) {
  expect({ status: reply.status, body: reply.body }).toEqual({
    status: 200,
    body: {
      success: true,
      message: expect.any(String),
      session_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f-]{21}$/),
      phone: masked(phone),
      code_issue: issue,
      ...timers,
    },
  })
}

describe('send-otp for a new signup', () => {
  it.each(['/users/api/send-otp', '/users/api/send-otp/'])('texts one code: %s', async (path) => {
    const phone = newPhone()
    const reply = await call(path, { body: { phone } })
    expectSent(reply, phone, { expires_in: 300, resend_in: 30, attempts_left: 3 })
    const texts = await textsTo(phone)
    expect(texts).toHaveLength(1)
    expect(texts[0]?.text).toMatch(
      /^\d{6} is your NeoBank code\. [^\n]+\n\n@signup\.example #\d{6}$/,
    )
    expect(texts[0]?.language).toBe('en')
  })

  it('[R17] is the same number in every spelling', async () => {
    const phone = newPhone()
    expect((await sendOtp({ phone: `0${phone.slice(3, 8)} ${phone.slice(8)}` })).status).toBe(200)
    expect(await textsTo(phone)).toHaveLength(1)
    expectRefusal(await sendOtp({ phone }), 429, 'rate_limited', { retry_after: 60 })
  })

  // In parts, as each is a signup of its own.
  it.each(Array.from({ length: 10 }, (_, part) => part))(
    '[R17] reads every spelling of the table, part %i',
    async (part) => {
      for (const spelling of SPELLINGS.filter((_, index) => index % 10 === part)) {
        const phone = newPhone()
        const reply = await sendOtp({ phone: respell(spelling, phone.slice(3)) })
        expect([reply.status, reply.body.phone], JSON.stringify(spelling)).toEqual([
          200,
          masked(phone),
        ])
      }
    },
  )

  it.each([
    ['12345', 'invalid_phone'],
    ['022 2345 6789', 'invalid_phone'],
    ['+1 202 555 0123', 'unsupported_country'],
  ])('[R18] refuses %j as %s, and wakes nothing', async (phone, error) => {
    const reply = await sendOtp({ phone }, { env: envUntouched() })
    expectRefusal(reply, 400, error, { field: 'phone' })
  })
})

describe('send-otp in a session', () => {
  it('answers 429 with the timers until resend_in has run down, and then texts the same code', async () => {
    const { phone, sessionId, code } = await start()
    const body = { phone, session_id: sessionId }
    pass(29.999)
    const timers = { attempts_left: 3, expires_in: 271, resend_in: 1, retry_after: 1 }
    expectRefusal(await sendOtp(body), 429, 'resend_too_soon', timers)
    expect(await textsTo(phone)).toHaveLength(1)
    pass(0.001)
    const reply = await sendOtp(body)
    expectSent(reply, phone, { expires_in: 300, resend_in: 60, attempts_left: 3 })
    expect(reply).toMatchObject({ body: { session_id: sessionId }, cookie: undefined })
    expect(await lastCode(phone)).toBe(code)
    expect(await textsTo(phone)).toHaveLength(2)
  })

  it('says to wait a second, not none, where the wait runs down on the way to the reply', async () => {
    const { phone, sessionId: session_id } = await start()
    const resend = async (send: Send) => {
      const refusal = await env.SIGNUP_SESSION.getByName(session_id).resend(send)
      clock.pass(1)
      return refusal
    }
    pass(29.999)
    const within = envWith({ SIGNUP_SESSION: { getByName: () => ({ resend }) } })
    const reply = await sendOtp({ phone, session_id }, { env: within })
    expect(reply.body).toMatchObject({ error: 'resend_too_soon', resend_in: 0, retry_after: 1 })
  })

  it('[R9] corrects the phone at once for the bearer of the cookie, and voids the old code', async () => {
    const { sessionId, cookie, code } = await start()
    const corrected = newPhone()
    const reply = await sendOtp({ phone: corrected, session_id: sessionId }, { cookie })
    expectSent(reply, corrected, { expires_in: 300, resend_in: 60, attempts_left: 3 }, 2)
    const old = await verifyOtp(sessionId, code, { cookie })
    expect(old.body).toMatchObject({ error: 'otp_incorrect', attempts_left: 2 })
    const fresh = await verifyOtp(sessionId, await lastCode(corrected), { cookie })
    expect(fresh.status).toBe(200)
  })

  it('[R22] answers 409 already_verified with the next step once the phone is', async () => {
    const { phone, sessionId, code } = await start()
    await verifyOtp(sessionId, code)
    const reply = await sendOtp({ phone, session_id: sessionId })
    expectRefusal(reply, 409, 'already_verified', { next_step: 2 })
    expect(await textsTo(phone)).toHaveLength(1)
  })

  it('[R35] answers 429 where another session texted the phone, in the words of any other limit', async () => {
    const { phone, sessionId } = await start()
    pass(45)
    await start({ phone })
    pass(15)
    expectRefusal(await sendOtp({ phone, session_id: sessionId }), 429, 'rate_limited', {
      retry_after: 60,
    })
  })

  it('answers 409 in_progress while a text of the session is under way', async () => {
    const { phone, sessionId } = await start()
    pass(30)
    const texts = holdTexts()
    const first = sendOtp({ phone, session_id: sessionId })
    await texts.reached
    const second = await sendOtp({ phone, session_id: sessionId })
    expectRefusal(second, 409, 'in_progress', {
      attempts_left: 3,
      expires_in: expect.any(Number),
      resend_in: expect.any(Number),
      retry_after: 2,
    })
    texts.release()
    expect((await first).status).toBe(200)
    expect(await textsTo(phone)).toHaveLength(2)
  })

  it.each([
    crypto.randomUUID(),
    '00000000-0000-8000-8000-000000000000',
    '',
    'null',
    '../session',
    'A'.repeat(36),
    '９'.repeat(36),
  ])('[R40] answers 404 to the id %j that it did not mint, and wakes nothing', async (id) => {
    const reply = await sendOtp({ phone: newPhone(), session_id: id }, { env: envUntouched() })
    expectRefusal(reply, 404, 'session_not_found')
  })

  it('answers 404 to a minted id in capitals', async () => {
    const { phone, sessionId } = await start()
    const reply = await sendOtp({ phone, session_id: sessionId.toUpperCase() })
    expectRefusal(reply, 404, 'session_not_found')
  })
})

describe('send-otp when no gateway takes the text', () => {
  const refused = { kind: 'status', status: 500 } as const
  const taken = { kind: 'status', status: 204 } as const

  it('[R51] answers 503, and the client may try again at once as if nothing had been', async () => {
    const phone = newPhone()
    await receiverAnswers(phone, refused)
    for (let tries = 0; tries < 6; tries++) {
      expectRefusal(await sendOtp({ phone }), 503, 'sms_unavailable', { retry_after: 5 })
    }
    await receiverAnswers(phone, taken)
    expectSent(await sendOtp({ phone }), phone, {
      expires_in: 300,
      resend_in: 30,
      attempts_left: 3,
    })
  })

  it('leaves an earlier live code and the timers as they were', async () => {
    const { phone, sessionId, code, cookie } = await start()
    pass(30)
    await receiverAnswers(phone, refused)
    const failed = await sendOtp({ phone, session_id: sessionId })
    expectRefusal(failed, 503, 'sms_unavailable', {
      attempts_left: 3,
      expires_in: 270,
      resend_in: 0,
      retry_after: 5,
    })
    await receiverAnswers(phone, taken)
    const retried = await sendOtp({ phone, session_id: sessionId })
    expectSent(retried, phone, { expires_in: 300, resend_in: 60, attempts_left: 3 })
    expect((await verifyOtp(sessionId, code, { cookie })).status).toBe(200)
  })
})
