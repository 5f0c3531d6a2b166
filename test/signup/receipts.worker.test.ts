import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { addressNames } from '../../src/limits/address-names.ts'
import { HOUR, SECOND } from '../../src/platform/time.ts'
import {
  call,
  newAddress,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  type Started,
  textsTo,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { holdTexts } from '../support/texting.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const sessionOf = ({ sessionId }: Started) => env.SIGNUP_SESSION.getByName(sessionId)

/** The send's id, which the webhook gateway gives with each text. */
const lastSend = async ({ phone }: Started) => (await textsTo(phone)).at(-1)?.id ?? ''

const status = async ({ cookie }: Started) => (await call('/users/api/session/', { cookie })).body

const again = ({ phone, sessionId }: Started, more = {}) =>
  sendOtp({ phone, session_id: sessionId, ...more })

const askedTwiceMore = async () => {
  const signup = await start()
  for (const wait of [30, 60]) {
    clock.pass(wait * SECOND)
    await again(signup)
  }
  clock.pass(120 * SECOND)
  return signup
}

describe('a receipt', () => {
  test('is seen by the page, and by nobody without the cookie', async () => {
    const signup = await start()
    expect(await status(signup)).not.toHaveProperty('delivery')
    await sessionOf(signup).receipt(await lastSend(signup), 'webhook', 'delivered')
    expect(await status(signup)).toMatchObject({ delivery: 'delivered', attempts_left: 3 })
    expect((await call('/users/api/session/')).body).not.toHaveProperty('delivery')
  })

  test('of a text that did not arrive changes no code, attempt, wait or step', async () => {
    const signup = await start()
    await verifyOtp(signup.sessionId, wrong(signup.code))
    const before = await status(signup)
    await sessionOf(signup).receipt(await lastSend(signup), 'webhook', 'undelivered')
    expect(await status(signup)).toEqual({ ...before, delivery: 'failed' })
    expect(await again(signup)).toMatchObject({ body: { error: 'resend_too_soon' } })
    expect((await verifyOtp(signup.sessionId, signup.code)).status).toBe(200)
  })

  test('gives no text back to the phone', async () => {
    const signup = await start()
    for (const wait of [30, 60, 120, 300]) {
      await sessionOf(signup).receipt(await lastSend(signup), 'webhook', 'undelivered')
      clock.pass(wait * SECOND)
      expect((await again(signup)).status).toBe(200)
    }
    clock.pass(300 * SECOND)
    expect(await again(signup)).toMatchObject({ body: { error: 'rate_limited' } })
  })

  test('says whose text it was the first time, and nothing when it is repeated', async () => {
    const signup = await start()
    const [stub, send] = [sessionOf(signup), await lastSend(signup)]
    expect(await stub.receipt(send, 'webhook', 'undelivered')).toMatchObject({
      phone: { e164: signup.phone },
    })
    expect(await stub.receipt(send, 'webhook', 'undelivered')).toBeUndefined()
    expect(await stub.receipt(send, 'webhook', 'delivered')).toBeUndefined()
    expect(await status(signup)).toMatchObject({ delivery: 'delivered' })
    expect(await stub.receipt(send, 'webhook', 'undelivered')).toBeUndefined()
    expect(await status(signup)).toMatchObject({ delivery: 'delivered' })
  })

  test('of an earlier text says nothing of the last one', async () => {
    const signup = await start()
    const first = await lastSend(signup)
    clock.pass(30 * SECOND)
    await again(signup)
    await sessionOf(signup).receipt(first, 'webhook', 'undelivered')
    expect(await status(signup)).not.toHaveProperty('delivery')
  })

  test('of a text to the former phone says nothing of the new one', async () => {
    const signup = await start()
    const former = await lastSend(signup)
    const { sessionId, cookie } = signup
    await sendOtp({ phone: newPhone(), session_id: sessionId }, { cookie })
    expect(await sessionOf(signup).receipt(former, 'webhook', 'delivered')).toBeUndefined()
    expect(await status(signup)).not.toHaveProperty('delivery')
  })

  test.each(['the same phone', 'another'])(
    'that comes while a later text is under way to %s is kept where that one goes nowhere',
    async (to) => {
      const signup = await start()
      const { sessionId: session_id, cookie } = signup
      const first = await lastSend(signup)
      const phone = to === 'another' ? newPhone() : signup.phone
      clock.pass(30 * SECOND)
      await receiverAnswers(phone, { kind: 'status', status: 500 })
      const held = holdTexts()
      const sending = sendOtp({ phone, session_id }, { cookie })
      await held.reached
      await sessionOf(signup).receipt(first, 'webhook', 'delivered')
      held.release()
      expect((await sending).status).toBe(503)
      expect(await status(signup)).toMatchObject({ delivery: 'delivered' })
    },
  )

  test('of the former phone, while a text to another is under way, is told with who asked for it', async () => {
    const [address, phone] = [newAddress(), newPhone()]
    const signup = await start({ address })
    const { sessionId: session_id, cookie } = signup
    const former = await lastSend(signup)
    const held = holdTexts()
    const sending = sendOtp({ phone, session_id }, { cookie })
    await held.reached
    expect(await sessionOf(signup).receipt(former, 'webhook', 'delivered')).toEqual({
      phone: { e164: signup.phone, country: 'IN' },
      askedBy: addressNames(configOf(env).indexKeys.addressName, address),
    })
    held.release()
    expect((await sending).status).toBe(200)
  })

  test('that comes after the verification ends nothing', async () => {
    const signup = await start()
    const send = await lastSend(signup)
    const { cookie } = await verifyOtp(signup.sessionId, signup.code, { cookie: signup.cookie })
    await sessionOf(signup).receipt(send, 'webhook', 'undelivered')
    const { body } = await call('/users/api/session/', { cookie })
    expect(body).toMatchObject({ step: 2 })
    expect(body).not.toHaveProperty('delivery')
  })

  test('of a send or a session that is not there creates nothing', async () => {
    const signup = await start()
    const stub = sessionOf(signup)
    expect(await stub.receipt(crypto.randomUUID(), 'webhook', 'delivered')).toBeUndefined()
    expect(await status(signup)).not.toHaveProperty('delivery')
    const send = await lastSend(signup)
    clock.pass(HOUR)
    expect(await stub.receipt(send, 'webhook', 'delivered')).toBeUndefined()
  })
})

describe('other ways to get the code', () => {
  test('are refused where no gateway has them', async () => {
    const signup = await askedTwiceMore()
    for (const channel of ['voice', 'whatsapp']) {
      expect(await again(signup, { channel })).toMatchObject({
        status: 400,
        body: { error: 'invalid_request', field: 'channel' },
      })
    }
    expect((await again(signup)).body).not.toHaveProperty('channels')
  })

  test.each(['fax', '', 'SMS', null, 1, ['sms']])('are not %j', async (channel) => {
    expect(await sendOtp({ phone: newPhone(), channel })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', field: 'channel' },
    })
  })

  describe('are for the phone that was texted, so that no other is rung out of the blue', () => {
    const calls = { env: envWith({ SMS_GATEWAYS: 'webhook,console' }) }
    const notOffered = { status: 400, body: { error: 'invalid_request', field: 'channel' } }

    test('where the session is changed to it by the very call', async () => {
      const { sessionId, cookie } = await askedTwiceMore()
      const wish = { phone: newPhone(), session_id: sessionId, channel: 'voice' }
      expect(await sendOtp(wish, { ...calls, cookie })).toMatchObject(notOffered)
    })

    test('where it was changed before, until that phone has had three texts', async () => {
      const { sessionId: session_id, cookie } = await start()
      const phone = newPhone()
      const text = () => sendOtp({ phone, session_id }, { ...calls, cookie })
      const byVoice = () => sendOtp({ phone, session_id, channel: 'voice' }, calls)
      for (const wait of [60, 120]) {
        expect((await text()).body).not.toHaveProperty('channels')
        clock.pass(wait * SECOND)
        expect(await byVoice()).toMatchObject(notOffered)
      }
      expect((await text()).body).toHaveProperty('channels', ['voice', 'whatsapp'])
      clock.pass(300 * SECOND)
      expect((await byVoice()).status).toBe(200)
    })
  })

  test('leave a text what it is where it is asked for by name', async () => {
    const phone = newPhone()
    expect((await sendOtp({ phone, channel: 'sms' })).status).toBe(200)
    expect(await textsTo(phone)).toHaveLength(1)
  })
})
