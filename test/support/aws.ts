import { type Credentials, signatureError, type SignatureError } from './sigv4.ts'
import { snsStandIn } from './sns.ts'
import {
  deliverPost,
  json,
  type Received,
  startStandIn,
  steering,
  type TextBehaviour,
  treat,
} from './stand-in.ts'

/** A text as AWS took it, in the request's own names. */
export type AwsText = Readonly<Record<string, unknown>> & { readonly to: string }

type Settings = Omit<Credentials, 'service'> & {
  readonly identities: readonly string[]
  readonly configurationSet: string
  readonly topicArn: string
  readonly certificate: string
  readonly key: string
}

const fail = (type: string, fields: object = {}, status = 400) => ({
  status,
  body: { __type: type, Message: 'Something about it', ...fields },
})

const invalid = (Reason: string, Name?: string) =>
  fail('com.amazonaws.pinpointsmsvoicev2#ValidationException', {
    Reason,
    Fields: Name === undefined ? [] : [{ Name, Message: 'not valid' }],
  })

const conflict = (Reason: string) => fail('ConflictException', { Reason })

/** The errors of SendTextMessage, with reasons that the API reference lists for each. */
export const AWS_ERRORS = {
  throttled: fail('ThrottlingException'),
  internal: fail('InternalServerException', { RequestId: 'x' }, 500),
  unavailable: fail('ServiceUnavailable', {}, 503),
  quota: fail('ServiceQuotaExceededException', { Reason: 'DAILY_NOTIFY_TIER_MESSAGE_LIMIT' }),
  spend_limit: fail('ServiceQuotaExceededException', {
    Reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
  }),
  denied: fail('AccessDeniedException', { Reason: 'INSUFFICIENT_ACCOUNT_REPUTATION' }),
  denied_by_policy: fail('com.amazon.coral.service#AccessDeniedException'),
  unknown_client: fail('UnrecognizedClientException'),
  bad_signature: fail('InvalidSignatureException'),
  expired_token: fail('ExpiredTokenException'),
  no_resource: fail('ResourceNotFoundException', { ResourceType: 'sender-id', ResourceId: 'x' }),
  opted_out: conflict('DESTINATION_PHONE_NUMBER_OPTED_OUT'),
  number_blocked: conflict('DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE'),
  sandbox: conflict('DESTINATION_PHONE_NUMBER_NOT_VERIFIED'),
  country_protected: conflict('DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION'),
  number: invalid('FIELD_VALIDATION_FAILED', 'destinationPhoneNumber'),
  number_unparsed: invalid('CANNOT_PARSE', 'DestinationPhoneNumber'),
  other_field: invalid('FIELD_VALIDATION_FAILED', 'messageBody'),
  no_field: invalid('INVALID_PARAMETER'),
  identity: invalid('INVALID_IDENTITY_FOR_DESTINATION_COUNTRY', 'destinationPhoneNumber'),
  country: invalid('DESTINATION_COUNTRY_BLOCKED', 'destinationPhoneNumber'),
  telling: fail('+919876543210 is not allowed'),
}

export type AwsErrorName = keyof typeof AWS_ERRORS

