import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { Channel, CodeText, ReceiptRequest, Words } from '../../../../src/sms/gateway.ts'
import { twilioGateway, type TwilioSettings } from '../../../../src/sms/gateways/twilio/twilio.ts'
import { newPhone, sendOtp } from '../../../support/app.ts'
import { envWith } from '../../../support/bindings.ts'
import { keyPressed, statusOf, takenFor, twilioAnswers } from '../../../support/twilio-client.ts'
import type { Behaviour, Callback } from '../../../support/twilio.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const { origin, account } = inject('twilio')
const PUBLIC = 'https://signup.example'
const REFERENCE = 'r_-9'.repeat(20)
const CODE = '012345'

const SETTINGS: TwilioSettings = {
  TWILIO_ACCOUNT_SID: account.sid,
  TWILIO_AUTH_TOKEN: account.authToken,
  TWILIO_SENDER: account.service,
  TWILIO_VOICE_NUMBER: account.number,
  TWILIO_WHATSAPP_SENDER: account.whatsAppSender,
  TWILIO_ORIGIN: origin,
}

const gatewayWith = (changes: Partial<TwilioSettings> = {}, development = true) =>
  twilioGateway(
    { ...SETTINGS, ...changes },
    { development, publicOrigin: PUBLIC, brand: 'NeoBank' },
  )

type Asked = {
  readonly channel?: Channel
  readonly words?: Partial<Words>
  readonly expiresAt?: number
}

const textTo = (to: string, { channel = 'sms', words, expiresAt }: Asked = {}): CodeText => ({
  id: `id-${to}`,
  to,
  channel,
  words: { body: `${CODE} is your code – नमस्ते`, language: 'en', variables: {}, ...words },
  code: CODE,
  sessionId: 'not for the gateway',
  expiresAt: expiresAt ?? Date.now() + 300_000,
  reference: REFERENCE,
})

const TEMPLATE = { templateId: account.template, variables: { 1: CODE } }

/** Long enough for this machine, and never waited for in full but by what never answers. */
const soon = () => AbortSignal.timeout(5000)

/** Sends to a new number; the last that was taken for it, and what was answered. */
async function send(asked: Asked = {}, changes: Partial<TwilioSettings> = {}) {
  const phone = newPhone()
  const answer = await gatewayWith(changes).send(textTo(phone, asked), soon())
  return { phone, answer, taken: (await takenFor(phone)).at(-1) }
}

async function answerTo(behaviour: Behaviour, channel: Channel = 'sms', signal = soon()) {
  const phone = newPhone()
  await twilioAnswers(phone, behaviour)
  const words = channel === 'whatsapp' ? TEMPLATE : {}
  return gatewayWith().send(textTo(phone, { channel, words }), signal)
}

const error = (status: number, code: number): Behaviour => ({ kind: 'error', status, code })

const CALLBACK = `${PUBLIC}/webhooks/sms/twilio/?ref=${REFERENCE}`

