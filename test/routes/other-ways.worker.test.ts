import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { MINUTE, SECOND } from '../../src/platform/time.ts'
import { newKey, newPhone, sendOtp, verifyOtp, wrong } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal, expectReplyHeaders } from '../support/contract.ts'
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
import { countedFor } from '../support/guard.ts'
import { keyPressed, statusOf, takenFor } from '../support/twilio-client.ts'
import { type Element, elements, parseTwiml } from '../support/twiml.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

const { account } = inject('twilio')

const DIGITS = 'zero one two three four five six seven eight nine'.split(' ')

/** A signup whose three texts have not helped, at the time of the fourth. */
async function textedThrice(gateways = 'twilio,webhook'): Promise<Begun & { code: string }> {
  const begun = await begin(worldOf(gateways))
  for (const wait of [30, 60]) {
    clock.pass(wait * SECOND)
    expect((await again(begun)).status).toBe(200)
  }
  clock.pass(120 * SECOND)
  const [code = ''] = await codesAt('twilio', begun.phone)
  return { ...begun, code }
}

/** The same, and called. */
async function called(gateways?: string) {
  const begun = await textedThrice(gateways)
  expect((await again(begun, { channel: 'voice' })).status).toBe(200)
  return begun
}

/** What a page of TwiML says, one string for each verb. */
function wordsOf(page: Element): readonly string[] {
  return elements(page, 'Say').map(({ children }) =>
    children.filter((child) => typeof child === 'string').join(''),
  )
}

/** What is said in answer to a key. */
async function press({ world, phone }: Begun, key: string) {
  const pressed = await keyPressed(phone, key)
  const reply = await deliverTo(world, pressed.url, pressed)
  expect(reply.status).toBe(200)
  expect(reply.headers.get('Content-Type')).toBe('text/xml; charset=utf-8')
  expectReplyHeaders(reply)
  const page = parseTwiml(reply.text)
  const said = wordsOf(page)
  return { said, asks: elements(page, 'Gather').length, text: reply.text }
}

const spoken = (code: string) => Array.from(code, (digit) => DIGITS[Number(digit)])

const digitsIn = (said: readonly string[]) => said.filter((words) => DIGITS.includes(words))

const GONE = [expect.stringContaining('no longer valid')]

describe('other ways to get the code', () => {
  it('are refused before the third text, and offered from then on', async () => {
    const begun = await begin(worldOf('twilio,webhook'))
    for (const channel of ['voice', 'whatsapp']) {
      expect(await again(begun, { channel })).toMatchObject({
        status: 400,
        body: { error: 'invalid_request', field: 'channel' },
      })
    }
    clock.pass(30 * SECOND)
    const second = await again(begun)
    expect(second.body).not.toHaveProperty('channels')
    clock.pass(60 * SECOND)
    const third = await again(begun)
    expect(third).toMatchObject({ status: 200, body: { channels: ['voice', 'whatsapp'] } })
    expect(await pageOf(begun)).toMatchObject({ channels: ['voice', 'whatsapp'] })
    expect(await takenFor(begun.phone)).toHaveLength(2)
  })

  it.each(['voice', 'whatsapp'])('begin no signup: %s', async (channel) => {
    const [phone, world] = [newPhone(), worldOf('twilio,webhook')]
    const reply = await sendOtp({ phone, channel }, { env: world.env })
    expectRefusal(reply, 400, 'invalid_request', { field: 'channel' })
    expect(await takenFor(phone)).toEqual([])
    expect(await countedFor(phone)).toBe(0)
  })

  it('wait, count and cost as a text does, and bring the same code', async () => {
    const begun = await textedThrice()
    clock.pass(-1)
    const early = await again(begun, { channel: 'voice' })
    expect(early).toMatchObject({ status: 429, body: { error: 'resend_too_soon' } })
    clock.pass(1)
    await verifyOtp(begun.sessionId, wrong(begun.code))
    expect(await again(begun, { channel: 'voice' })).toMatchObject({
      status: 200,
      body: { attempts_left: 2, resend_in: 300, delivery: 'pending' },
    })
    expect(await countedFor(begun.phone)).toBe(4)
    clock.pass(300 * SECOND)
    const limited = await again(begun, { channel: 'whatsapp' })
    expect(limited).toMatchObject({ status: 429, body: { error: 'rate_limited' } })
    expect((await verifyOtp(begun.sessionId, begun.code)).body.error).toBe('otp_expired')
  })

  it('are refused where no gateway has them, and not offered', async () => {
    const begun = await textedThrice('webhook')
    for (const channel of ['voice', 'whatsapp']) {
      expectRefusal(await again(begun, { channel }), 400, 'invalid_request', { field: 'channel' })
    }
    expect((await again(begun, { channel: 'sms' })).body).not.toHaveProperty('channels')
  })

  it.each(['fax', '', 'SMS', null, 1, ['sms']])('are not %j', async (channel) => {
    const reply = await sendOtp({ phone: newPhone(), channel })
    expectRefusal(reply, 400, 'invalid_request', { field: 'channel' })
  })

  it('are another request than a text, though under the same Idempotency-Key', async () => {
    const { world, sessionId, phone, address } = await textedThrice()
    const headers = { 'Idempotency-Key': newKey() }
    const ask = (channel: string) =>
      sendOtp({ phone, session_id: sessionId, channel }, { env: world.env, address, headers })
    expect((await ask('sms')).status).toBe(200)
    const call = await ask('voice')
    expectRefusal(call, 400, 'invalid_request', { field: 'Idempotency-Key' })
  })
})

