import { describe, expect, it } from 'vitest'
import type { Channel, GatewayAnswer } from '../../../src/sms/gateway.ts'
import { classifyAnswer as ofAws } from '../../../src/sms/gateways/aws/answer.ts'
import { classifyAnswer as ofMsg91 } from '../../../src/sms/gateways/msg91.ts'
import { classifyAnswer as ofTwilio } from '../../../src/sms/gateways/twilio/answer.ts'
import { classifyAnswer as ofWebhook } from '../../../src/sms/gateways/webhook.ts'
import { AWS_ERRORS, type AwsErrorName } from '../../support/aws.ts'
import { MSG91_ERRORS, type Msg91ErrorName } from '../../support/msg91.ts'

/** Answers by their kind, or a misconfiguration by its code. */
const answerOf = (text: string): GatewayAnswer =>
  /^(accepted|not_taken|unknown|undeliverable)$/.test(text)
    ? ({ kind: text } as GatewayAnswer)
    : { kind: 'misconfigured', code: text }

const REFUSED = { error: 'undeliverable_phone', more: 'of the receiver' }

describe('the webhook', () => {
  it.each<[readonly number[], unknown, string]>([
    [[200, 201, 202, 204, 299], undefined, 'accepted'],
    [[301, 302, 307, 308], undefined, 'not_taken'],
    [[400, 404, 409, 422, 429, 500, 501, 503, 521, 523, 525, 530], undefined, 'not_taken'],
    [[401], {}, '401'],
    [[403], { error: 'undeliverable' }, '403'],
    [[400, 401, 404, 410, 422, 499], REFUSED, 'undeliverable'],
    [[400], { error: 'undeliverable' }, 'not_taken'],
    [[400], 'undeliverable_phone', 'not_taken'],
    [[399, 500], REFUSED, 'not_taken'],
  ])('%j with %j: %s', (statuses, body, answer) => {
    for (const status of statuses) expect(ofWebhook(status, body)).toEqual(answerOf(answer))
  })
})

const sid = `SM${'0123456789abcdef'.repeat(2)}`
const created = (status: string, error_code?: number | null) => ({ sid, status, error_code })
const twilio = (status: number, body: unknown, channel: Channel = 'sms') =>
  ofTwilio(status, body, channel)

