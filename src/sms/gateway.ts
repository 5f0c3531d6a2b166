import type * as z from 'zod'
import { type ProviderKind, providerKind } from '../platform/settings.ts'

/** Names how a code reaches a phone; `voice` is a call that speaks it once a key is pressed. */
export type Channel = 'sms' | 'whatsapp' | 'voice'

/** Holds the words of a text, as a template gives them for one gateway. */
export type Words = {
  /** The whole text, code included. */
  readonly body: string
  /** BCP 47. */
  readonly language: string
  /** Of the DLT content template, MSG91's flow, or Twilio's content template. */
  readonly templateId?: string
  /** The DLT principal entity. */
  readonly entityId?: string
  /** The DLT header, or another sender's name. */
  readonly header?: string
  /** Fills a template that the gateway holds itself, by the gateway's names. */
  readonly variables: Readonly<Record<string, string>>
}

/** Holds one text with a code in it, ready to go out by one gateway. */
export type CodeText = {
  /** Stays the same for every gateway that is asked for this text. */
  readonly id: string
  /** E.164. */
  readonly to: string
  readonly channel: Channel
  readonly words: Words
  readonly code: string
  readonly sessionId: string
  readonly expiresAt: number
  /** Comes back with the gateway's receipts (reference.ts): 80 characters of base64url. */
  readonly reference: string
}

/** Tells what became of a text at a gateway. */
export type GatewayAnswer =
  | { readonly kind: 'accepted' }
  /** Certainly not, for a reason that passes (throttled, failing): another gateway may be asked. */
  | { readonly kind: 'not_taken' }
  /** It may have gone out, as no answer came or none that tells: it counts as a text. */
  | { readonly kind: 'unknown' }
  /** The number was refused for good: not a mobile, opted out. */
  | { readonly kind: 'undeliverable' }
  /** Our account there (credentials, sender, template, money) is for an operator to mend. */
  | {
      readonly kind: 'misconfigured'
      /** The gateway's own, which holds nothing of the text. */
      readonly code: string
    }

/** Describes a phone that was just verified. */
export type VerifiedPhone = {
  readonly sessionId: string
  readonly phone: string
  readonly nextStep: number
}

/** Holds a gateway's post about texts that it took, as the Worker received it. */
export type ReceiptRequest = {
  /** As the gateway was told to post to: the public origin, the path as received and the query. */
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  /** The path's segment after the gateway's name, if any. */
  readonly token?: string
}

/** Tells what a gateway says became of a text that it took. */
export type Receipt = {
  readonly reference: string
  readonly status: 'delivered' | 'undelivered'
}

/** Tells what a post about receipts comes to. */
export type ReceiptReading =
  /** None where a status is on the way. `skipped` counts what is no receipt of a text of ours. */
  | { readonly kind: 'receipts'; readonly receipts: readonly Receipt[]; readonly skipped: number }
  /** It does not come from the gateway, or is not what the gateway's documents show. */
  | { readonly kind: 'forged' | 'unreadable' }
  /** It cannot be checked now, and should be posted again. */
  | { readonly kind: 'unavailable' }

/** Tells what a call's request comes to: the key that was asked for, or another or none. */
export type CallReading =
  | { readonly kind: 'key_pressed'; readonly reference: string }
  | { readonly kind: 'no_key' | 'forged' | 'unreadable' }

/** Gives a call its code only once a key is pressed, so that no voicemail box ever gets one. */
export interface VoiceAnswers {
  /** Reads the call's post to `/webhooks/sms/<name>/voice/` once a key is pressed. */
  readRequest(request: ReceiptRequest): Promise<CallReading>
  /** Answers `no_key`: asks for the key again. */
  askAgain(request: ReceiptRequest): string
  /** Speaks the code, or that it is no longer valid. `language` is BCP 47. */
  say(code: string | undefined, language: string): string
}

/** Sends texts: one file each in gateways/, and a line in gateways.ts. */
export interface SmsGateway {
  readonly name: string
  /** Those that its settings allow. */
  readonly channels: ReadonlySet<Channel>
  /** Tells whether these words name the template that the channel needs; absent: needs none. */
  readonly takes?: (channel: Channel, words: Words) => boolean
  /** Never throws, and gives up when `signal` is aborted. */
  send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer>
  /** Reads posts to `/webhooks/sms/<name>/`; absent where the gateway tells nothing. */
  readonly readReceipts?: (request: ReceiptRequest) => Promise<ReceiptReading>
  /** Absent where it makes no calls. */
  readonly voice?: VoiceAnswers
  /** Hears of a verified phone: the development gateway prints it. */
  phoneVerified?(verified: VerifiedPhone): void
}

/** Holds what gateways need beside their own settings. */
export type GatewayContext = {
  /** Where gateways reach this service: scheme and host, without a slash. */
  readonly publicOrigin: string
  /** The name in texts and calls. */
  readonly brand: string
}

/** Describes a kind of gateway: checks its settings, then makes one. */
export type GatewayKind = ProviderKind<(context: GatewayContext) => SmsGateway>

/** Makes a kind of gateway; its form may be stricter in production than in development. */
export function gatewayKind<Settings>(
  form: (development: boolean) => z.ZodType<Settings>,
  build: (settings: Settings, context: GatewayContext) => SmsGateway,
): GatewayKind {
  return providerKind(form, form, (settings) => (context) => build(settings, context))
}
