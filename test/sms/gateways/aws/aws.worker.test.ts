import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { awsGateway } from '../../../../src/sms/gateways/aws/aws.ts'
import type { CodeText, GatewayAnswer, ReceiptReading } from '../../../../src/sms/gateway.ts'
import { snsTopic } from '../../../../src/sms/gateways/aws/sns.ts'
import { newPhone } from '../../../support/app.ts'
import type { AwsErrorName, AwsText } from '../../../support/aws.ts'
import type { Post, TextBehaviour } from '../../../support/stand-in.ts'
import { behaves, ordered, receiptRequest, textsAt } from '../../../support/stand-ins.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const { origin, region, accessKeyId, secretAccessKey, identity, header, ...account } = inject('aws')
const { configurationSet, topicArn } = account

const SETTINGS = {
  origin,
  region,
  accessKeyId,
  secretAccessKey,
  originationIdentity: identity,
  configurationSet,
  topic: snsTopic(topicArn, origin),
}

const REFERENCE = 'reference_of-the-text'
const INDIAN = { entityId: '1101234567890123456', templateId: '1107123456789012345', header }

function textTo(to: string, words: Partial<CodeText['words']> = {}): CodeText {
  return {
    id: `id-${to}`,
    to,
    channel: 'sms',
    words: {
      body: '012345 is your code – कोड.\n\n@signup.example #012345',
      language: 'en',
      variables: {},
      ...words,
    },
    code: '012345',
    sessionId: 'not for the gateway',
    expiresAt: Date.now() + 300_000,
    reference: REFERENCE,
  }
}

const soon = () => AbortSignal.timeout(5000)
const short = () => AbortSignal.timeout(200)
const misconfigured = (code: string): GatewayAnswer => ({ kind: 'misconfigured', code })

const send = (text: CodeText, changes: Partial<typeof SETTINGS> = {}) =>
  awsGateway({ ...SETTINGS, ...changes }, true).send(text, soon())

async function answerTo(behaviour: TextBehaviour<AwsErrorName>, signal = soon()) {
  const phone = newPhone()
  await behaves(origin, phone, behaviour)
  return awsGateway(SETTINGS, true).send(textTo(phone), signal)
}

/** What would be posted to AWS itself. */
async function posted(text: CodeText, changes: Partial<typeof SETTINGS> = {}) {
  const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response())
  await awsGateway({ ...SETTINGS, ...changes }, false).send(text, soon())
  const [target, init] = fetched.mock.lastCall ?? []
  const body: Record<string, unknown> = await new Response(init?.body).json()
  return { target, init, headers: new Headers(init?.headers), body }
}

