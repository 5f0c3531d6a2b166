import { AwsV4Signer } from 'aws4fetch'
import * as z from 'zod'
import { SECOND } from '../../../platform/time.ts'
import { parseJson, readJson } from '../../../platform/body.ts'
import {
  type CodeText,
  type GatewayAnswer,
  gatewayKind,
  type Receipt,
  type ReceiptReading,
  type SmsGateway,
} from '../../gateway.ts'
import { postOnce } from '../../post.ts'
import { readSnsMessage, type SnsTopic, snsTopic } from './sns.ts'

type Settings = {
  readonly origin: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly originationIdentity: string
  readonly configurationSet?: string | undefined
  /** Where the events come from; without it no receipts are taken. */
  readonly topic?: SnsTopic | undefined
}

/** AWS's kind: the credentials, who sends, and optionally where events are published. */
export const awsKind = gatewayKind(
  (development) =>
    z
      .object({
        AWS_REGION: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
        AWS_ACCESS_KEY_ID: z.string().regex(/^\w{16,128}$/),
        AWS_SECRET_ACCESS_KEY: z.string().regex(/^[A-Za-z0-9/+=]{40,128}$/),
        AWS_ORIGINATION_IDENTITY: z.string().regex(/^[\w:/+-]{1,256}$/),
        AWS_CONFIGURATION_SET: z
          .string()
          .regex(/^[\w:/-]{1,256}$/)
          .optional(),
        AWS_SNS_TOPIC_ARN: z
          .string()
          .regex(/^arn:aws(-us-gov)?:sns:[a-z]{2}(-[a-z]+)+-\d:\d{12}:[\w-]{1,256}$/)
          .optional(),
        AWS_SMS_ORIGIN: (development
          ? z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/)
          : z.never()
        ).optional(),
      })
      // Events come by way of the configuration set, and a topic has its set's region.
      .refine(
        (vars) => vars.AWS_SNS_TOPIC_ARN === undefined || vars.AWS_CONFIGURATION_SET !== undefined,
        {
          path: ['AWS_CONFIGURATION_SET'],
        },
      )
      .refine(
        (vars) =>
          (vars.AWS_SNS_TOPIC_ARN ?? `:::${vars.AWS_REGION}`).split(':')[3] === vars.AWS_REGION,
        {
          path: ['AWS_SNS_TOPIC_ARN'],
        },
      ),
  (vars, { development }) =>
    awsGateway(
      {
        origin: vars.AWS_SMS_ORIGIN ?? `https://sms-voice.${vars.AWS_REGION}.amazonaws.com`,
        region: vars.AWS_REGION,
        accessKeyId: vars.AWS_ACCESS_KEY_ID,
        secretAccessKey: vars.AWS_SECRET_ACCESS_KEY,
        originationIdentity: vars.AWS_ORIGINATION_IDENTITY,
        configurationSet: vars.AWS_CONFIGURATION_SET,
        topic:
          vars.AWS_SNS_TOPIC_ARN === undefined
            ? undefined
            : snsTopic(vars.AWS_SNS_TOPIC_ARN, vars.AWS_SMS_ORIGIN),
      },
      development,
    ),
)

/** The bounds of `TimeToLive`, in seconds. */
const SHORTEST_LIFE = 5
const LONGEST_LIFE = 72 * 3600

/**
 * AWS End User Messaging SMS: SendTextMessage of the API "pinpoint-sms-voice-v2" in AWS JSON 1.0,
 * signed with Signature Version 4
 * (https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html).
 */
export function awsGateway(settings: Settings, local: boolean): SmsGateway {
  const { topic } = settings
  return {
    name: 'aws',
    channels: new Set(['sms']),

    async send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer> {
      const { url, headers, body } = await signed(settings, JSON.stringify(message(settings, text)))
      const posted = await postOnce(url, { headers, body, signal }, local)
      return posted.ok ? judge(posted.response) : { kind: posted.answer }
    },

    ...(topic && {
      readReceipts: async ({ body }: { readonly body: string }): Promise<ReceiptReading> => {
        const read = await readSnsMessage(topic, body)
        switch (read.kind) {
          case 'notification':
            return readEvent(read.message)
          case 'subscription':
            return { kind: 'receipts', receipts: [] }
          case 'forged':
          case 'unreadable':
          case 'unavailable':
            return { kind: read.kind }
        }
      },
    }),
  }
}

