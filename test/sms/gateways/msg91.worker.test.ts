import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { CodeText, GatewayAnswer, ReceiptReading } from '../../../src/sms/gateway.ts'
import { msg91Gateway } from '../../../src/sms/gateways/msg91.ts'
import { newPhone } from '../../support/app.ts'
import type { Msg91ErrorName, Msg91Text } from '../../support/msg91.ts'
import type { Post, TextBehaviour } from '../../support/stand-in.ts'
import { behaves, ordered, receiptRequest, textsAt } from '../../support/stand-ins.ts'

afterEach(() => vi.restoreAllMocks())

const { origin, authKey, templateId } = inject('msg91')
const TOKEN = 'unguessable-0123456789_abcdefghijk'
const SETTINGS = { origin, authKey, webhookToken: TOKEN }
const REFERENCE = 'r'.repeat(79) + '_'

function textTo(to: string, words: Partial<CodeText['words']> = {}): CodeText {
  return {
    id: `id-${to}`,
    to,
    channel: 'sms',
    words: { body: 'not used', language: 'en', templateId, variables: { OTP: '012345' }, ...words },
    code: '012345',
    sessionId: 'not for the gateway',
    expiresAt: 0,
    reference: REFERENCE,
  }
}

const soon = () => AbortSignal.timeout(5000)
const short = () => AbortSignal.timeout(200)
const misconfigured = (code: string): GatewayAnswer => ({ kind: 'misconfigured', code })
const send = (text: CodeText, settings = SETTINGS, local = true) =>
  msg91Gateway(settings, local).send(text, soon())

async function answerTo(behaviour: TextBehaviour<Msg91ErrorName>, signal = soon()) {
  const phone = newPhone()
  await behaves(origin, phone, behaviour)
  return msg91Gateway(SETTINGS, true).send(textTo(phone), signal)
}

describe('what the MSG91 gateway posts', () => {
  it('is taken by a stand-in that knows the template and refuses what it does not know', async () => {
    const phone = newPhone()
    expect(await send(textTo(phone))).toEqual({ kind: 'accepted' })
    expect(await textsAt<Msg91Text>(origin, phone)).toEqual([
      { to: phone, templateId, variables: { OTP: '012345' }, CRQID: REFERENCE },
    ])
  })

  it('is the flow of the template for one number without a plus sign', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response())
    await msg91Gateway({ ...SETTINGS, origin: 'https://control.msg91.com' }, false).send(
      textTo('+919876543210'),
      soon(),
    )
    const [target, init] = fetched.mock.lastCall ?? []
    expect(target).toBe('https://control.msg91.com/api/v5/flow')
    expect(init).toMatchObject({
      method: 'POST',
      redirect: 'manual',
      headers: { authkey: authKey, 'content-type': 'application/json' },
    })
    expect(await new Response(init?.body).json()).toEqual({
      template_id: templateId,
      short_url: '0',
      realTimeResponse: '1',
      CRQID: REFERENCE,
      recipients: [{ OTP: '012345', mobiles: '919876543210' }],
    })
  })

  it('goes to the number of the text, whatever a variable is called', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response())
    await send(textTo('+919876543210', { variables: { mobiles: '919999999999' } }))
    const posted = await new Response(fetched.mock.lastCall?.[1]?.body).json()
    expect(posted).toMatchObject({ recipients: [{ mobiles: '919876543210' }] })
  })

  it('is not posted at all without a template', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    const { templateId: _, ...words } = textTo('+919876543210').words
    expect(await send({ ...textTo('+919876543210'), words })).toEqual({
      kind: 'misconfigured',
      code: 'template_id_missing',
    })
    expect(fetched).not.toHaveBeenCalled()
  })

  it('is refused with another key, an unknown template and other variables', async () => {
    const phone = newPhone()
    const otherKey = { ...SETTINGS, authKey: 'x'.repeat(32) }
    expect(await send(textTo(phone), otherKey)).toEqual({ kind: 'misconfigured', code: '201' })
    expect(await send(textTo(phone, { templateId: 'unknown' }))).toEqual({
      kind: 'misconfigured',
      code: '211',
    })
    expect(await send(textTo(phone, { variables: { CODE: '012345' } }))).toEqual({
      kind: 'not_taken',
    })
    expect(await textsAt(origin, phone)).toEqual([])
  })
})

