import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { CodeText } from '../../../../src/sms/gateway.ts'
import { newPhone, sendOtp } from '../../../support/app.ts'
import { PROVIDERS } from '../../../support/gateways.ts'
import { envWith } from '../../../support/bindings.ts'
import { keyPressed, statusOf, takenFor, twilioAnswers } from '../../../support/twilio-client.ts'
import { receiptRequest } from '../../../support/stand-ins.ts'
import type { Callback } from '../../../support/twilio.ts'
import { CODE, gatewayOf, PUBLIC, REFERENCE, soon, textTo } from '../support.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const { account } = inject('twilio')
const PHONE = '+919876543210'
const TEMPLATE = { templateId: account.template, variables: { 1: CODE } }
const CALLBACK = `${PUBLIC}/webhooks/sms/twilio/?ref=${REFERENCE}`

type Asked = Parameters<typeof textTo>[1]

/** Sends to a new number; what was taken for it last, and what was answered. */
async function send(asked: Asked = {}, vars: object = {}) {
  const phone = newPhone()
  const answer = await gatewayOf('twilio', vars).send(textTo(phone, asked), soon())
  const { resource, fields } = (await takenFor(phone)).at(-1) ?? {}
  return { phone, answer: answer.kind, resource, fields }
}

describe('a text by Twilio', () => {
  it('is the body as it is, from the Messaging Service, with the address of its receipts', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15) })
    const sent = await send({ expiresAt: Date.UTC(2026, 0, 15) + 299_999 })
    expect(sent).toMatchObject({ answer: 'accepted', resource: 'Messages' })
    expect(sent.fields).toEqual({
      To: sent.phone,
      MessagingServiceSid: account.service,
      Body: textTo('').words.body,
      StatusCallback: CALLBACK,
      ValidityPeriod: '299',
      SmartEncoded: 'false',
    })
  })

  it.each<[string, Asked, object, string]>([
    ['a number', {}, { TWILIO_SENDER: account.number }, account.number],
    ['a name', {}, { TWILIO_SENDER: account.name }, account.name],
    ["its template's header", { words: { header: account.name } }, {}, account.name],
  ])('comes from %s where there is one', async (_, asked, vars, From) => {
    const { answer, fields } = await send(asked, vars)
    expect(answer).toBe('accepted')
    expect(fields).toMatchObject({ From })
    expect(fields).not.toHaveProperty('MessagingServiceSid')
  })

  it('is a template of Twilio where its words name one', async () => {
    const { answer, fields } = await send({ words: TEMPLATE })
    expect(answer).toBe('accepted')
    const ContentVariables = JSON.stringify(TEMPLATE.variables)
    expect(fields).toMatchObject({ ContentSid: account.template, ContentVariables })
    expect(fields).not.toHaveProperty('Body')
  })

  it.each([
    ['a code that is dead', -60_000, '6'],
    ['a code with a second left', 1000, '6'],
    ['a code that lives for a day', 86_400_000, '36000'],
  ])('waits at Twilio no time that Twilio refuses: %s', async (_, left, ValidityPeriod) => {
    const { answer, fields } = await send({ expiresAt: Date.now() + left })
    expect(answer).toBe('accepted')
    expect(fields).toMatchObject({ ValidityPeriod })
  })

  it('is by WhatsApp an approved template, to and from WhatsApp addresses', async () => {
    const { phone, fields } = await send({ channel: 'whatsapp', words: TEMPLATE })
    expect(fields).toEqual({
      To: `whatsapp:${phone}`,
      From: `whatsapp:${account.whatsAppSender}`,
      ContentSid: account.template,
      ContentVariables: JSON.stringify(TEMPLATE.variables),
      StatusCallback: CALLBACK,
    })
  })
})

it.each<[string, CodeText['channel'], object]>([
  ['whatsapp_template_missing', 'whatsapp', {}],
  ['whatsapp_sender_missing', 'whatsapp', { TWILIO_WHATSAPP_SENDER: undefined }],
  ['voice_number_missing', 'voice', { TWILIO_VOICE_NUMBER: undefined }],
])('an operator hears of what a text lacks: %s', async (code, channel, vars) => {
  const fetched = vi.spyOn(globalThis, 'fetch')
  const answer = await gatewayOf('twilio', vars).send(textTo(PHONE, { channel }), soon())
  expect(answer).toEqual({ kind: 'misconfigured', code })
  expect(fetched).not.toHaveBeenCalled()
})

const gateway = gatewayOf('twilio')
const readCall = async ({ url, ...post }: Callback) =>
  gateway.voice?.readRequest(receiptRequest(url, post))
const readReceipts = async ({ url, ...post }: Callback, by = gateway) =>
  by.readReceipts?.(receiptRequest(url, post))

describe('a call by Twilio', () => {
  it.each(['en', 'hi'])('holds no code, only the question for a key: %s', async (language) => {
    const { phone, answer, fields = {} } = await send({ channel: 'voice', words: { language } })
    expect(answer).toBe('accepted')
    const { Twiml, ...others } = fields
    expect(others).toEqual({
      To: phone,
      From: account.number,
      StatusCallback: CALLBACK,
      Timeout: '30',
      TimeLimit: '120',
    })
    expect(Twiml).toContain('<Gather')
    expect(JSON.stringify(fields)).not.toContain(CODE)
    expect(Twiml).not.toMatch(/zero|three|four|शून्य|तीन|चार/)
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
})

describe('a status callback', () => {
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
  })

  it.each([
    ['token', { TWILIO_AUTH_TOKEN: '0'.repeat(32) }],
    ['account, though the token be the same', { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` }],
  ])('is forged for another %s', async (_, vars) => {
    const { phone } = await send()
    const other = gatewayOf('twilio', vars)
    expect(await readReceipts(await statusOf(phone, 'delivered'), other)).toEqual({
      kind: 'forged',
    })
  })
})

const BY_TWILIO = envWith({ ...PROVIDERS, SMS_GATEWAYS: 'twilio' })

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
    await twilioAnswers(phone, { kind: 'error', status: 400, code: 21606 })
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    expect((await sendOtp({ phone }, { env: BY_TWILIO })).status).toBe(503)
    const lines = log.mock.calls.map(([line]) => String(line))
    expect(lines.find((line) => line.includes('gateway_misconfigured'))).toContain('"21606"')
    expect(lines.join()).not.toContain(phone.slice(-10))
    expect(lines.join()).not.toContain(account.authToken)
  })
})
