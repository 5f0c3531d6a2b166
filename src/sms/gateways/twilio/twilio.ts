import { Buffer } from 'node:buffer'
import * as z from 'zod'
import { SECOND } from '../../../platform/time.ts'
import {
  type CallReading,
  type Channel,
  type CodeText,
  type GatewayAnswer,
  type GatewayContext,
  gatewayKind,
  providerOrigin,
  type Receipt,
  type SmsGateway,
  type VoiceAnswers,
  type Words,
} from '../../gateway.ts'
import { postOnce } from '../../post.ts'
import { judge } from './answer.ts'
import { readTwilioRequest, single, type TwilioAccount } from './signature.ts'
import { askForKey, KEY, speakCode } from './voice.ts'

const TWILIO = 'https://api.twilio.com'

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/)
const SERVICE = /^MG[0-9a-f]{32}$/i

/** Letters, digits and spaces, up to 11 of them and not digits alone. */
const NAME = /^(?!MG[0-9a-f]+$)(?=.{1,11}$)(?=.*[a-z])[a-z\d]([a-z\d ]*[a-z\d])?$/i

/** What Twilio needs: the account, who sends, and what else than texts it may send. */
const settings = (development: boolean) =>
  z.object({
    TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-f]{32}$/i),
    TWILIO_AUTH_TOKEN: z.string().regex(/^[\w-]{16,128}$/),
    /** A Messaging Service, a phone number or a name. */
    TWILIO_SENDER: z.union([z.string().regex(SERVICE), e164, z.string().regex(NAME)]),
    TWILIO_VOICE_NUMBER: e164.optional(),
    TWILIO_WHATSAPP_SENDER: e164.optional(),
    TWILIO_ORIGIN: providerOrigin(TWILIO, development),
  })

export type TwilioSettings = z.infer<ReturnType<typeof settings>>

/** Twilio's kind: its account and senders; a stand-in may take its place in development alone. */
export const twilioKind = gatewayKind<TwilioSettings>(settings, twilioGateway)

/** Of a message: the other statuses are of the way, and never the end. */
const MESSAGE_RECEIPTS: ReadonlyMap<string, Receipt['status']> = new Map([
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'undelivered'],
])

/** Of a call. One that was completed tells nothing: a voicemail box may have answered. */
const CALL_RECEIPTS: ReadonlyMap<string, Receipt['status']> = new Map([
  ['busy', 'undelivered'],
  ['no-answer', 'undelivered'],
  ['failed', 'undelivered'],
  ['canceled', 'undelivered'],
])

/** What is posted, and where; or what is missing for it. */
type Order =
  | {
      readonly ok: true
      readonly resource: 'Messages' | 'Calls'
      readonly fields: Readonly<Record<string, string>>
    }
  | { readonly ok: false; readonly code: string }

/**
 * Twilio: texts and WhatsApp by Programmable Messaging, calls by Programmable Voice
 * (https://www.twilio.com/docs/messaging/api/message-resource, /docs/voice/api/call-resource).
 */