describe('a text by Twilio', () => {
  it('is the body as it is, from the Messaging Service, with the address of its receipts', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15) })
    const { phone, answer, taken } = await send({ expiresAt: Date.UTC(2026, 0, 15) + 299_999 })
    expect(answer).toEqual({ kind: 'accepted' })
    expect(taken).toMatchObject({ resource: 'Messages', to: phone })
    expect(taken?.fields).toEqual({
      To: phone,
      MessagingServiceSid: account.service,
      Body: `${CODE} is your code – नमस्ते`,
      StatusCallback: CALLBACK,
      ValidityPeriod: '299',
      SmartEncoded: 'false',
    })
  })

  it.each([
    ['a number', account.number],
    ['a name', account.name],
  ])('comes from %s', async (_, TWILIO_SENDER) => {
    const { answer, taken } = await send({}, { TWILIO_SENDER })
    expect(answer).toEqual({ kind: 'accepted' })
    expect(taken?.fields['From']).toBe(TWILIO_SENDER)
    expect(taken?.fields).not.toHaveProperty('MessagingServiceSid')
  })

  it("comes from its template's header where there is one", async () => {
    const { taken } = await send({ words: { header: account.name } })
    expect(taken?.fields['From']).toBe(account.name)
    expect(taken?.fields).not.toHaveProperty('MessagingServiceSid')
  })

  it('is a template of Twilio where its words name one', async () => {
    const { answer, taken } = await send({ words: TEMPLATE })
    expect(answer).toEqual({ kind: 'accepted' })
    expect(taken?.fields['ContentSid']).toBe(account.template)
    expect(JSON.parse(taken?.fields['ContentVariables'] ?? '')).toEqual({ 1: CODE })
    expect(taken?.fields).not.toHaveProperty('Body')
  })

  it.each([
    ['a code that is dead', -60_000, '6'],
    ['a code with a second left', 1000, '6'],
    ['a code that lives for a day', 86_400_000, '36000'],
  ])('waits at Twilio no time that Twilio refuses: %s', async (_, left, seconds) => {
    const { answer, taken } = await send({ expiresAt: Date.now() + left })
    expect(answer).toEqual({ kind: 'accepted' })
    expect(taken?.fields['ValidityPeriod']).toBe(seconds)
  })

  it('is posted once, and no redirect is followed', async () => {
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockResolvedValue(new Response(null, { status: 307, headers: { Location: origin } }))
    const answer = await gatewayWith({}, false).send(textTo(newPhone()), soon())
    expect(answer).toEqual({ kind: 'not_taken' })
    expect(fetched).toHaveBeenCalledTimes(1)
    expect(fetched.mock.lastCall?.[1]).toMatchObject({ method: 'POST', redirect: 'manual' })
  })
})

describe('a text by WhatsApp', () => {
  it('is an approved template, to and from WhatsApp addresses', async () => {
    const { phone, answer, taken } = await send({ channel: 'whatsapp', words: TEMPLATE })
    expect(answer).toEqual({ kind: 'accepted' })
    expect(taken?.fields).toEqual({
      To: `whatsapp:${phone}`,
      From: `whatsapp:${account.whatsAppSender}`,
      ContentSid: account.template,
      ContentVariables: JSON.stringify({ 1: CODE }),
      StatusCallback: CALLBACK,
    })
  })

  it('is not sent without a template or a sender, which an operator hears', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    const { TWILIO_WHATSAPP_SENDER: _, TWILIO_VOICE_NUMBER: __, ...bare } = SETTINGS
    const gateway = twilioGateway(bare, {
      development: true,
      publicOrigin: PUBLIC,
      brand: 'NeoBank',
    })
    const signal = soon()
    const whatsApp = textTo('+919876543210', { channel: 'whatsapp' })
    expect(await gatewayWith().send(whatsApp, signal)).toEqual({
      kind: 'misconfigured',
      code: 'whatsapp_template_missing',
    })
    expect(await gateway.send(whatsApp, signal)).toEqual({
      kind: 'misconfigured',
      code: 'whatsapp_sender_missing',
    })
    const call = textTo('+919876543210', { channel: 'voice' })
    expect(await gateway.send(call, signal)).toEqual({
      kind: 'misconfigured',
      code: 'voice_number_missing',
    })
    expect(fetched).not.toHaveBeenCalled()
  })
})

describe('a call by Twilio', () => {
  it('holds no code, only the question for a key', async () => {
    for (const language of ['en', 'hi']) {
      const { phone, answer, taken } = await send({ channel: 'voice', words: { language } })
      expect(answer).toEqual({ kind: 'accepted' })
      const { Twiml, ...fields } = taken?.fields ?? {}
      expect(fields).toEqual({
        To: phone,
        From: account.number,
        StatusCallback: CALLBACK,
        Timeout: '30',
        TimeLimit: '120',
      })
      expect(Twiml).toContain('<Gather')
      expect(JSON.stringify(taken)).not.toContain(CODE)
      expect(Twiml).not.toMatch(/zero|three|four|शून्य|तीन|चार/)
    }
  })

  it('reads a pressed key, of this text', async () => {
    const { phone } = await send({ channel: 'voice' })
    const post = await keyPressed(phone, '1')
    expect(post.url).toBe(`${PUBLIC}/webhooks/sms/twilio/voice/?ref=${REFERENCE}&lang=en`)
    expect(await readCall(post)).toEqual({ kind: 'key_pressed', reference: REFERENCE })
  })

  it.each(['', '0', '2', '11', '#', '*', ' 1', '१'])('does not take the key %j', async (key) => {
    const { phone } = await send({ channel: 'voice' })
    expect(await readCall(await keyPressed(phone, key))).toEqual({ kind: 'no_key' })
  })

  it('does not take a key that Twilio did not sign for this address', async () => {
    const { phone } = await send({ channel: 'voice' })
    const post = await keyPressed(phone, '2')
    const pressed = post.body.replace('Digits=2', 'Digits=1')
    expect(await readCall({ ...post, body: pressed })).toEqual({ kind: 'forged' })
    const status = await statusOf(phone, 'in-progress')
    expect(await readCall({ ...status, url: post.url })).toEqual({ kind: 'forged' })
    expect(await readCall({ ...post, headers: {} })).toEqual({ kind: 'unreadable' })
  })

  it('speaks the code in answer', () => {
    const { voice } = gatewayWith()
    expect(voice?.say(CODE, 'en')).toContain('>zero<')
    expect(voice?.say(undefined, 'en')).toContain('no longer valid')
  })
})

