import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { HOUR } from '../../src/platform/time.ts'
import { newPhone, sendOtp, verifyOtp } from '../support/app.ts'
import { bindWithin } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal, expectReplyHeaders, raw } from '../support/contract.ts'
import { faultyNamespace, objectError } from '../support/faulty.ts'
import {
  again,
  begin,
  type Begun,
  codesAt,
  deliverTo,
  pageOf,
  receiptsTold,
  worldOf,
} from '../support/gateways.ts'
import { holdAnswers } from '../support/texting.ts'
import { statusOf, twilioAnswers } from '../support/twilio-client.ts'
import { sign } from '../support/twilio.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const { account } = inject('twilio')

const newWorld = (changes = {}) => worldOf('twilio,webhook', changes)

/** What Twilio says of the last text to the phone is posted. */
async function told({ world, phone }: Begun, ...statuses: readonly string[]) {
  const replies = []
  for (const status of statuses) {
    const callback = await statusOf(phone, status)
    replies.push(await deliverTo(world, callback.url, callback))
  }
  return replies.map(({ status }) => status)
}

const deliveryOf = async (begun: Begun) => (await pageOf(begun)).delivery

const lastCode = async ({ phone }: Begun) => (await codesAt('twilio', phone)).at(-1) ?? ''

const RECEIVED = { success: true, message: 'Received.' }

describe('what Twilio says of a text', () => {
  it('is told to the page and once to the monitor, and the code still verifies', async () => {
    const begun = await begin(newWorld())
    expect(begun.reply.body).toMatchObject({ delivery: 'pending' })
    expect(await told(begun, 'sent', 'queued', 'sending')).toEqual([200, 200, 200])
    expect(await deliveryOf(begun)).toBe('pending')
    const callback = await statusOf(begun.phone, 'delivered')
    const reply = await deliverTo(begun.world, callback.url, callback)
    expect(reply).toMatchObject({ status: 200, body: RECEIVED, cookie: undefined })
    expectReplyHeaders(reply)
    expect(await deliveryOf(begun)).toBe('delivered')
    expect(receiptsTold(begun.world)).toMatchObject([{ gateway: 'twilio', status: 'delivered' }])
    expect((await verifyOtp(begun.sessionId, await lastCode(begun))).status).toBe(200)
  })

  it('counts once, and is that the phone has it as soon as that is said', async () => {
    const begun = await begin(newWorld())
    expect(await told(begun, 'undelivered', 'undelivered', 'failed')).toEqual([200, 200, 200])
    expect(await deliveryOf(begun)).toBe('failed')
    expect(receiptsTold(begun.world)).toHaveLength(1)
    expect(await told(begun, 'delivered', 'undelivered')).toEqual([200, 200])
    expect(await deliveryOf(begun)).toBe('delivered')
    expect(receiptsTold(begun.world)).toMatchObject([{ status: 'undelivered' }])
  })

  it('may come before the answer to the send, and holds then', async () => {
    const [world, phone] = [newWorld(), newPhone()]
    const held = holdAnswers()
    let answered = false
    const beginning = begin(world, { phone }).finally(() => (answered = true))
    await held.reached
    const callback = await statusOf(phone, 'delivered')
    expect((await deliverTo(world, callback.url, callback)).status).toBe(200)
    expect(answered).toBe(false)
    held.release()
    expect(await deliveryOf(await beginning)).toBe('delivered')
    expect(receiptsTold(world)).toHaveLength(1)
  })

  it('comes late: after the verification it ends nothing, after the session it creates nothing', async () => {
    const begun = await begin(newWorld())
    const { cookie } = await verifyOtp(begun.sessionId, await lastCode(begun), begun)
    const verified = { ...begun, cookie: cookie ?? '' }
    const before = await pageOf(verified)
    expect(await told(begun, 'undelivered')).toEqual([200])
    expect(await pageOf(verified)).toEqual(before)
    expect(before).toMatchObject({ step: 2 })

    const other = await begin(newWorld())
    const callback = await statusOf(other.phone, 'delivered')
    clock.pass(HOUR)
    expect((await deliverTo(other.world, callback.url, callback)).status).toBe(200)
    expect(await pageOf(other)).toMatchObject({ error: 'session_not_found' })
    expect(receiptsTold(other.world)).toEqual([])
  })

  it('of a phone is kept where its correction under way then comes to nothing', async () => {
    const begun = await begin(worldOf('twilio'))
    const callback = await statusOf(begun.phone, 'undelivered')
    const corrected = newPhone()
    await twilioAnswers(corrected, { kind: 'error', status: 429, code: 20429 })
    const held = holdAnswers()
    const sending = again({ ...begun, phone: corrected })
    await held.reached
    await deliverTo(begun.world, callback.url, callback)
    held.release()
    expect((await sending).status).toBe(503)
    expect(await deliveryOf(begun)).toBe('failed')
    expect(receiptsTold(begun.world)).toHaveLength(1)
  })
})

