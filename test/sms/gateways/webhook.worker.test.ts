import { Buffer } from 'node:buffer'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { CodeText } from '../../../src/sms/gateway.ts'
import { webhookGateway } from '../../../src/sms/gateways/webhook.ts'
import { newPhone, receiverAnswers, sendOtp, start, textsTo } from '../../support/app.ts'
import { envWith } from '../../support/bindings.ts'
import type { Behaviour } from '../../support/sms-receiver.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const { url, secret } = inject('smsReceiver')
const keyOf = (text: string) => Buffer.from(text.slice('whsec_'.length), 'base64')
const KEY = keyOf(secret)

const textTo = (to: string): CodeText => ({
  id: `id-${to}`,
  to,
  channel: 'sms',
  words: {
    body: '012345 is your NeoBank code.\n\n@signup.example #012345',
    language: 'en',
    variables: {},
  },
  code: '012345',
  sessionId: 'not for the gateway',
  expiresAt: 0,
  reference: 'not for the gateway either',
})

/** Long enough for this machine, and never waited for in full but by the gateway that is silent. */
const soon = () => AbortSignal.timeout(5000)

async function answerTo(behaviour: Behaviour, local = true, signal = soon()) {
  const phone = newPhone()
  await receiverAnswers(phone, behaviour)
  const answer = await webhookGateway({ url, secret: KEY }, local).send(textTo(phone), signal)
  return { answer: answer.kind, taken: (await textsTo(phone)).length }
}

const status = (code: number): Behaviour => ({ kind: 'status', status: code })

describe('what the webhook gateway posts', () => {
  it('is taken by a receiver that verifies it with the library of Standard Webhooks', async () => {
    const phone = newPhone()
    const text = textTo(phone)
    expect(await webhookGateway({ url, secret: KEY }, true).send(text, soon())).toEqual({
      kind: 'accepted',
    })
    expect(await textsTo(phone)).toEqual([
      {
        id: text.id,
        to: phone,
        text: text.words.body,
        language: 'en',
        signedAt: expect.closeTo(Date.now() / 1000, -1.5),
      },
    ])
  })

  it('is exactly what the contract says, and nothing more', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15, 10, 35, 1, 234) })
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response())
    await webhookGateway({ url: 'https://sms.example/otp', secret: KEY }, false).send(
      textTo('+919876543210'),
      soon(),
    )
    const [target, init] = fetched.mock.lastCall ?? []
    expect(target).toBe('https://sms.example/otp')
    expect(init?.method).toBe('POST')
    expect(init?.redirect).toBe('manual')
    expect(init?.headers).toEqual({
      'content-type': 'application/json',
      'webhook-id': 'id-+919876543210',
      'webhook-timestamp': String(Date.UTC(2026, 0, 15, 10, 35, 1) / 1000),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
    })
    expect(await new Response(init?.body).json()).toEqual({
      type: 'otp.send',
      timestamp: '2026-01-15T10:35:01.234Z',
      data: {
        to: '+919876543210',
        text: '012345 is your NeoBank code.\n\n@signup.example #012345',
        language: 'en',
      },
    })
  })

  it('is refused where it is signed with another secret', async () => {
    const phone = newPhone()
    const other = keyOf(`whsec_${btoa('another secret of 24 bytes')}`)
    const answer = await webhookGateway({ url, secret: other }, true).send(textTo(phone), soon())
    expect(answer).toEqual({ kind: 'misconfigured', code: '401' })
    expect(await textsTo(phone)).toEqual([])
  })
})