function message(settings: Settings, { to, words, expiresAt, reference }: CodeText) {
  const country = {
    ...(words.entityId !== undefined && { IN_ENTITY_ID: words.entityId }),
    ...(words.templateId !== undefined && { IN_TEMPLATE_ID: words.templateId }),
  }
  const life = Math.floor((expiresAt - Date.now()) / SECOND)
  return {
    DestinationPhoneNumber: to,
    OriginationIdentity: words.header ?? settings.originationIdentity,
    MessageBody: words.body,
    MessageType: 'TRANSACTIONAL',
    ...(settings.configurationSet && { ConfigurationSetName: settings.configurationSet }),
    // So that no text comes when its code is dead.
    TimeToLive: Math.min(Math.max(life, SHORTEST_LIFE), LONGEST_LIFE),
    Context: { reference },
    ...(Object.keys(country).length > 0 && { DestinationCountryParameters: country }),
  }
}

async function signed(settings: Settings, body: string) {
  const { region, accessKeyId, secretAccessKey } = settings
  const { url, headers } = await new AwsV4Signer({
    method: 'POST',
    url: `${settings.origin}/`,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'PinpointSMSVoiceV2.SendTextMessage',
    },
    body,
    service: 'sms-voice',
    region,
    accessKeyId,
    secretAccessKey,
    allHeaders: true,
  }).sign()
  return { url: url.href, headers, body }
}

const taken = z.object({ MessageId: z.string().min(1) })

/** AWS JSON 1.0: the shape's name, after its namespace where one is given. */
const failure = z.object({
  __type: z.string().transform((type) => type.split('#').at(-1) ?? ''),
  Reason: z.string().catch(''),
  Fields: z.array(z.object({ Name: z.string() })).catch([]),
})

/** Failures at 4xx that pass by themselves; the month's money does not. */
const PASSING: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ServiceQuotaExceededException',
])
const MONEY = /^MONTHLY_SPEND_LIMIT/

/** Reasons of a ConflictException that are the number's: opted out, or blocked by the operator. */
const NUMBER_REFUSED: ReadonlySet<string> = new Set([
  'DESTINATION_PHONE_NUMBER_OPTED_OUT',
  'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
])

/** Reasons of a ValidationException that say that a field's value is none of its kind. */
const NO_NUMBER: ReadonlySet<string> = new Set([
  'CANNOT_PARSE',
  'FIELD_VALIDATION_FAILED',
  'INVALID_PARAMETER',
])

async function judge(response: Response): Promise<GatewayAnswer> {
  const body = await readJson(response)
  if (response.ok) return { kind: taken.safeParse(body).success ? 'accepted' : 'unknown' }
  const read = failure.safeParse(body)
  return read.success && response.status < 500 ? refusal(read.data) : { kind: 'not_taken' }
}

/** What is neither passing nor of the number is of the account, its resources or the request. */
function refusal({ __type: type, Reason: reason, Fields: fields }: z.infer<typeof failure>) {
  if (PASSING.has(type) && !MONEY.test(reason)) return { kind: 'not_taken' } as const
  const ofNumber = fields.every(({ Name }) => /^destinationPhoneNumber$/i.test(Name))
  const noNumber = NO_NUMBER.has(reason) && fields.length > 0 && ofNumber
  if (
    (type === 'ConflictException' && NUMBER_REFUSED.has(reason)) ||
    (type === 'ValidationException' && noNumber)
  ) {
    return { kind: 'undeliverable' } as const
  }
  const code = reason || type
  return { kind: 'misconfigured', code: /^\w{1,80}$/.test(code) ? code : 'unreadable' } as const
}

const event = z.object({
  eventType: z.string(),
  isFinal: z.boolean().catch(false),
  context: z.object({ reference: z.string().optional() }).catch({}),
})

/**
 * The event types of a text that did not arrive. Successful and delivered mean the same in many
 * countries; unknown is what AWS says when no carrier has said anything for 72 hours
 * (https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html).
 */
const UNDELIVERED: ReadonlySet<string> = new Set([
  'TEXT_BLOCKED',
  'TEXT_CARRIER_BLOCKED',
  'TEXT_CARRIER_UNREACHABLE',
  'TEXT_INVALID',
  'TEXT_INVALID_MESSAGE',
  'TEXT_PROTECT_BLOCKED',
  'TEXT_SPAM',
  'TEXT_TTL_EXPIRED',
  'TEXT_UNREACHABLE',
])

function readEvent(text: string): ReceiptReading {
  const read = event.safeParse(parseJson(text))
  if (!read.success) return { kind: 'unreadable' }
  const status = statusOf(read.data)
  const { reference } = read.data.context
  const receipts = reference !== undefined && status ? [{ reference, status }] : []
  return { kind: 'receipts', receipts }
}

/** A status that may still change says nothing, but for a delivery. */
function statusOf({ eventType, isFinal }: z.infer<typeof event>): Receipt['status'] | undefined {
  if (eventType === 'TEXT_DELIVERED') return 'delivered'
  if (!isFinal) return undefined
  if (eventType === 'TEXT_SUCCESSFUL') return 'delivered'
  return UNDELIVERED.has(eventType) ? 'undelivered' : undefined
}