describe('what the MSG91 gateway makes of an answer', () => {
  it.each<[Msg91ErrorName, GatewayAnswer]>([
    ['authentication', misconfigured('201')],
    ['unauthorized', misconfigured('401')],
    ['ip', misconfigured('418')],
    ['template', misconfigured('211')],
    ['template_without_code', misconfigured('template')],
    ['balance', misconfigured('301')],
    ['account', misconfigured('account')],
    ['mobile', { kind: 'undeliverable' }],
    ['blocked', { kind: 'undeliverable' }],
    ['rate', { kind: 'not_taken' }],
    ['unknown', { kind: 'not_taken' }],
  ])('the error %s', async (name, answer) => {
    expect(await answerTo({ kind: 'error', name })).toEqual(answer)
  })

  it.each<[string, string]>([
    ['AuthenticationFailure', 'authentication'],
    ['Auth Key missing', 'authentication'],
    ['IP not whitelisted', 'ip'],
    ['Sender ID is not mapped', 'template'],
    ['Low wallet balance', 'balance'],
    ['Your plan has expired', 'account'],
  ])('the message %j is of our account, without a code too', async (message, code) => {
    const body = { type: 'error', message }
    expect(await answerTo({ kind: 'answer', status: 200, body })).toEqual(misconfigured(code))
  })

  it.each([202, '202'])('the code %j says that the number is none', async (code) => {
    const body = { type: 'error', message: '', code }
    expect(await answerTo({ kind: 'answer', status: 200, body })).toEqual({ kind: 'undeliverable' })
  })

  it.each(['Mobile missing', 'Too many requests for this number', ''])(
    'the message %j says nothing of the number or the account',
    async (message) => {
      const body = { type: 'error', message }
      expect(await answerTo({ kind: 'answer', status: 200, body })).toEqual({ kind: 'not_taken' })
    },
  )

  it.each([403, 418])('%i without more is of our account', async (status) => {
    const answer = await answerTo({ kind: 'answer', status, body: '' })
    expect(answer).toEqual(misconfigured(String(status)))
  })

  it.each([302, 400, 404, 429, 500, 503])('%i without more was not taken', async (status) => {
    expect(await answerTo({ kind: 'answer', status, body: '' })).toEqual({ kind: 'not_taken' })
  })

  it.each([502, 504])('%i leaves unknown what became of it', async (status) => {
    expect(await answerTo({ kind: 'answer', status, body: '' })).toEqual({ kind: 'unknown' })
  })

  it('a reset, an answer that cannot be read and one of neither type leave it unknown', async () => {
    expect(await answerTo({ kind: 'reset' })).toEqual({ kind: 'unknown' })
    expect(await answerTo({ kind: 'garbage' })).toEqual({ kind: 'unknown' })
    expect(await answerTo({ kind: 'answer', status: 200, body: { type: 'maybe' } })).toEqual({
      kind: 'unknown',
    })
    const long = { type: 'success', message: 'x'.repeat(20_000) }
    expect(await answerTo({ kind: 'answer', status: 200, body: long })).toEqual({ kind: 'unknown' })
  })

  it('silence, lateness and a body that never ends leave it unknown once its time is over', async () => {
    expect(await answerTo({ kind: 'silent' }, short())).toEqual({ kind: 'unknown' })
    expect(await answerTo({ kind: 'slow_body' }, short())).toEqual({ kind: 'unknown' })
    expect(await answerTo({ kind: 'take', delayMs: 5000 }, short())).toEqual({ kind: 'unknown' })
  })
})

/** The delivery reports of a text that was taken, as MSG91 would post them. */
async function reported(status: string, version: '2' | '3', times = 1): Promise<Post> {
  const to = newPhone()
  for (let sent = 0; sent < times; sent += 1) await send(textTo(to))
  return ordered(origin, '/reports', { to, status, version })
}

const read = (post: Post, token: string | undefined = TOKEN) =>
  msg91Gateway(SETTINGS, true).readReceipts?.(
    receiptRequest('/webhooks/sms/msg91/token/', post, token),
  )

const receipts = (...statuses: readonly ('delivered' | 'undelivered')[]): ReceiptReading => ({
  kind: 'receipts',
  receipts: statuses.map((status) => ({ reference: REFERENCE, status })),
})

describe.each(['2', '3'] as const)('version %s of the delivery reports of MSG91', (version) => {
  it('brings the reference back with what became of the text', async () => {
    expect(await read(await reported('1', version))).toEqual(receipts('delivered'))
  })

  it.each(['2', '9', '16', '17', '25'])(
    'says by status %s that it did not arrive',
    async (code) => {
      expect(await read(await reported(code, version))).toEqual(receipts('undelivered'))
    },
  )

  it.each(['0', '5', '8', '26'])('says nothing by status %s', async (code) => {
    expect(await read(await reported(code, version))).toEqual(receipts())
  })

  it('is forged without the unguessable segment', async () => {
    const post = await reported('1', version)
    for (const token of ['', 'another', TOKEN.slice(1), `${TOKEN}x`]) {
      expect(await read(post, token)).toEqual({ kind: 'forged' })
    }
    const request = receiptRequest('/webhooks/sms/msg91/', post)
    expect(await msg91Gateway(SETTINGS, true).readReceipts?.(request)).toEqual({ kind: 'forged' })
  })
})

describe('a post of delivery reports', () => {
  it('may have several', async () => {
    expect(await read(await reported('1', '2', 3))).toEqual(
      receipts('delivered', 'delivered', 'delivered'),
    )
    const { headers, body } = await reported('2', '3')
    const several = `[${body},${body}]`
    expect(await read({ headers, body: several })).toEqual(receipts('undelivered', 'undelivered'))
  })

  it('may be of a text that is not ours, or have a number as its status', async () => {
    const headers = { 'content-type': 'application/json' }
    expect(await read({ headers, body: '{"status":"1"}' })).toEqual(receipts())
    const body = JSON.stringify({ status: 1, CRQID: REFERENCE })
    expect(await read({ headers, body })).toEqual(receipts('delivered'))
  })

  it.each([
    ['application/json', ''],
    ['application/json', 'null'],
    ['application/json', '{"CRQID":"x"}'],
    ['application/json', '[[]]'],
    ['application/x-www-form-urlencoded', ''],
    ['application/x-www-form-urlencoded', 'data='],
    ['application/x-www-form-urlencoded', 'data=%7B%7D'],
    ['application/x-www-form-urlencoded', 'data=[{"report":1}]'],
    ['', '<xml/>'],
  ])('of %j that is %j is unreadable', async (type, body) => {
    expect(await read({ headers: { 'content-type': type }, body })).toEqual({ kind: 'unreadable' })
  })

  it('reaches the address that the stand-in is told', async () => {
    const to = newPhone()
    await send(textTo(to))
    // The SMS receiver answers 401 to what it did not sign.
    const { url } = inject('smsReceiver')
    expect(await ordered(origin, '/reports', { to, url })).toEqual({ status: 401 })
  })
})