describe('Twilio', () => {
  it.each(['accepted', 'queued', 'sending', 'sent', 'delivered', 'a-status-of-tomorrow'])(
    'took a message that is %s',
    (status) => expect(twilio(201, created(status))).toEqual({ kind: 'accepted' }),
  )

  it.each([
    [undefined, 'not_taken'],
    [null, 'not_taken'],
    ['21610', 'not_taken'],
    [30001, 'not_taken'],
    [30008, 'not_taken'],
    [21610, 'undeliverable'],
    [30002, '30002'],
  ])('says of a message that failed at once with %s: %s', (code, answer) => {
    for (const status of ['failed', 'undelivered', 'canceled']) {
      expect(twilio(201, created(status, code as number))).toEqual(answerOf(answer))
    }
  })

  it.each([
    undefined,
    {},
    [],
    { sid: 1, status: 'queued' },
    { sid: 'SM1', status: 'queued' },
    { sid: `x${sid}`, status: 'queued' },
    { sid: `${sid}0`, status: 'queued' },
    { sid },
  ])('says nothing by success and %j', (body) => {
    for (const status of [200, 201, 299]) expect(twilio(status, body).kind).toBe('unknown')
  })

  it.each([21211, 21217, 21265])('%i: there is no such number', (code) => {
    for (const channel of ['sms', 'voice', 'whatsapp'] as const) {
      expect(twilio(400, { code }, channel)).toEqual({ kind: 'undeliverable' })
    }
  })

  it.each([21610, 21614, 21635])('%i: no text reaches the number, perhaps a call', (code) => {
    expect(twilio(400, { code })).toEqual({ kind: 'undeliverable' })
    expect(twilio(400, { code }, 'voice')).toEqual({ kind: 'not_taken' })
    expect(twilio(400, { code }, 'whatsapp')).toEqual({ kind: 'not_taken' })
  })

  it.each<[Channel, number]>([
    ['voice', 21214],
    ['voice', 21216],
    ['whatsapp', 63003],
    ['whatsapp', 63024],
  ])('a text may still reach whom no %s does: %i', (channel, code) => {
    expect(twilio(400, { code }, channel)).toEqual({ kind: 'not_taken' })
  })

  it.each<[number, readonly number[]]>([
    [400, [10001, 10002, 10005, 20005, 20006, 30002, 70051, 90010]],
    [
      400,
      [21203, 21205, 21210, 21212, 21215, 21219, 21401, 21606, 21608, 21609, 21612, 21655, 21656],
    ],
    [400, [21659, 21660, 21661, 21705, 63002, 63007, 63008, 63016, 63027, 63028]],
    [400, [572_002, 573_005]],
    [401, [20003]],
    [403, [20003, 20403, 21408, 99_999]],
    [404, [20404]],
  ])('is for an operator by %i and each of %j', (status, codes) => {
    for (const code of codes) expect(twilio(status, { code })).toEqual(answerOf(String(code)))
  })

  it.each([401, 403, 404])('is for an operator by a %i that says no more', (status) => {
    for (const body of [undefined, {}, { code: '20003' }, { code: 0 }, { code: 1_000_000 }]) {
      expect(twilio(status, body)).toEqual(answerOf(`http_${status}`))
    }
  })

  it.each<[number, readonly (number | undefined)[], string]>([
    [199, [undefined], 'not_taken'],
    [300, [undefined], 'not_taken'],
    [307, [undefined], 'not_taken'],
    [400, [21611, 10004, 22005, 20001, 571_000, 5_720_021], 'not_taken'],
    [409, [99_999], 'not_taken'],
    [429, [20429], 'not_taken'],
    [503, [20503], 'not_taken'],
    ...[521, 523, 525, 526, 530].map((status): [number, undefined[], string] => [
      status,
      [undefined],
      'not_taken',
    ]),
    [404, [21211], 'undeliverable'],
    [500, [20500, 21211, undefined], 'unknown'],
    [501, [20501], 'unknown'],
    [503, [99_999, undefined], 'unknown'],
    [505, [20505], 'unknown'],
  ])('%i and each of %j: %s', (status, codes, answer) => {
    for (const code of codes) {
      expect(twilio(status, code === undefined ? undefined : { code })).toEqual(answerOf(answer))
    }
  })
})

describe('MSG91', () => {
  it.each<[Msg91ErrorName, string]>([
    ['authentication', '201'],
    ['unauthorized', '401'],
    ['ip', '418'],
    ['template', '211'],
    ['template_without_code', 'template'],
    ['balance', '301'],
    ['account', 'account'],
    ['mobile', 'undeliverable'],
    ['blocked', 'undeliverable'],
    ['rate', 'not_taken'],
    ['unknown', 'not_taken'],
  ])('the error %s: %s', (name, answer) => {
    const { status, body } = MSG91_ERRORS[name]
    expect(ofMsg91(status, body)).toEqual(answerOf(answer))
  })

  it.each([
    ['AuthenticationFailure', 'authentication'],
    ['Auth Key missing', 'authentication'],
    ['IP not whitelisted', 'ip'],
    ['Sender ID is not mapped', 'template'],
    ['Low wallet balance', 'balance'],
    ['Your plan has expired', 'account'],
    ['Mobile missing', 'not_taken'],
    ['Too many requests for this number', 'not_taken'],
    ['', 'not_taken'],
  ])('the message %j without a code: %s', (message, answer) => {
    expect(ofMsg91(200, { type: 'error', message })).toEqual(answerOf(answer))
  })

  it.each([202, '202'])('the code %j says that the number is none', (code) => {
    expect(ofMsg91(200, { type: 'error', code })).toEqual({ kind: 'undeliverable' })
  })

  it.each<[readonly number[], string]>([
    [[401, 403, 418], ''],
    [[302, 400, 404, 429, 500, 503], 'not_taken'],
    [[200, 204, 299], 'unknown'],
  ])('%j without more: %s', (statuses, answer) => {
    for (const status of statuses) {
      for (const body of [undefined, { type: 'maybe' }]) {
        expect(ofMsg91(status, body)).toEqual(answerOf(answer || String(status)))
      }
    }
  })
})

