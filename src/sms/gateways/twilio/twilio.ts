import { Buffer } from 'node:buffer'
import * as z from 'zod'
import { readJson } from '../../../platform/body.ts'
import { providerOrigin, STAND_IN } from '../../../platform/settings.ts'
import { SECOND } from '../../../platform/time.ts'
import {
  type CallReading,
  type Channel,
  type CodeText,
  type GatewayAnswer,
  type GatewayContext,
  gatewayKind,
  type Receipt,
  type SmsGateway,
  type VoiceAnswers,
  type Words,
} from '../../gateway.ts'
import { postOnce } from '../../../platform/post.ts'
import { classifyAnswer } from './answer.ts'
import { readTwilioRequest, single, type TwilioAccount } from './signature.ts'
import { askForKey, KEY, speakCode } from './voice.ts'

const TWILIO = 'https://api.twilio.com'

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/)
const SERVICE = /^MG[0-9a-f]{32}$/i

/** Matches letters, digits and spaces, up to 11 of them and not digits alone. */
const NAME = /^(?!MG[0-9a-f]+$)(?=.{1,11}$)(?=.*[a-z])[a-z\d]([a-z\d ]*[a-z\d])?$/i

const settings = (development: boolean) =>
  z.object({
    TWILIO_ACCOUNT_SID: z
      .string()
      .regex(/^AC[0-9a-f]{32}$/i)
      .meta({ description: 'the account, `AC…`' }),
    TWILIO_AUTH_TOKEN: z
      .string()
      .regex(/^[\w-]{16,128}$/)
      .meta({ description: 'sends, and checks the signature of callbacks' }),
    TWILIO_SENDER: z
      .union([z.string().regex(SERVICE), e164, z.string().regex(NAME)])
      .meta({ description: 'a Messaging Service `MG…`, a number, or a name of up to 11 letters' }),
    TWILIO_VOICE_NUMBER: e164
      .optional()
      .meta({ description: 'a number that calls: turns calls on' }),
    TWILIO_WHATSAPP_SENDER: e164
      .optional()
      .meta({ description: 'the number of a WhatsApp sender: turns WhatsApp on' }),
    TWILIO_ORIGIN: providerOrigin(development, TWILIO).default(TWILIO).meta(STAND_IN),
  })

type Settings = z.infer<ReturnType<typeof settings>>

/** Needs an account and who sends; a number of its own for calls, and one for WhatsApp. */
export const twilioKind = gatewayKind(settings, twilioGateway)

/** Maps how a message ends: its other statuses are on the way. */
const MESSAGE_RECEIPTS: ReadonlyMap<string, Receipt['status']> = new Map([
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'undelivered'],
])

/** Maps how a call ends. A completed one tells nothing: a voicemail box may have answered. */
const CALL_RECEIPTS: ReadonlyMap<string, Receipt['status']> = new Map([
  ['busy', 'undelivered'],
  ['no-answer', 'undelivered'],
  ['failed', 'undelivered'],
  ['canceled', 'undelivered'],
])

/**
 * Sends texts and WhatsApp by Programmable Messaging, calls by Programmable Voice
 * (https://www.twilio.com/docs/messaging/api/message-resource, /docs/voice/api/call-resource).
 */