const read = ({ url, headers, body }: Callback): ReceiptRequest => ({
  url: new URL(url),
  headers: new Headers(headers),
  body,
})
const readCall = async (post: Callback) => gatewayWith().voice?.readRequest(read(post))
const readReceipts = async (post: Callback) => gatewayWith().readReceipts?.(read(post))

describe('what the gateway makes of an answer:', () => {
  it.each(['accepted', 'queued', 'sending', 'sent', 'delivered', 'a-status-of-tomorrow'])(
    'a message that is %s was taken',
    async (status) => {
      expect(await answerTo({ kind: 'created', status })).toEqual({ kind: 'accepted' })
    },
  )

  it.each([
    [undefined, 'not_taken'],
    [30001, 'not_taken'],
    [30008, 'not_taken'],
    [21610, 'undeliverable'],
  ] as const)('one that failed at once with %s: %s', async (errorCode, kind) => {
    for (const status of ['failed', 'undelivered', 'canceled']) {
      const failed = { kind: 'created' as const, status, ...(errorCode && { errorCode }) }
      expect(await answerTo(failed)).toEqual({ kind })
    }
  })

  it('one that failed at once because the account is suspended is for an operator', async () => {
    const failed = { kind: 'created' as const, status: 'failed', errorCode: 30002 }
    expect(await answerTo(failed)).toEqual({ kind: 'misconfigured', code: '30002' })
  })

  it.each([
    [200, 'garbage'],
    [200, ''],
    [201, '{}'],
    [201, '[]'],
    [201, '{"sid":1,"status":"queued"}'],
    [202, '{"status":"queued"}'],
    [204, ''],
  ])('a %i with %j tells nothing', async (status, body) => {
    expect(await answerTo({ kind: 'answer', status, body })).toEqual({ kind: 'unknown' })
  })

  it.each([21211, 21217, 21265])('%i: there is no such number', async (code) => {
    for (const channel of ['sms', 'voice', 'whatsapp'] as const) {
      expect(await answerTo(error(400, code), channel)).toEqual({ kind: 'undeliverable' })
    }
  })

  it.each([21610, 21614, 21635])('%i: no text reaches the number, perhaps a call', async (code) => {
    expect(await answerTo(error(400, code))).toEqual({ kind: 'undeliverable' })
    expect(await answerTo(error(400, code), 'voice')).toEqual({ kind: 'not_taken' })
    expect(await answerTo(error(400, code), 'whatsapp')).toEqual({ kind: 'not_taken' })
  })

  it('a number that cannot be called, or has no WhatsApp, may still get a text', async () => {
    for (const code of [21214, 21216]) {
      expect(await answerTo(error(400, code), 'voice')).toEqual({ kind: 'not_taken' })
    }
    for (const code of [63003, 63024]) {
      expect(await answerTo(error(400, code), 'whatsapp')).toEqual({ kind: 'not_taken' })
    }
  })

  it.each([
    [400, 10001],
    [400, 20005],
    [401, 20003],
    [403, 20003],
    [403, 20403],
    [404, 20404],
    [400, 21212],
    [400, 21215],
    [403, 21408],
    [400, 21606],
    [400, 21608],
    [400, 21609],
    [400, 21612],
    [400, 21655],
    [400, 63007],
    [400, 63016],
    [400, 572002],
    [400, 573005],
    [403, 99999],
  ])('%i and %i is for an operator', async (status, code) => {
    expect(await answerTo(error(status, code))).toEqual({
      kind: 'misconfigured',
      code: String(code),
    })
  })

  it.each([401, 403, 404])('a %i that says no more is for an operator too', async (status) => {
    for (const body of ['', '<html>', '{}', '{"code":"20003"}']) {
      expect(await answerTo({ kind: 'answer', status, body })).toEqual({
        kind: 'misconfigured',
        code: `http_${status}`,
      })
    }
  })

  it('the credentials of another are for an operator', async () => {
    const wrong = await send({}, { TWILIO_AUTH_TOKEN: '0'.repeat(32) })
    expect(wrong.answer).toEqual({ kind: 'misconfigured', code: '20003' })
    const nobody = await send({}, { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` })
    expect(nobody.answer).toEqual({ kind: 'misconfigured', code: '20003' })
    expect(wrong.taken).toBeUndefined()
  })

  it.each([
    [429, 20429],
    [400, 21611],
    [400, 10004],
    [400, 22005],
    [400, 20001],
    [409, 99999],
    [503, 20503],
  ])('%i and %i: not taken, and another may be asked', async (status, code) => {
    expect(await answerTo(error(status, code))).toEqual({ kind: 'not_taken' })
  })

  it.each([521, 523, 525, 526, 530])('%i: Twilio was not reached', async (status) => {
    expect(await answerTo({ kind: 'answer', status, body: '' })).toEqual({ kind: 'not_taken' })
  })

  it.each([
    [500, 20500],
    [500, 21211],
    [501, 20501],
    [503, 99999],
    [505, 20505],
  ])('%i and %i: it may have gone out', async (status, code) => {
    expect(await answerTo(error(status, code))).toEqual({ kind: 'unknown' })
  })

  it.each([408, 500, 502, 503, 504, 520, 522, 524])('%i alone tells nothing', async (status) => {
    expect(await answerTo({ kind: 'answer', status, body: '' })).toEqual({ kind: 'unknown' })
  })

  it('a late answer counts as long as it is in time', async () => {
    const phone = newPhone()
    await twilioAnswers(phone, { kind: 'created', delayMs: 200 })
    const answer = await gatewayWith().send(textTo(phone), soon())
    expect(answer).toEqual({ kind: 'accepted' })
  })

  it('a connection that is reset leaves it unknown, in production and locally', async () => {
    const phone = newPhone()
    await twilioAnswers(phone, { kind: 'reset' })
    for (const development of [true, false]) {
      const answer = await gatewayWith({}, development).send(textTo(phone), soon())
      expect(answer).toEqual({ kind: 'unknown' })
    }
    expect(await takenFor(phone)).toHaveLength(2)
  })

  it.each(['silent', 'slow_body'] as const)('%s leaves it unknown in the end', async (kind) => {
    expect(await answerTo({ kind }, 'sms', AbortSignal.timeout(300))).toEqual({ kind: 'unknown' })
  })

  it('a port where nobody listens did not take it, as a developer is told', async () => {
    const { answer } = await send({}, { TWILIO_ORIGIN: 'http://127.0.0.1:1' })
    expect(answer).toEqual({ kind: 'not_taken' })
  })
})

describe('a status callback', () => {
  it.each([
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'undelivered'],
  ] as const)('of a message that is %s says %s', async (status, said) => {
    for (const channel of ['sms', 'whatsapp'] as const) {
      const { phone } = await send({ channel, words: TEMPLATE })
      const post = await statusOf(phone, status)
      expect(post.url).toBe(CALLBACK)
      expect(await readReceipts(post)).toEqual({
        kind: 'receipts',
        receipts: [{ reference: REFERENCE, status: said }],
      })
    }
  })

  it.each(['accepted', 'queued', 'sending', 'sent', 'canceled', 'busy', 'constructor', ''])(
    'of a message that is %j says nothing',
    async (status) => {
      const { phone } = await send()
      expect(await readReceipts(await statusOf(phone, status))).toEqual({
        kind: 'receipts',
        receipts: [],
      })
    },
  )

  it.each(['busy', 'no-answer', 'failed', 'canceled'])(
    'of a call that ended with %s says undelivered',
    async (status) => {
      const { phone } = await send({ channel: 'voice' })
      expect(await readReceipts(await statusOf(phone, status))).toEqual({
        kind: 'receipts',
        receipts: [{ reference: REFERENCE, status: 'undelivered' }],
      })
    },
  )

  it.each(['queued', 'initiated', 'ringing', 'in-progress', 'completed', 'delivered'])(
    'of a call that is %s says nothing, since a voicemail box may have answered',
    async (status) => {
      const { phone } = await send({ channel: 'voice' })
      expect(await readReceipts(await statusOf(phone, status))).toEqual({
        kind: 'receipts',
        receipts: [],
      })
    },
  )

  it('is forged where anything in it was changed, or nothing was signed', async () => {
    const { phone } = await send()
    const post = await statusOf(phone, 'failed')
    const changes: Partial<Callback>[] = [
      { body: post.body.replaceAll('failed', 'delivered') },
      { body: `${post.body}&MessageStatus=delivered` },
      { body: '' },
      { url: post.url.replace(REFERENCE, 'another') },
      { url: post.url.replace('signup.example', 'evil.example') },
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ]
    for (const change of changes) {
      expect(await readReceipts({ ...post, ...change })).toEqual({ kind: 'forged' })
    }
    const other = gatewayWith({ TWILIO_AUTH_TOKEN: '0'.repeat(32) })
    expect(await other.readReceipts?.(read(post))).toEqual({ kind: 'forged' })
  })

  it('is forged for the account of another, though the token be the same', async () => {
    const { phone } = await send()
    const post = await statusOf(phone, 'delivered')
    const other = gatewayWith({ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` })
    expect(await other.readReceipts?.(read(post))).toEqual({ kind: 'forged' })
  })

  it('is unreadable as anything but a form', async () => {
    const { phone } = await send()
    const post = await statusOf(phone, 'delivered')
    for (const type of ['application/json', 'text/plain']) {
      const headers = { ...post.headers, 'content-type': type }
      expect(await readReceipts({ ...post, headers })).toEqual({ kind: 'unreadable' })
    }
  })
})