describe('what the AWS gateway posts', () => {
  it('is signed as AWS verifies it, and has the fields of SendTextMessage', async () => {
    const phone = newPhone()
    const text = textTo(phone, INDIAN)
    expect(await send(text)).toEqual({ kind: 'accepted' })
    expect(await textsAt<AwsText>(origin, phone)).toEqual([
      {
        to: phone,
        DestinationPhoneNumber: phone,
        OriginationIdentity: header,
        MessageBody: text.words.body,
        MessageType: 'TRANSACTIONAL',
        ConfigurationSetName: configurationSet,
        TimeToLive: expect.closeTo(298, -1),
        Context: { reference: REFERENCE },
        DestinationCountryParameters: {
          IN_ENTITY_ID: INDIAN.entityId,
          IN_TEMPLATE_ID: INDIAN.templateId,
        },
      },
    ])
  })

  it('is sent from the configured identity where the template names no header', async () => {
    const phone = newPhone()
    expect(await send(textTo(phone))).toEqual({ kind: 'accepted' })
    const [text] = await textsAt<AwsText>(origin, phone)
    expect(text).toMatchObject({ OriginationIdentity: identity })
    expect(text).not.toHaveProperty('DestinationCountryParameters')
  })

  it('names no configuration set where there is none', async () => {
    const { configurationSet: _, ...settings } = SETTINGS
    const phone = newPhone()
    await awsGateway(settings, true).send(textTo(phone), soon())
    expect((await textsAt<AwsText>(origin, phone))[0]).not.toHaveProperty('ConfigurationSetName')
  })

  it('goes to the region in AWS JSON 1.0, and follows no redirect', async () => {
    const elsewhere = { origin: 'https://sms-voice.ap-south-1.amazonaws.com' }
    const { target, init, headers } = await posted(textTo('+919876543210'), elsewhere)
    expect(target).toBe('https://sms-voice.ap-south-1.amazonaws.com/')
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual' })
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0')
    expect(headers.get('x-amz-target')).toBe('PinpointSMSVoiceV2.SendTextMessage')
    expect(headers.get('authorization')).toContain(
      'SignedHeaders=content-type;host;x-amz-date;x-amz-target',
    )
  })

  it.each([
    [299_999, 299],
    [4999, 5],
    [-60_000, 5],
    [7 * 24 * 3_600_000, 259_200],
  ])('lives for %i ms at most, within the bounds of AWS', async (left, seconds) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 15) })
    const text = { ...textTo('+919876543210'), expiresAt: Date.now() + left }
    expect((await posted(text)).body).toMatchObject({ TimeToLive: seconds })
  })

  it.each([
    ['another key', { accessKeyId: 'AKIAANOTHER000000000' }, 'UnrecognizedClientException'],
    ['another secret', { secretAccessKey: 'x'.repeat(40) }, 'InvalidSignatureException'],
    ['another region', { region: 'us-east-1' }, 'InvalidSignatureException'],
    ['another sender', { originationIdentity: 'OTHER' }, 'ResourceNotFoundException'],
    ['another set', { configurationSet: 'other' }, 'ResourceNotFoundException'],
  ])('is refused with %s', async (_, changes, code) => {
    const phone = newPhone()
    expect(await send(textTo(phone), changes)).toEqual(misconfigured(code))
    expect(await textsAt(origin, phone)).toEqual([])
  })
})

describe('what the AWS gateway makes of an answer', () => {
  it.each<[AwsErrorName, GatewayAnswer]>([
    ['throttled', { kind: 'not_taken' }],
    ['internal', { kind: 'not_taken' }],
    ['unavailable', { kind: 'not_taken' }],
    ['quota', { kind: 'not_taken' }],
    ['spend_limit', misconfigured('MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT')],
    ['denied', misconfigured('INSUFFICIENT_ACCOUNT_REPUTATION')],
    ['denied_by_policy', misconfigured('AccessDeniedException')],
    ['unknown_client', misconfigured('UnrecognizedClientException')],
    ['bad_signature', misconfigured('InvalidSignatureException')],
    ['expired_token', misconfigured('ExpiredTokenException')],
    ['no_resource', misconfigured('ResourceNotFoundException')],
    ['opted_out', { kind: 'undeliverable' }],
    ['number_blocked', { kind: 'undeliverable' }],
    ['sandbox', misconfigured('DESTINATION_PHONE_NUMBER_NOT_VERIFIED')],
    ['country_protected', misconfigured('DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION')],
    ['number', { kind: 'undeliverable' }],
    ['number_unparsed', { kind: 'undeliverable' }],
    ['other_field', misconfigured('FIELD_VALIDATION_FAILED')],
    ['no_field', misconfigured('INVALID_PARAMETER')],
    ['identity', misconfigured('INVALID_IDENTITY_FOR_DESTINATION_COUNTRY')],
    ['country', misconfigured('DESTINATION_COUNTRY_BLOCKED')],
    ['telling', misconfigured('unreadable')],
  ])('the error %s', async (name, answer) => {
    expect(await answerTo({ kind: 'error', name })).toEqual(answer)
  })

  it.each([307, 400, 403, 413, 429, 500, 503])('%i without more was not taken', async (status) => {
    expect(await answerTo({ kind: 'answer', status, body: '' })).toEqual({ kind: 'not_taken' })
  })

  it.each([502, 504])('%i leaves unknown what became of it', async (status) => {
    expect(await answerTo({ kind: 'answer', status, body: '' })).toEqual({ kind: 'unknown' })
  })

  it('a reset, an answer that cannot be read and one without a message id leave it unknown', async () => {
    expect(await answerTo({ kind: 'reset' })).toEqual({ kind: 'unknown' })
    expect(await answerTo({ kind: 'garbage' })).toEqual({ kind: 'unknown' })
    expect(await answerTo({ kind: 'answer', status: 200, body: {} })).toEqual({ kind: 'unknown' })
  })

  it('silence, lateness and a body that never ends leave it unknown once its time is over', async () => {
    expect(await answerTo({ kind: 'silent' }, short())).toEqual({ kind: 'unknown' })
    expect(await answerTo({ kind: 'slow_body' }, short())).toEqual({ kind: 'unknown' })
    expect(await answerTo({ kind: 'take', delayMs: 5000 }, short())).toEqual({ kind: 'unknown' })
  })
})