const OPTED_OUT = 'DESTINATION_PHONE_NUMBER_OPTED_OUT'
const NUMBER = 'destinationPhoneNumber'
const aws = (__type: string, Reason: string, ...names: readonly string[]) => ({
  __type,
  Reason,
  Fields: names.map((Name) => ({ Name })),
})

describe('AWS', () => {
  it.each<[AwsErrorName, string]>([
    ['throttled', 'not_taken'],
    ['internal', 'not_taken'],
    ['unavailable', 'not_taken'],
    ['quota', 'not_taken'],
    ['spend_limit', 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT'],
    ['denied', 'INSUFFICIENT_ACCOUNT_REPUTATION'],
    ['denied_by_policy', 'AccessDeniedException'],
    ['unknown_client', 'UnrecognizedClientException'],
    ['bad_signature', 'InvalidSignatureException'],
    ['expired_token', 'ExpiredTokenException'],
    ['no_resource', 'ResourceNotFoundException'],
    ['opted_out', 'undeliverable'],
    ['number_blocked', 'undeliverable'],
    ['sandbox', 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED'],
    ['country_protected', 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION'],
    ['number', 'undeliverable'],
    ['number_unparsed', 'undeliverable'],
    ['other_field', 'FIELD_VALIDATION_FAILED'],
    ['no_field', 'INVALID_PARAMETER'],
    ['identity', 'INVALID_IDENTITY_FOR_DESTINATION_COUNTRY'],
    ['country', 'DESTINATION_COUNTRY_BLOCKED'],
    ['telling', 'unreadable'],
  ])('the error %s: %s', (name, answer) => {
    const { status, body } = AWS_ERRORS[name]
    expect(ofAws(status, body)).toEqual(answerOf(answer))
  })

  it.each<[readonly number[], unknown, string]>([
    [[200, 299], { MessageId: 'x' }, 'accepted'],
    [[200], {}, 'unknown'],
    [[200], undefined, 'unknown'],
    [[307, 400, 403, 413, 429, 500, 503], undefined, 'not_taken'],
    [[500], { __type: 'ValidationException' }, 'not_taken'],
    [[199, 300], { MessageId: 'x' }, 'not_taken'],
    [[200], { MessageId: '' }, 'unknown'],
    // Reasons and fields count for their own error alone, and for the number alone.
    [[400], aws('ValidationException', OPTED_OUT), OPTED_OUT],
    [[400], aws('ValidationException', 'INVALID_PARAMETER', NUMBER), 'undeliverable'],
    [[400], aws('ConflictException', 'CANNOT_PARSE', NUMBER), 'CANNOT_PARSE'],
    [[400], aws('ValidationException', 'CANNOT_PARSE', NUMBER, 'messageBody'), 'CANNOT_PARSE'],
    [[400], aws('ValidationException', 'CANNOT_PARSE', `${NUMBER}s`), 'CANNOT_PARSE'],
    [[400], aws('ValidationException', 'CANNOT_PARSE', `x${NUMBER}`), 'CANNOT_PARSE'],
    [[400], aws('ThrottlingException', 'NO_MONTHLY_SPEND_LIMIT'), 'not_taken'],
    [[400], aws('AccessDeniedException', 'A'.repeat(81)), 'unreadable'],
  ])('%j with %j: %s', (statuses, body, answer) => {
    for (const status of statuses) expect(ofAws(status, body)).toEqual(answerOf(answer))
  })
})