/** Without WhatsApp, for which there is no template here. */
const BY_TWILIO = envWith({
  SMS_GATEWAYS: 'twilio',
  ...SETTINGS,
  TWILIO_WHATSAPP_SENDER: undefined,
})

describe('a signup whose gateway is Twilio', () => {
  it('texts its code, with a reference that tells nothing', async () => {
    const phone = newPhone()
    const reply = await sendOtp({ phone }, { env: BY_TWILIO })
    expect(reply.status).toBe(200)
    const [taken, ...more] = await takenFor(phone)
    expect(more).toEqual([])
    expect(taken?.fields['Body']).toMatch(/^\d{6} is your NeoBank code\./)
    const callback = new URL(taken?.fields['StatusCallback'] ?? '')
    expect(callback.pathname).toBe('/webhooks/sms/twilio/')
    expect(callback.searchParams.get('ref')).toMatch(/^[\w-]{80}$/)
    const sessionId = String(reply.body['session_id'])
    expect(callback.href.replaceAll('-', '')).not.toContain(sessionId.replaceAll('-', ''))
  })

  it("tells an operator Twilio's code for what is wrong, and nothing of the text", async () => {
    const phone = newPhone()
    await twilioAnswers(phone, error(400, 21606))
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    expect((await sendOtp({ phone }, { env: BY_TWILIO })).status).toBe(503)
    const lines = log.mock.calls.map(([line]) => String(line))
    expect(lines.find((line) => line.includes('gateway_misconfigured'))).toContain('"21606"')
    expect(lines.join()).not.toContain(phone.slice(-10))
    expect(lines.join()).not.toContain(account.authToken)
  })

  it('refuses a number whose owner opted out', async () => {
    const phone = newPhone()
    await twilioAnswers(phone, error(400, 21610))
    const reply = await sendOtp({ phone }, { env: BY_TWILIO })
    expect(reply).toMatchObject({ status: 400, body: { error: 'undeliverable_phone' } })
  })
})