export function twilioGateway(
  vars: TwilioSettings,
  { development, publicOrigin, brand }: GatewayContext,
): SmsGateway {
  const account = { sid: vars.TWILIO_ACCOUNT_SID, authToken: vars.TWILIO_AUTH_TOKEN }
  const { TWILIO_VOICE_NUMBER: voiceNumber, TWILIO_WHATSAPP_SENDER: whatsApp } = vars
  const credentials = Buffer.from(`${account.sid}:${account.authToken}`).toString('base64')
  const accountUrl = `${vars.TWILIO_ORIGIN}/2010-04-01/Accounts/${account.sid}`
  const webhook = (path: string, { reference }: CodeText) =>
    `${publicOrigin}/webhooks/sms/twilio/${path}?ref=${reference}`

  const channels: readonly Channel[] = [
    'sms',
    ...(voiceNumber === undefined ? [] : ['voice' as const]),
    ...(whatsApp === undefined ? [] : ['whatsapp' as const]),
  ]

  function order(text: CodeText): Order {
    const { to, words } = text
    const StatusCallback = webhook('', text)
    switch (text.channel) {
      case 'sms': {
        const fields = {
          To: to,
          ...sender(words.header ?? vars.TWILIO_SENDER),
          ...(contentTemplate(words) ?? { Body: words.body }),
          StatusCallback,
          ValidityPeriod: String(secondsLeft(text.expiresAt, Date.now())),
          // A registered text must go out as it is.
          SmartEncoded: 'false',
        }
        return { ok: true, resource: 'Messages', fields }
      }
      case 'whatsapp': {
        if (whatsApp === undefined) return { ok: false, code: 'whatsapp_sender_missing' }
        const content = contentTemplate(words)
        if (!content) return { ok: false, code: 'whatsapp_template_missing' }
        const fields = {
          To: `whatsapp:${to}`,
          From: `whatsapp:${whatsApp}`,
          ...content,
          StatusCallback,
        }
        return { ok: true, resource: 'Messages', fields }
      }
      case 'voice': {
        if (voiceNumber === undefined) return { ok: false, code: 'voice_number_missing' }
        const fields = {
          To: to,
          From: voiceNumber,
          Twiml: askForKey(
            `${webhook('voice/', text)}&lang=${words.language}`,
            words.language,
            brand,
          ),
          StatusCallback,
          // Rings for half a minute, and costs two at most.
          Timeout: '30',
          TimeLimit: '120',
        }
        return { ok: true, resource: 'Calls', fields }
      }
    }
  }

  return {
    name: 'twilio',
    channels: new Set(channels),
    takes: (channel, words) => channel !== 'whatsapp' || contentTemplate(words) !== undefined,

    async send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer> {
      const ordered = order(text)
      if (!ordered.ok) return { kind: 'misconfigured', code: ordered.code }
      const { resource, fields } = ordered
      const headers = {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
      }
      const body = new URLSearchParams(fields).toString()
      const url = `${accountUrl}/${resource}.json`
      const posted = await postOnce(url, { headers, body, signal }, development)
      if (!posted.ok) return { kind: posted.answer }
      // A body that cannot be read leaves the status alone to tell.
      const answer: unknown = await posted.response.json().catch(() => undefined)
      return judge(posted.response.status, answer, text.channel)
    },

    async readReceipts(request) {
      const read = readTwilioRequest(request, account)
      if (read.kind !== 'signed') return read
      const ofMessage = single(read.parameters, 'MessageStatus')
      const ofCall = single(read.parameters, 'CallStatus')
      if (ofMessage === undefined && ofCall === undefined) return { kind: 'unreadable' }
      const status = MESSAGE_RECEIPTS.get(ofMessage ?? '') ?? CALL_RECEIPTS.get(ofCall ?? '')
      const { reference } = read
      return { kind: 'receipts', receipts: status === undefined ? [] : [{ reference, status }] }
    },

    ...(voiceNumber !== undefined && { voice: voiceAnswers(account, brand) }),
  }
}

/** Gives the code to whoever pressed the key that the call asked for. */
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

function sender(from: string): Readonly<Record<string, string>> {
  return SERVICE.test(from) ? { MessagingServiceSid: from } : { From: from }
}

/** A template that Twilio holds. Any other id is one of DLT, for which Twilio has no field. */
const CONTENT_TEMPLATE = /^HX[0-9a-f]{32}$/i

function contentTemplate({ templateId, variables }: Words) {
  if (templateId === undefined || !CONTENT_TEMPLATE.test(templateId)) return undefined
  return { ContentSid: templateId, ContentVariables: JSON.stringify(variables) }
}

/**
 * How long a text may wait at Twilio, so that it does not leave when its code is dead: 1 to 36,000 s,
 * and more than 5 s as Twilio recommends. What a carrier then does is its own.
 */
function secondsLeft(expiresAt: number, now: number): number {
  return Math.min(Math.max(Math.floor((expiresAt - now) / SECOND), 6), 36_000)
}
