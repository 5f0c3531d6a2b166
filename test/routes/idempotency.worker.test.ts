import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  call,
  callAtOnce,
  lastCode,
  newKey,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
} from '../support/app.ts'
import { envUntouched } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { holdTexts } from '../support/texting.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const pass = (seconds: number) => clock.pass(seconds * 1000)

const send = (body: object, key: string) => sendOtp(body, { headers: { 'Idempotency-Key': key } })

const ANOTHER_BODY = { field: 'Idempotency-Key' }

describe('Idempotency-Key', () => {
  it('brings the answer again on the very heels of the reply', async () => {
    for (let i = 0; i < 5; i++) {
      const body = { phone: newPhone() }
      const one = { body, headers: { 'Idempotency-Key': newKey() } }
      const [first] = await callAtOnce('/users/api/send-otp/', [one])
      const [again] = await callAtOnce('/users/api/send-otp/', [one])
      expect(again).toMatchObject({ status: 200, body: { session_id: first?.body.session_id } })
      expect(await textsTo(body.phone)).toHaveLength(1)
    }
  })

  it.each([
    '',
    'a'.repeat(21),
    'a'.repeat(65),
    `${'a'.repeat(22)}!`,
    `${'a'.repeat(22)},`,
    'a b'.repeat(9),
  ])('is refused as %j, and nothing is sent', async (key) => {
    const headers = { 'Idempotency-Key': key }
    const reply = await sendOtp({ phone: newPhone() }, { headers, env: envUntouched() })
    expectRefusal(reply, 400, 'invalid_request', { field: 'Idempotency-Key' })
  })

  it.each(['a'.repeat(22), 'a'.repeat(64), 'aA0_-'.repeat(5)])('may be %s', async (key) => {
    expect((await send({ phone: newPhone() }, key)).status).toBe(200)
  })

  it('gives the same session and cookie again, with the timers run on, and sends nothing', async () => {
    const [phone, key] = [newPhone(), newKey()]
    const first = await send({ phone }, key)
    pass(12)
    const again = await send({ phone }, key)
    expect(again).toMatchObject({ status: 200, cookie: first.cookie })
    expect(again.body).toEqual({ ...first.body, expires_in: 288, resend_in: 18 })
    expect(await textsTo(phone)).toHaveLength(1)
    expect((await call('/users/api/session', { cookie: again.cookie })).status).toBe(200)
  })

  it('is another request for another phone', async () => {
    const key = newKey()
    const [first, second] = [
      await send({ phone: newPhone() }, key),
      await send({ phone: newPhone() }, key),
    ]
    expect(second.status).toBe(200)
    expect(second.body.session_id).not.toBe(first.body.session_id)
    expect(second.cookie).not.toBe(first.cookie)
  })

  it('answers 400 to another body, whichever named the session', async () => {
    const [phone, key] = [newPhone(), newKey()]
    const first = await send({ phone }, key)
    pass(30)
    const named = { phone, session_id: first.body.session_id }
    expectRefusal(await send(named, key), 400, 'invalid_request', ANOTHER_BODY)

    const other = newKey()
    expect((await send(named, other)).status).toBe(200)
    expectRefusal(await send({ phone }, other), 400, 'invalid_request', ANOTHER_BODY)
    expect(await textsTo(phone)).toHaveLength(2)
  })

  it('answers a repeated resend from the current state, without a cookie', async () => {
    const { phone, sessionId } = await start()
    const key = newKey()
    pass(30)
    const body = { phone, session_id: sessionId }
    const first = await send(body, key)
    pass(5)
    const again = await send(body, key)
    expect(again).toMatchObject({ status: 200, cookie: undefined })
    expect(again.body).toEqual({ ...first.body, expires_in: 295, resend_in: 55 })
    expect(await textsTo(phone)).toHaveLength(2)
  })

  it('answers 409 in_progress while the first is under way, and one text goes out', async () => {
    const [phone, key] = [newPhone(), newKey()]
    const texts = holdTexts()
    const first = send({ phone }, key)
    await texts.reached
    expectRefusal(await send({ phone }, key), 409, 'in_progress', { retry_after: 2 })
    texts.release()
    const sent = await first
    expect(sent.status).toBe(200)
    const again = await send({ phone }, key)
    expect(again).toMatchObject({ status: 200, cookie: sent.cookie })
    expect(await textsTo(phone)).toHaveLength(1)
  })

  it('keeps no 503: the same key may send once a gateway takes texts again', async () => {
    const [phone, key] = [newPhone(), newKey()]
    await receiverAnswers(phone, { kind: 'status', status: 500 })
    expect((await send({ phone }, key)).status).toBe(503)
    await receiverAnswers(phone, { kind: 'status', status: 204 })
    expect((await send({ phone }, key)).status).toBe(200)
  })

  it('gives no cookie again once the phone is verified, nor timers that still run', async () => {
    const [phone, key] = [newPhone(), newKey()]
    const first = await send({ phone }, key)
    await verifyOtp(first.body.session_id, await lastCode(phone), { cookie: first.cookie })
    const again = await send({ phone }, key)
    expect(again).toMatchObject({ status: 200, cookie: undefined })
    expect(again.body).toEqual({
      ...first.body,
      expires_in: 0,
      resend_in: 0,
      attempts_left: 0,
    })
  })

  it('is kept for ten minutes and no longer', async () => {
    const [phone, key] = [newPhone(), newKey()]
    const first = await send({ phone }, key)
    pass(599.999)
    expect((await send({ phone }, key)).body.session_id).toBe(first.body.session_id)
    expect(await textsTo(phone)).toHaveLength(1)
    pass(0.001)
    const later = await send({ phone }, key)
    expect(later.status).toBe(200)
    expect(later.body.session_id).not.toBe(first.body.session_id)
    expect(await textsTo(phone)).toHaveLength(2)
  })

  it('means nothing to verify-otp', async () => {
    const { sessionId, code } = await start()
    const reply = await verifyOtp(sessionId, code, { headers: { 'Idempotency-Key': 'short' } })
    expect(reply.status).toBe(200)
  })
})
