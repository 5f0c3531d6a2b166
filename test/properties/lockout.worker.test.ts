import { describe, expect, it } from 'vitest'
import {
  type Call,
  call,
  lastCode,
  newAddress,
  newPhone,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
} from '../support/app.ts'
import { CountingLimit, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { deviceCookieOf, useUp } from '../support/use-up.ts'

const { pass } = stopClock()

const SESSION = '/users/api/session/'

describe("a stranger who uses up a phone's texts from many addresses", () => {
  it("[R36] cannot end its owner's verified session", async () => {
    const { phone, sessionId, code, cookie: first } = await start()
    const { cookie } = await verifyOtp(sessionId, code, { cookie: first })
    expect(await useUp(phone)).toBe(4)
    const reply = await call(SESSION, { cookie })
    expect(reply.body).toMatchObject({ step: 2, completed: ['mobile'] })
  })

  it("[R36] cannot void its owner's live code: other sessions have other codes", async () => {
    const { phone, sessionId, code, cookie } = await start()
    await useUp(phone)
    expect((await call(SESSION, { cookie })).body).toMatchObject({ step: 1, attempts_left: 3 })
    const strangers = await verifyOtp(sessionId, await lastCode(phone), { cookie })
    expect(strangers.body).toMatchObject({ error: 'otp_incorrect', attempts_left: 2 })
    expect((await verifyOtp(sessionId, code, { cookie })).status).toBe(200)
  })

  it("[R36] cannot use up its owner's guesses: those of other sessions are their own", async () => {
    const { phone, sessionId, code, cookie } = await start()
    pass(30_000)
    const stranger = await start({ phone })
    for (let times = 0; times < 5; times++) await verifyOtp(stranger.sessionId, '000000')
    expect((await verifyOtp(sessionId, code, { cookie })).status).toBe(200)
  })

  it('[R36] cannot keep its owner out on a device that verified it', async () => {
    const { phone, sessionId, code } = await start()
    const device = deviceCookieOf(await verifyOtp(sessionId, code)) ?? ''
    await useUp(phone)
    const begun = await sendOtp({ phone }, { cookie: device })
    expect(begun.status).toBe(200)
    const verified = await verifyOtp(begun.body.session_id, await lastCode(phone), {
      cookie: `${device}; ${begun.cookie}`,
    })
    expect(verified.status).toBe(200)
  })

  it('delays its owner at a new device, for an hour and not for good', async () => {
    const phone = newPhone()
    const begun = Date.now()
    await useUp(phone)
    expect((await sendOtp({ phone })).body).toMatchObject({ error: 'rate_limited' })
    pass(begun + 30_000 + 3_600_000 - Date.now())
    expect((await sendOtp({ phone })).status).toBe(200)
  })

  it('sends no more than 10 texts in a day, however many addresses', async () => {
    const phone = newPhone()
    const begun = Date.now()
    while (Date.now() < begun + 23 * 3_600_000) {
      await useUp(phone)
      pass(1_800_000)
    }
    expect(await textsTo(phone)).toHaveLength(10)
  })

  it('at one address leaves the owner a text of the hour and four of the day', async () => {
    const [phone, address] = [newPhone(), newAddress()]
    // The minute of the burst limit is not that of the stopped clock.
    const env = envWith({ SEND_BURST: new CountingLimit(100) })
    const asks = async (options: Call) => {
      pass(30_000)
      return (await sendOtp({ phone }, { ...options, env })).status
    }
    for (const expected of [200, 200, 200, 200, 429]) {
      expect(await asks({ address })).toBe(expected)
    }
    expect(await asks({})).toBe(200)
    pass(3_600_000)
    for (const expected of [200, 200, 429]) expect(await asks({ address })).toBe(expected)
    for (const expected of [200, 200, 200]) expect(await asks({})).toBe(expected)
  })

  it('at one /64 leaves the owner a text of the hour, though both are of one /48', async () => {
    const phone = newPhone()
    for (let texts = 1; texts <= 4; texts++) {
      expect((await sendOtp({ phone }, { address: '2001:db8:48:1::1' })).status).toBe(200)
      pass(30_000)
    }
    expect((await sendOtp({ phone }, { address: '2001:db8:48:2::1' })).status).toBe(200)
  })
})