/** The fields of SendTextMessage that a one-time code may use, and what each may hold. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  DestinationPhoneNumber: isText(/^\+?[1-9]\d{1,18}$/),
  OriginationIdentity: isText(/^[A-Za-z0-9_:/+-]{1,256}$/),
  MessageBody: isText(/^(?=[\s\S]*\S)[\s\S]{1,1600}$/),
  MessageType: isText(/^(TRANSACTIONAL|PROMOTIONAL)$/),
  ConfigurationSetName: isText(/^[A-Za-z0-9_:/-]{1,256}$/),
  TimeToLive: (value) => Number.isInteger(value) && Number(value) >= 5 && Number(value) <= 259_200,
  Context: (value) => isMap(value, 5, /^\S{1,100}$/, /^(?!\s)[\s\S]{1,800}(?<!\s)$/),
  DestinationCountryParameters: (value) =>
    isMap(value, 10, /^(IN_ENTITY_ID|IN_TEMPLATE_ID)$/, /^\S{1,64}$/),
}

function isText(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value)
}

function isMap(value: unknown, most: number, key: RegExp, text: RegExp): boolean {
  if (typeof value !== 'object' || value === null) return false
  const entries = Object.entries(value)
  return (
    entries.length <= most &&
    entries.every(([name, one]) => key.test(name) && typeof one === 'string' && text.test(one))
  )
}

/**
 * A stand-in for AWS End User Messaging SMS and, at the same origin, for the SNS topic that its
 * events go to. Beside `steering` and what sns.ts describes,
 * `POST /events?to=&type=&final=&url=` makes the event of the last text to a number.
 */
export function startAws(settings: Settings) {
  const control = steering<AwsText, TextBehaviour<AwsErrorName>>({ kind: 'take' })
  const sns = snsStandIn(settings)
  const credentials = { ...settings, service: 'sms-voice' }

  return startStandIn(async (received, response) => {
    if (control.steered(received, response)) return
    const { method, url, headers } = received
    if (method === 'POST' && url.pathname === '/events') {
      const asked = url.searchParams
      const text = control.textsTo(asked.get('to') ?? '').at(-1)
      const message = JSON.stringify(event(asked, text))
      const post = sns.notification(headers.host ?? '', message)
      return deliverPost(response, post, asked.get('url'))
    }
    if (await sns.answered(received, response)) return
    if (method !== 'POST' || url.pathname !== '/' || url.search !== '') {
      return json(response, fail('UnknownOperationException', {}, 404))
    }
    const error: SignatureError | undefined = signatureError(received, credentials, Date.now())
    if (error) return json(response, fail(error))
    const text = read(received)
    if (typeof text === 'string') return json(response, fail(text))
    const { OriginationIdentity: identity, ConfigurationSetName: set } = text
    const known = settings.identities.includes(String(identity))
    if (!known || (set !== undefined && set !== settings.configurationSet)) {
      return json(response, AWS_ERRORS.no_resource)
    }
    const success = { MessageId: crypto.randomUUID() }
    treat(response, control.take(text), { status: 200, body: success }, AWS_ERRORS)
  })
}

/** The text, or the error's type that says what is wrong with the request. */
function read({ headers, body }: Received): AwsText | string {
  if (headers['x-amz-target'] !== 'PinpointSMSVoiceV2.SendTextMessage') {
    return 'UnknownOperationException'
  }
  if (headers['content-type'] !== 'application/x-amz-json-1.0') return 'SerializationException'
  const request = JSON.parse(body) as Record<string, unknown>
  const fits = Object.entries(request).every(([name, value]) => FIELDS[name]?.(value) ?? false)
  const { DestinationPhoneNumber: to } = request
  return fits && typeof to === 'string' ? { ...request, to } : 'SerializationException'
}

/** As the user guide's example of an event has it, under "configuration-sets-event-format". */
function event(asked: URLSearchParams, text: AwsText | undefined) {
  const type = asked.get('type') ?? 'TEXT_DELIVERED'
  return {
    eventType: type,
    eventVersion: '1.0',
    eventTimestamp: Date.now(),
    isFinal: asked.get('final') !== 'false',
    originationPhoneNumber: 'NEOBNK',
    destinationPhoneNumber: text?.to,
    isoCountryCode: 'IN',
    messageId: crypto.randomUUID(),
    messageRequestTimestamp: Date.now(),
    messageEncoding: 'GSM',
    messageType: 'TRANSACTIONAL',
    messageStatus: type.replace('TEXT_', ''),
    messageStatusDescription: 'What came of it',
    context: text?.Context,
    totalMessageParts: 1,
    totalMessagePrice: 0.02,
    totalCarrierFee: 0,
  }
}