describe('what Twilio did not say', () => {
  it('is 403, and changes nothing', async () => {
    const begun = await begin(newWorld())
    const { headers, body, url } = await statusOf(begun.phone, 'undelivered')
    const changed = { headers, body: body.replace('undelivered', 'delivered') }
    expectRefusal(await deliverTo(begun.world, url, changed), 403, 'forbidden')
    expectRefusal(
      await deliverTo(begun.world, `${url}&more=1`, { headers, body }),
      403,
      'forbidden',
    )
    expect(await deliveryOf(begun)).toBe('pending')
    expect(receiptsTold(begun.world)).toEqual([])
  })

  it.each([
    ['A'.repeat(80), 200],
    ['%00', 400],
  ])('changes nothing with the reference %s, signed, but of no send', async (ref, status) => {
    const begun = await begin(newWorld())
    const url = `http://signup.example/webhooks/sms/twilio/?ref=${ref}`
    const parameters = { AccountSid: account.sid, MessageStatus: 'delivered' }
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': sign(account.authToken, url, parameters),
    }
    const body = new URLSearchParams(parameters).toString()
    expect((await deliverTo(begun.world, url, { headers, body })).status).toBe(status)
    expect(await deliveryOf(begun)).toBe('pending')
    expect(receiptsTold(begun.world)).toEqual([])
  })
})

describe('the route of receipts', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

  it.each([
    '/webhooks/sms/unknown/',
    '/webhooks/sms/aws/',
    '/webhooks/sms/webhook',
    '/webhooks/sms/webhook/voice/',
  ])('is not there for a gateway that is not configured or tells nothing: %s', async (path) => {
    const reply = await raw(path, { headers: FORM, body: 'a=1', env: newWorld().env })
    expectRefusal(reply, 404, 'not_found')
  })

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('allows POST, not %s', async (method) => {
    for (const path of ['', '/', '/token', '/voice/']) {
      const reply = await raw(`/webhooks/sms/twilio${path}`, { method, env: newWorld().env })
      expectRefusal(reply, 405, 'method_not_allowed')
      expect(reply.headers.get('Allow')).toBe('POST')
    }
  })

  it('takes no body over 64 KB, whether or not its length is said', async () => {
    const body = 'a'.repeat(64 * 1024 + 1)
    for (const path of ['/webhooks/sms/twilio/?ref=a', '/webhooks/sms/twilio/voice/?ref=a']) {
      const sized = await raw(path, { headers: FORM, body, env: newWorld().env })
      expectRefusal(sized, 413, 'body_too_large')
      const stream = new Response(body).body ?? undefined
      const chunked = await raw(path, {
        headers: FORM,
        ...(stream && { body: stream }),
        env: newWorld().env,
      })
      expectRefusal(chunked, 413, 'body_too_large')
    }
  })

  it('says of what is no receipt that it is none', async () => {
    for (const [headers, body] of [
      [{ 'content-type': 'application/json' }, '{}'],
      [{}, 'MessageStatus=delivered'],
    ] as const) {
      const reply = await raw('/webhooks/sms/twilio/?ref=a', { headers, body, env: newWorld().env })
      expectRefusal(reply, 400, 'invalid_request')
    }
  })

  it('asks for the receipt again where the session cannot be reached, and then takes it', async () => {
    const begun = await begin(newWorld())
    const fault = { error: objectError({ overloaded: true }), carriedOut: false }
    const away = { SIGNUP_SESSION: faultyNamespace(env.SIGNUP_SESSION, () => fault) }
    const callback = await statusOf(begun.phone, 'delivered')
    const broken = { ...begun.world, env: { ...begun.world.env, ...away } as unknown as Env }
    const reply = await deliverTo(broken, callback.url, callback)
    expectRefusal(reply, 503, 'temporarily_unavailable', { retry_after: 5 })
    expect(await told(begun, 'delivered')).toEqual([200])
    expect(await deliveryOf(begun)).toBe('delivered')
  })

  it('takes a receipt though the monitor cannot be reached', async () => {
    const begun = await begin(newWorld())
    const fault = { error: objectError({ overloaded: true }), carriedOut: false }
    const away = { TRAFFIC_MONITOR: faultyNamespace(env.TRAFFIC_MONITOR, () => fault) }
    const callback = await statusOf(begun.phone, 'delivered')
    const broken = { ...begun.world, env: { ...begun.world.env, ...away } as unknown as Env }
    expect((await deliverTo(broken, callback.url, callback)).status).toBe(200)
    expect(await deliveryOf(begun)).toBe('delivered')
  })
})

describe('what is said of a text at once', () => {
  it('is that it is on its way where the gateway that may have it tells, though another took it', async () => {
    const phone = newPhone()
    await twilioAnswers(phone, { kind: 'reset' })
    const world = newWorld()
    const reply = await sendOtp({ phone }, { env: world.env })
    expect(reply).toMatchObject({ status: 200, body: { delivery: 'pending' } })
    await bindWithin(env.SIGNUP_SESSION.getByName(String(reply.body.session_id)), world.env)
    const begun = { world, phone, cookie: reply.cookie ?? '' } as Begun
    expect(await deliveryOf(begun)).toBe('pending')
  })
})