describe('a call', () => {
  it('begins with no code, and speaks it once key 1 is pressed', async () => {
    const begun = await called()
    const call = (await takenFor(begun.phone)).at(-1)
    expect(call).toMatchObject({ resource: 'Calls', to: begun.phone })
    expect(JSON.stringify(call)).not.toContain(begun.code)
    expect(digitsIn(wordsOf(parseTwiml(call?.fields['Twiml'] ?? '')))).toEqual([])

    const { said, asks, text } = await press(begun, '1')
    expect(asks).toBe(0)
    expect(digitsIn(said)).toEqual([1, 2, 3].flatMap(() => spoken(begun.code)))
    expect(text).not.toContain(begun.code)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'delivered' })
    expect((await verifyOtp(begun.sessionId, begun.code)).status).toBe(200)
  })

  it('that nobody took has failed', async () => {
    const begun = await called()
    const callback = await statusOf(begun.phone, 'no-answer')
    expect((await deliverTo(begun.world, callback.url, callback)).status).toBe(200)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'failed' })
  })

  it('asks again where another key is pressed, and tells nobody', async () => {
    const begun = await called()
    const { said, asks, text } = await press(begun, '2')
    expect(asks).toBe(3)
    expect(digitsIn(said)).toEqual([])
    expect(text).not.toContain(begun.code)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
    expect(receiptsTold(begun.world)).toEqual([])
  })

  it('is in Hindi where the browser asks for it', async () => {
    const begun = await textedThrice()
    const { world, phone, sessionId, cookie, address } = begun
    const body = { phone, session_id: sessionId, channel: 'voice' }
    const headers = { 'Accept-Language': 'hi' }
    expect((await sendOtp(body, { env: world.env, cookie, address, headers })).status).toBe(200)
    expect((await press(begun, '1')).said).toContain('आपका कोड है')
    expect((await press(begun, '2')).said.join()).toContain('दबाएँ')
  })

  it('says that the code is no longer valid once it is locked, or its session gone', async () => {
    const begun = await called()
    for (const by of [1, 2, 3]) await verifyOtp(begun.sessionId, wrong(begun.code, by))
    expect((await press(begun, '1')).said).toEqual(GONE)
    clock.pass(60 * MINUTE)
    expect((await press(begun, '1')).said).toEqual(GONE)
  })

  it('gives no code to whoever forges the key', async () => {
    const begun = await called()
    const pressed = await keyPressed(begun.phone, '1')
    const other = await keyPressed(begun.phone, '2')
    const forgeries = [
      { ...pressed, body: `${pressed.body}&more=1` },
      { ...pressed, url: pressed.url.replace('lang=en', 'lang=hi') },
      { ...pressed, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      { ...pressed, headers: other.headers },
    ]
    for (const forged of forgeries) {
      const reply = await deliverTo(begun.world, forged.url, forged)
      expectRefusal(reply, 403, 'forbidden')
      expect(reply.text).not.toContain(begun.code)
    }
    expect(await pageOf(begun)).toMatchObject({ delivery: 'pending' })
  })

  it('hears that it should ask later where the session cannot be reached', async () => {
    const begun = await called()
    const fault = { error: objectError({ overloaded: true }), carriedOut: false }
    const away = { SIGNUP_SESSION: faultyNamespace(env.SIGNUP_SESSION, () => fault) }
    const pressed = await keyPressed(begun.phone, '1')
    const broken = { ...begun.world, env: { ...begun.world.env, ...away } as unknown as Env }
    const reply = await deliverTo(broken, pressed.url, pressed)
    expectRefusal(reply, 503, 'temporarily_unavailable', { retry_after: 5 })
  })
})

describe('WhatsApp', () => {
  it('brings the same code by the approved template, and its receipts count', async () => {
    const begun = await textedThrice()
    expect((await again(begun, { channel: 'whatsapp' })).body).toMatchObject({
      attempts_left: 3,
      delivery: 'pending',
    })
    const taken = (await takenFor(begun.phone)).at(-1)
    expect(taken?.fields).toMatchObject({
      To: `whatsapp:${begun.phone}`,
      ContentSid: account.template,
      ContentVariables: JSON.stringify({ 1: begun.code }),
    })
    expect(await countedFor(begun.phone)).toBe(4)
    const read = await statusOf(begun.phone, 'read')
    expect((await deliverTo(begun.world, read.url, read)).status).toBe(200)
    expect(await pageOf(begun)).toMatchObject({ delivery: 'delivered' })
    expect((await verifyOtp(begun.sessionId, begun.code)).status).toBe(200)
  })
})