describe('what the webhook gateway makes of an answer', () => {
  it.each([200, 201, 202, 204, 299])('%i is acceptance', async (code) => {
    expect(await answerTo(status(code))).toEqual({ answer: 'accepted', taken: 1 })
  })

  it.each([400, 404, 409, 422, 429, 500, 501, 503, 521, 523, 525, 530])(
    '%i means that the text was not taken',
    async (code) => {
      expect(await answerTo(status(code))).toMatchObject({ answer: 'not_taken' })
    },
  )

  it.each([401, 403])('%i is for the operator to mend', async (code) => {
    const phone = newPhone()
    await receiverAnswers(phone, status(code))
    const answer = await webhookGateway({ url, secret: KEY }, true).send(textTo(phone), soon())
    expect(answer).toEqual({ kind: 'misconfigured', code: String(code) })
  })

  it.each([400, 401, 404, 410, 422])(
    '%i with the error for it refuses the number',
    async (code) => {
      const body = { error: 'undeliverable_phone', more: 'of the receiver' }
      expect(await answerTo({ kind: 'status', status: code, body })).toMatchObject({
        answer: 'undeliverable',
      })
    },
  )

  it.each([
    ['another error', 400, { error: 'undeliverable' }],
    ['no object', 400, 'undeliverable_phone'],
    ['a failure of the server', 500, { error: 'undeliverable_phone' }],
    ['more than is read', 400, { error: 'undeliverable_phone', more: 'x'.repeat(20_000) }],
  ])('%s does not refuse the number', async (_, code, body) => {
    expect(await answerTo({ kind: 'status', status: code, body })).toMatchObject({
      answer: 'not_taken',
    })
  })

  it.each([408, 502, 504, 520, 522, 524])('%i leaves unknown what became of it', async (code) => {
    expect(await answerTo(status(code))).toMatchObject({ answer: 'unknown' })
  })

  it.each([301, 302, 307, 308])('%i is not followed, and was not taken', async (code) => {
    const fetched = vi
      .spyOn(globalThis, 'fetch')
      .mockResolvedValue(new Response(null, { status: code, headers: { Location: url } }))
    const gateway = webhookGateway({ url, secret: KEY }, false)
    expect(await gateway.send(textTo(newPhone()), soon())).toEqual({ kind: 'not_taken' })
    expect(fetched).toHaveBeenCalledTimes(1)
  })

  it('a connection that is reset leaves it unknown, in production and locally', async () => {
    expect(await answerTo({ kind: 'reset' }, false)).toEqual({ answer: 'unknown', taken: 1 })
    expect(await answerTo({ kind: 'reset' }, true)).toEqual({ answer: 'unknown', taken: 1 })
  })

  it('silence leaves it unknown once its time is over', async () => {
    const short = AbortSignal.timeout(100)
    const silent = await answerTo({ kind: 'silent' }, true, short)
    expect(silent).toEqual({ answer: 'unknown', taken: 1 })
  })

  it('an answer whose body never ends is accepted at once', async () => {
    expect(await answerTo({ kind: 'slow_body' })).toEqual({ answer: 'accepted', taken: 1 })
  })

  it('a port where nobody listens did not take it, as a developer is told', async () => {
    const gateway = webhookGateway({ url: 'http://127.0.0.1:1/sms', secret: KEY }, true)
    expect(await gateway.send(textTo(newPhone()), soon())).toEqual({ kind: 'not_taken' })
  })

  it('a port where nobody listens leaves it unknown in production, where it cannot be told', async () => {
    const gateway = webhookGateway({ url: 'http://127.0.0.1:1/sms', secret: KEY }, false)
    expect(await gateway.send(textTo(newPhone()), soon())).toEqual({ kind: 'unknown' })
  })
})

describe('the text of a code', () => {
  it('[R15] names the host of the configuration, whatever host was asked', async () => {
    const phone = newPhone()
    const headers = {
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'X-Original-Host': 'evil.example',
      Forwarded: 'host=evil.example',
    }
    await start({ phone, headers })
    const [text] = await textsTo(phone)
    expect(text?.text).toMatch(/\n@signup\.example #\d{6}$/)
    expect(text?.text).not.toContain('evil')
  })

  it('names the brand of the configuration', async () => {
    const phone = newPhone()
    await start({ phone, env: envWith({ BRAND: 'Other Bank' }) })
    expect((await textsTo(phone))[0]?.text).toMatch(/^\d{6} is your Other Bank code\./)
  })

  it('bears another id for each send', async () => {
    const [first, second] = [newPhone(), newPhone()]
    await start({ phone: first })
    await start({ phone: second })
    const ids = [...(await textsTo(first)), ...(await textsTo(second))].map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
  })

  it('[R53] is offered to a second gateway where the first did not take it', async () => {
    const phone = newPhone()
    await receiverAnswers(phone, status(500))
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const env = envWith({ SMS_GATEWAYS: 'webhook,console' })
    expect((await sendOtp({ phone }, { env })).status).toBe(200)
    const printed = log.mock.calls.map(([line]) => String(line))
    expect(printed.filter((line) => line.includes(`📱 OTP for ${phone}: `))).toHaveLength(1)
  })
})
