import { AwsV4Signer } from 'aws4fetch'
import * as z from 'zod'
import { parseJson, readJson } from '../../../platform/body.ts'
import { providerOrigin, STAND_IN } from '../../../platform/settings.ts'
import { SECOND } from '../../../platform/time.ts'
import {
  type CodeText,
  type GatewayAnswer,
  gatewayKind,
  type Receipt,
  type ReceiptReading,
  type SmsGateway,
} from '../../gateway.ts'
import { postOnce } from '../../../platform/post.ts'
import { classifyAnswer } from './answer.ts'
import { readSnsMessage, type SnsTopic, snsTopic } from './sns.ts'

const settings = (development: boolean) =>
  z
    .object({
      AWS_REGION: z
        .string()
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
        .meta({ description: '`ap-south-1` or `ap-south-2` for local routes to India' }),
      AWS_ACCESS_KEY_ID: z
        .string()
        .regex(/^\w{16,128}$/)
        .meta({ description: 'of a user who may do `sms-voice:SendTextMessage`' }),
      AWS_SECRET_ACCESS_KEY: z
        .string()
        .regex(/^[A-Za-z0-9/+=]{40,128}$/)
        .meta({ description: 'its secret' }),
      AWS_ORIGINATION_IDENTITY: z
        .string()
        .regex(/^[\w:/+-]{1,256}$/)
        .meta({ description: 'who sends: a sender id, a number, a pool or an ARN' }),
      AWS_CONFIGURATION_SET: z
        .string()
        .regex(/^[\w:/-]{1,256}$/)
        .optional()
        .meta({ description: 'for receipts: the set whose events are published' }),
      AWS_SNS_TOPIC_ARN: z
        .string()
        .regex(/^arn:aws(-us-gov)?:sns:[a-z]{2}(-[a-z]+)+-\d:\d{12}:[\w-]{1,256}$/)
        .optional()
        .meta({ description: 'where they are; without it no receipts are taken' }),
      AWS_SMS_ORIGIN: providerOrigin(development).optional().meta(STAND_IN),
    })
    // Events come by way of the configuration set, and a topic has its set's region.
    .refine((vars) => vars.AWS_SNS_TOPIC_ARN === undefined || vars.AWS_CONFIGURATION_SET, {
      path: ['AWS_CONFIGURATION_SET'],
    })
    .refine(
      ({ AWS_SNS_TOPIC_ARN: arn, AWS_REGION: region }) =>
        (arn ?? `:::${region}`).split(':')[3] === region,
      { path: ['AWS_SNS_TOPIC_ARN'] },
    )

type Settings = z.infer<ReturnType<typeof settings>>

/** Needs credentials and who sends, and for receipts where events are published. */
export const awsKind = gatewayKind(settings, awsGateway)

/** Bounds `TimeToLive`, in seconds. */
const MIN_LIFE = 5
const MAX_LIFE = 72 * 3600

/**
 * Sends by AWS End User Messaging SMS, in AWS JSON 1.0 signed with Signature Version 4
 * (https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html).
 */
function awsGateway(vars: Settings): SmsGateway {
  const { AWS_SNS_TOPIC_ARN: arn, AWS_SMS_ORIGIN: standIn } = vars
  const topic = arn === undefined ? undefined : snsTopic(arn, standIn)
  return {
    name: 'aws',
    channels: new Set(['sms']),

    async send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer> {
      const body = JSON.stringify(message(vars, text))
      const { url, headers } = await sign(vars, body)
      const response = await postOnce(url.href, { headers, body, signal })
      if (!response) return { kind: 'unknown' }
      return classifyAnswer(response.status, await readJson(response))
    },

    readReceipts: topic && (({ body }) => readReceipts(topic, body)),
  }
}

async function readReceipts(topic: SnsTopic, body: string): Promise<ReceiptReading> {
  const read = await readSnsMessage(topic, body)
  switch (read.kind) {
    case 'notification':
      return readEvent(read.message)
    case 'subscription':
      return { kind: 'receipts', receipts: [], skipped: 0 }
    case 'forged':
    case 'unreadable':
    case 'unavailable':
      return { kind: read.kind }
  }
}

function message(vars: Settings, { to, words, expiresAt, reference }: CodeText) {
  const { entityId: IN_ENTITY_ID, templateId: IN_TEMPLATE_ID } = words
  const country = IN_ENTITY_ID !== undefined || IN_TEMPLATE_ID !== undefined
  const life = Math.floor((expiresAt - Date.now()) / SECOND)
  return {
    DestinationPhoneNumber: to,
    OriginationIdentity: words.header ?? vars.AWS_ORIGINATION_IDENTITY,
    MessageBody: words.body,
    MessageType: 'TRANSACTIONAL',
    ConfigurationSetName: vars.AWS_CONFIGURATION_SET,
    // So that no text comes when its code is dead.
    TimeToLive: Math.min(Math.max(life, MIN_LIFE), MAX_LIFE),
    Context: { reference },
    DestinationCountryParameters: country ? { IN_ENTITY_ID, IN_TEMPLATE_ID } : undefined,
  }
}

function sign(vars: Settings, body: string) {
  const { AWS_REGION: region, AWS_SMS_ORIGIN: standIn } = vars
  return new AwsV4Signer({
    method: 'POST',
    url: `${standIn ?? `https://sms-voice.${region}.amazonaws.com`}/`,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'PinpointSMSVoiceV2.SendTextMessage',
    },
    body,
    service: 'sms-voice',
    region,
    accessKeyId: vars.AWS_ACCESS_KEY_ID,
    secretAccessKey: vars.AWS_SECRET_ACCESS_KEY,
    allHeaders: true,
  }).sign()
}

const event = z.object({
  eventType: z.string(),
  isFinal: z.boolean().catch(false),
  context: z.object({ reference: z.string() }),
})

/**
 * Matches the events of texts that did not arrive; TEXT_UNKNOWN: no carrier spoke for 72 h
 * (https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html).
 */
const UNDELIVERED =
  /^TEXT_(BLOCKED|CARRIER_BLOCKED|CARRIER_UNREACHABLE|INVALID|INVALID_MESSAGE|PROTECT_BLOCKED|SPAM|TTL_EXPIRED|UNREACHABLE)$/

/** An event that is odd, or of a text of others, is passed over: SNS would post it again and again. */
function readEvent(text: string): ReceiptReading {
  const { data } = event.safeParse(parseJson(text))
  if (!data) return { kind: 'receipts', receipts: [], skipped: 1 }
  const status = statusOf(data)
  const { reference } = data.context
  return { kind: 'receipts', receipts: status ? [{ reference, status }] : [], skipped: 0 }
}

/** Reads a status that is final, or a delivery; in many countries successful means delivered. */
function statusOf({ eventType, isFinal }: z.infer<typeof event>): Receipt['status'] | undefined {
  if (eventType === 'TEXT_DELIVERED') return 'delivered'
  if (!isFinal) return undefined
  if (eventType === 'TEXT_SUCCESSFUL') return 'delivered'
  return UNDELIVERED.test(eventType) ? 'undelivered' : undefined
}