function twilioGateway(vars: Settings, { publicOrigin, brand }: GatewayContext): SmsGateway {
  const account = { sid: vars.TWILIO_ACCOUNT_SID, authToken: vars.TWILIO_AUTH_TOKEN }
  const { TWILIO_VOICE_NUMBER: voiceNumber, TWILIO_WHATSAPP_SENDER: whatsApp } = vars
  const credentials = Buffer.from(`${account.sid}:${account.authToken}`).toString('base64')
  const accountUrl = `${vars.TWILIO_ORIGIN}/2010-04-01/Accounts/${account.sid}`
  const webhook = (path: string, { reference }: CodeText) =>
    `${publicOrigin}/webhooks/sms/twilio/${path}?ref=${reference}`

  const channels = new Set<Channel>(['sms'])
  if (voiceNumber !== undefined) channels.add('voice')
  if (whatsApp !== undefined) channels.add('whatsapp')

  /** Makes the fields to post, or names what is missing for them. */
  function fieldsFor(text: CodeText): Readonly<Record<string, string>> | string {
    const { to, words } = text
    const StatusCallback = webhook('', text)
    const content = contentTemplate(words)
    switch (text.channel) {
      case 'sms':
        return {
          To: to,
          ...senderField(words.header ?? vars.TWILIO_SENDER),
          ...(content ?? { Body: words.body }),
          StatusCallback,
          ValidityPeriod: String(validityPeriod(text.expiresAt, Date.now())),
          // A registered text must go out as it is.
          SmartEncoded: 'false',
        }
      case 'whatsapp':
        if (whatsApp === undefined) return 'whatsapp_sender_missing'
        if (!content) return 'whatsapp_template_missing'
        return {
          To: `whatsapp:${to}`,
          From: `whatsapp:${whatsApp}`,
          ...content,
          StatusCallback,
        }
      case 'voice': {
        if (voiceNumber === undefined) return 'voice_number_missing'
        const action = `${webhook('voice/', text)}&lang=${words.language}`
        return {
          To: to,
          From: voiceNumber,
          Twiml: askForKey(action, words.language, brand),
          StatusCallback,
          // Rings for half a minute, and costs two at most.
          Timeout: '30',
          TimeLimit: '120',
        }
      }
    }
  }

  return {
    name: 'twilio',
    channels,
    takes: (channel, words) => channel !== 'whatsapp' || contentTemplate(words) !== undefined,

    async send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer> {
      const fields = fieldsFor(text)
      if (typeof fields === 'string') return { kind: 'misconfigured', code: fields }
      const headers = {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
      }
      const body = new URLSearchParams(fields).toString()
      const url = `${accountUrl}/${text.channel === 'voice' ? 'Calls' : 'Messages'}.json`
      const response = await postOnce(url, { headers, body, signal })
      if (!response) return { kind: 'unknown' }
      return classifyAnswer(response.status, await readJson(response), text.channel)
    },

    async readReceipts(request) {
      const read = readTwilioRequest(request, account)
      if (read.kind !== 'signed') return read
      const ofMessage = single(read.parameters, 'MessageStatus')
      const ofCall = single(read.parameters, 'CallStatus')
      if (ofMessage === undefined && ofCall === undefined) return { kind: 'unreadable' }
      const status = MESSAGE_RECEIPTS.get(ofMessage ?? '') ?? CALL_RECEIPTS.get(ofCall ?? '')
      const { reference } = read
      const receipts = status === undefined ? [] : [{ reference, status }]
      return { kind: 'receipts', receipts, skipped: 0 }
    },

    voice: voiceNumber === undefined ? undefined : voiceAnswers(account, brand),
  }
}

function voiceAnswers(account: TwilioAccount, brand: string): VoiceAnswers {
  return {
    async readRequest(request): Promise<CallReading> {
      const read = readTwilioRequest(request, account)
      if (read.kind !== 'signed') return read
      const pressed = single(read.parameters, 'Digits') === KEY
      return pressed ? { kind: 'key_pressed', reference: read.reference } : { kind: 'no_key' }
    },
    askAgain: ({ url }) => askForKey(url.href, url.searchParams.get('lang') ?? 'en', brand),
    say: speakCode,
  }
}

function senderField(from: string): Readonly<Record<string, string>> {
  return SERVICE.test(from) ? { MessagingServiceSid: from } : { From: from }
}

/** Matches a template that Twilio holds; any other id is DLT's, for which Twilio has no field. */
const CONTENT_TEMPLATE = /^HX[0-9a-f]{32}$/i

function contentTemplate({ templateId, variables }: Words) {
  if (templateId === undefined || !CONTENT_TEMPLATE.test(templateId)) return undefined
  return { ContentSid: templateId, ContentVariables: JSON.stringify(variables) }
}

/** Bounds how long a text may wait at Twilio, in seconds, to what it takes and recommends. */
function validityPeriod(expiresAt: number, now: number): number {
  return Math.min(Math.max(Math.floor((expiresAt - now) / SECOND), 6), 36_000)
}