/** The event of a text that was taken, as SNS would post it. */
async function published(asked: Readonly<Record<string, string>>): Promise<Post> {
  const to = newPhone()
  await send(textTo(to))
  return ordered(origin, '/events', { to, ...asked })
}

const read = (post: Post) =>
  awsGateway(SETTINGS, true).readReceipts?.(receiptRequest('/webhooks/sms/aws/', post))

const notification = (message: string) =>
  ordered<Post>(origin, '/sns', {}, { type: 'Notification', message })

const receipts = (...statuses: readonly ('delivered' | 'undelivered')[]): ReceiptReading => ({
  kind: 'receipts',
  receipts: statuses.map((status) => ({ reference: REFERENCE, status })),
})

describe('the events of AWS', () => {
  it.each(['TEXT_DELIVERED', 'TEXT_SUCCESSFUL'])('%s says that the text arrived', async (type) => {
    expect(await read(await published({ type }))).toEqual(receipts('delivered'))
  })

  it.each([
    'TEXT_BLOCKED',
    'TEXT_CARRIER_BLOCKED',
    'TEXT_CARRIER_UNREACHABLE',
    'TEXT_INVALID',
    'TEXT_INVALID_MESSAGE',
    'TEXT_PROTECT_BLOCKED',
    'TEXT_SPAM',
    'TEXT_TTL_EXPIRED',
    'TEXT_UNREACHABLE',
  ])('%s says that it did not, once it is final', async (type) => {
    expect(await read(await published({ type }))).toEqual(receipts('undelivered'))
    expect(await read(await published({ type, final: 'false' }))).toEqual(receipts())
  })

  it.each(['TEXT_QUEUED', 'TEXT_PENDING', 'TEXT_SENT', 'TEXT_UNKNOWN', 'VOICE_ANSWERED'])(
    '%s says nothing',
    async (type) => {
      expect(await read(await published({ type }))).toEqual(receipts())
    },
  )

  it('says of a delivery at once, and of acceptance by the carrier when no more will come', async () => {
    const final = 'false'
    expect(await read(await published({ type: 'TEXT_DELIVERED', final }))).toEqual(
      receipts('delivered'),
    )
    expect(await read(await published({ type: 'TEXT_SUCCESSFUL', final }))).toEqual(receipts())
  })

  it('are receipts of nothing where they are of a text that is not ours', async () => {
    const other = JSON.stringify({ eventType: 'TEXT_DELIVERED', isFinal: true, context: null })
    expect(await read(await notification(other))).toEqual(receipts())
    expect(await read(await notification('{}'))).toEqual({ kind: 'unreadable' })
    expect(await read(await notification('no JSON'))).toEqual({ kind: 'unreadable' })
  })

  it('confirm the subscription to their topic, and are forged where SNS did not sign them', async () => {
    const type = 'SubscriptionConfirmation'
    expect(await read(await ordered(origin, '/sns', {}, { type }))).toEqual(receipts())
    expect(await read(await ordered(origin, '/sns', {}, { type, otherKey: true }))).toEqual({
      kind: 'forged',
    })
  })

  it('are not read where no topic is configured', () => {
    expect(awsGateway({ ...SETTINGS, topic: undefined }, true)).not.toHaveProperty('readReceipts')
  })
})
