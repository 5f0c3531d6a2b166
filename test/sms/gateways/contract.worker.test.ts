import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import type { GatewayAnswer } from '../../../src/sms/gateway.ts'
import { newPhone } from '../../support/app.ts'
import { MSG91_TOKEN } from '../../support/gateways.ts'
import type { Post } from '../../support/stand-in.ts'
import { behaves, ordered, receiptRequest, textsAt } from '../../support/stand-ins.ts'
import { statusOf } from '../../support/twilio-client.ts'
import { CODE, gatewayOf, receipts, short, soon, textTo } from './support.ts'

afterEach(() => vi.restoreAllMocks())

const [twilio, msg91, aws] = [inject('twilio'), inject('msg91'), inject('aws')]

/** Holds where each gateway's stand-in is, what it takes, and who we must not be there. */
const GATEWAYS = {
  webhook: {
    at: { SMS_WEBHOOK_URL: inject('smsReceiver').url },
    impostor: { SMS_WEBHOOK_SECRET: `whsec_${btoa('another secret of 24 bytes')}` },
    refused: '401',
    success: {},
    /** A 2xx is acceptance, whatever follows. */
    unread: 'accepted',
  },
  twilio: {
    at: { TWILIO_ORIGIN: twilio.origin },
    impostor: { TWILIO_AUTH_TOKEN: '0'.repeat(32) },
    refused: '20003',
    success: { sid: `SM${'0'.repeat(32)}`, status: 'queued' },
    unread: 'unknown',
  },
  msg91: {
    at: { MSG91_ORIGIN: msg91.origin },
    impostor: { MSG91_AUTH_KEY: 'x'.repeat(32) },
    refused: '201',
    success: { type: 'success' },
    unread: 'unknown',
  },
  aws: {
    at: { AWS_SMS_ORIGIN: aws.origin },
    impostor: { AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) },
    refused: 'InvalidSignatureException',
    success: { MessageId: 'x' },
    unread: 'unknown',
  },
} as const

/** What MSG91 keeps as a template; the others send the body. */
const WORDS = { templateId: msg91.templateId, variables: { OTP: CODE } }

/** An answer that goes on until nobody reads it any more. */
function endless(start: unknown) {
  const text = new TextEncoder()
  let chunks = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks += 1
      const first = JSON.stringify(start).replace(/\}$/, ',"more":"')
      controller.enqueue(text.encode(chunks === 1 ? first.replace('{,', '{') : 'x'.repeat(1024)))
    },
  })
  return { response: new Response(body), chunks: () => chunks }
}

describe.each(Object.entries(GATEWAYS))('the gateway %s', (name, subject) => {
  const { at, impostor, refused, success, unread } = subject
  const [[variable, address]] = Object.entries(at) as [[string, string]]
  const { origin } = new URL(address)

  const send = (phone: string, changes: object = {}, signal = soon()) =>
    gatewayOf(name, changes).send(textTo(phone, { words: WORDS }), signal)

  async function answerTo(kind: 'reset' | 'silent' | 'slow_body', signal = soon()) {
    const phone = newPhone()
    await behaves(origin, phone, { kind })
    const answer = await send(phone, {}, signal)
    return { answer: answer.kind, texts: (await textsAt(origin, phone)).length }
  }

  /** The answer to whatever comes back, and what was fetched for it. */
  async function fetching(response: () => Response) {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => response())
    return { answer: await send('+919876543210'), fetched }
  }

  it('hands a text over, and says nothing of its session', async () => {
    const phone = newPhone()
    expect(await send(phone)).toEqual({ kind: 'accepted' })
    const texts = await textsAt(origin, phone)
    expect(texts).toHaveLength(1)
    expect(JSON.stringify(texts)).toContain(CODE)
    expect(JSON.stringify(texts)).not.toContain('not for the gateway')
  })

  it('tells an operator that our credentials are refused', async () => {
    const phone = newPhone()
    const answer: GatewayAnswer = { kind: 'misconfigured', code: refused }
    expect(await send(phone, impostor)).toEqual(answer)
    expect(await textsAt(origin, phone)).toEqual([])
  })

  it('posts once, and follows no redirect', async () => {
    const headers = { Location: address }
    const { answer, fetched } = await fetching(() => new Response(null, { status: 307, headers }))
    expect(answer).toEqual({ kind: 'not_taken' })
    const options = expect.objectContaining({ method: 'POST', redirect: 'manual' })
    expect(fetched).toHaveBeenCalledExactlyOnceWith(expect.anything(), options)
  })

  it.each([408, 502, 504, 520, 522, 524])('leaves it unknown after %i', async (status) => {
    const { answer } = await fetching(() => Response.json(success, { status }))
    expect(answer).toEqual({ kind: 'unknown' })
  })

  it('leaves it unknown where the connection is reset, or nobody listens', async () => {
    expect(await answerTo('reset')).toEqual({ answer: 'unknown', texts: 1 })
    const nobody = new URL(address)
    nobody.port = '1'
    const changes = { [variable]: nobody.href.replace(/\/$/, '') }
    expect(await send(newPhone(), changes)).toEqual({ kind: 'unknown' })
  })

  it('gives up on silence, and on an answer that never ends, once its time is over', async () => {
    expect(await answerTo('silent', short())).toEqual({ answer: 'unknown', texts: 1 })
    expect(await answerTo('slow_body', short())).toEqual({ answer: unread, texts: 1 })
  })

  it('reads no more than 16 KB of an answer', async () => {
    const { response, chunks } = endless(success)
    expect((await fetching(() => response)).answer).toEqual({ kind: unread })
    expect(chunks()).toBeLessThan(24)
  })
})

const ofTwilio = (channel: 'sms' | 'voice' | 'whatsapp') => ({
  gateway: 'twilio',
  text: { channel, words: { templateId: twilio.account.template, variables: { 1: CODE } } },
  posted: async (to: string, status: string) => {
    const { url, ...post } = await statusOf(to, status)
    return receiptRequest(url, post)
  },
})

const ofMsg91 = (version: '2' | '3') => ({
  gateway: 'msg91',
  text: { words: WORDS },
  posted: async (to: string, status: string) => {
    const post = await ordered<Post>(msg91.origin, '/reports', { to, status, version })
    return receiptRequest('/webhooks/sms/msg91/token/', post, MSG91_TOKEN)
  },
  delivered: ['1'],
  undelivered: ['2', '9', '16', '17', '25'],
  nothing: ['0', '5', '8', '26'],
})

const typesOf = (...all: string[]) =>
  all.flatMap((types) => types.split('|')).map((type) => `TEXT_${type}`)

const ofMessage = {
  delivered: ['delivered', 'read'],
  undelivered: ['undelivered', 'failed'],
  nothing: ['accepted', 'queued', 'sending', 'sent', 'canceled', 'busy', 'constructor', ''],
}

/** What each provider posts of a text by its statuses; the rest says nothing. */
const RECEIPTS = {
  'a message of Twilio': { ...ofTwilio('sms'), ...ofMessage },
  'WhatsApp by Twilio': { ...ofTwilio('whatsapp'), ...ofMessage },
  'a call of Twilio': {
    ...ofTwilio('voice'),
    delivered: [],
    undelivered: ['busy', 'no-answer', 'failed', 'canceled'],
    // A voicemail box may have answered.
    nothing: ['queued', 'initiated', 'ringing', 'in-progress', 'completed', 'delivered'],
  },
  'version 2 of the reports of MSG91': ofMsg91('2'),
  'version 3 of the reports of MSG91': ofMsg91('3'),
  AWS: {
    gateway: 'aws',
    text: {},
    posted: async (to: string, status: string) => {
      const [type = '', ...rest] = status.split(' ')
      const final = String(rest.length === 0)
      const post = await ordered<Post>(aws.origin, '/events', { to, type, final })
      return receiptRequest('/webhooks/sms/aws/', post)
    },
    delivered: ['TEXT_DELIVERED', 'TEXT_DELIVERED not final', 'TEXT_SUCCESSFUL'],
    undelivered: typesOf(
      'BLOCKED|CARRIER_BLOCKED|CARRIER_UNREACHABLE|INVALID|INVALID_MESSAGE',
      'PROTECT_BLOCKED|SPAM|TTL_EXPIRED|UNREACHABLE',
    ),
    nothing: typesOf('QUEUED|PENDING|SENT|UNKNOWN|SUCCESSFUL not final|BLOCKED not final'),
  },
}

describe.each(Object.entries(RECEIPTS))('the receipts of %s', (_, subject) => {
  const { gateway: name, text, posted, delivered, undelivered, nothing } = subject
  const gateway = gatewayOf(name)

  it.each([
    ['delivered', delivered, receipts('delivered')],
    ['undelivered', undelivered, receipts('undelivered')],
    ['nothing', nothing, receipts()],
  ])(
    'bring the reference back, and say %s by each status that does',
    async (_said, all, reading) => {
      const phone = newPhone()
      await gateway.send(textTo(phone, text), soon())
      for (const status of all) {
        expect(await gateway.readReceipts?.(await posted(phone, status)), status).toEqual(reading)
      }
    },
  )
})
