import * as z from 'zod'

/** How a code reaches a phone. `voice` is a call that speaks it once a key is pressed. */
export type Channel = 'sms' | 'whatsapp' | 'voice'

/** The words of a text, as a template gives them for one gateway. */
export type Words = {
  /** The whole text, code included. */
  readonly body: string
  /** BCP 47. */
  readonly language: string
  /** The template's id: of the DLT content template, MSG91's flow, or Twilio's content template. */
  readonly templateId?: string
  /** The DLT principal entity. */
  readonly entityId?: string
  /** The DLT header, or another sender's name. */
  readonly header?: string
  /** What goes into a template that the gateway holds itself, by the gateway's names. */
  readonly variables: Readonly<Record<string, string>>
}

/** One text with a code in it, ready to go out by one gateway. */
export type CodeText = {
  /** The same whenever the same text is tried again, on this gateway or another. */
  readonly id: string
  /** E.164. */
  readonly to: string
  readonly channel: Channel
  readonly words: Words
  readonly code: string
  readonly sessionId: string
  readonly expiresAt: number
  /**
   * What the gateway's receipts bring back, so that they find the session: sealed, for this gateway
   * alone, 80 characters of base64url (reference.ts).
   */
  readonly reference: string
}

/**
 * What became of a text at a gateway.
 * - `accepted`: it was taken.
 * - `not_taken`: it certainly was not, for a reason that passes (throttled, failing), and another
 *   gateway may be asked.
 * - `misconfigured`: it was not taken because of our account there (credentials, sender, template,
 *   money), which an operator must mend. `code` is the gateway's own, and holds nothing of the text.
 * - `unknown`: it may have gone out (no answer came, or none that tells), so it counts as a text.
 * - `undeliverable`: the number was refused for good (not a mobile, opted out).
 */
export type GatewayAnswer =
  | { readonly kind: 'accepted' | 'not_taken' | 'unknown' | 'undeliverable' }
  | { readonly kind: 'misconfigured'; readonly code: string }

/** A phone that was just verified. */
export type VerifiedPhone = {
  readonly sessionId: string
  readonly phone: string
  readonly nextStep: number
}

/** What a gateway posts about texts that it took, as the Worker received it. */
export type ReceiptRequest = {
  /** As the gateway was told to post to: the public origin, the path as received and the query. */
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  /** The path's segment after the gateway's name, where there is one. */
  readonly token?: string
}

/** What a gateway says became of a text that it took. */
export type Receipt = {
  /** As it was given to the gateway with the text. */
  readonly reference: string
  readonly status: 'delivered' | 'undelivered'
}

/**
 * What a post about receipts comes to. `receipts`: may be none, as for a status on the way. `forged`:
 * it does not come from the gateway. `unreadable`: it is not what the gateway's documents show.
 * `unavailable`: what it takes to tell could not be had now, so that it should be posted again.
 */
export type ReceiptReading =
  | { readonly kind: 'receipts'; readonly receipts: readonly Receipt[] }
  | { readonly kind: 'forged' | 'unreadable' | 'unavailable' }

/**
 * What a request that a call makes comes to. `key_pressed`: whoever answered pressed the key that was
 * asked for. `no_key`: another key or none.
 */
export type CallReading =
  | { readonly kind: 'key_pressed'; readonly reference: string }
  | { readonly kind: 'no_key' | 'forged' | 'unreadable' }

/** How a call gets its code: it asks for a key first, so that no voicemail box ever gets one. */
export interface VoiceAnswers {
  /** Reads what the call posts to `/webhooks/sms/<name>/voice/` once a key is pressed. */
  readRequest(request: ReceiptRequest): Promise<CallReading>
  /** The answer to `no_key`: asks for the key again. */
  askAgain(request: ReceiptRequest): string
  /** The answer that speaks the code, or says that it is no longer valid. `language` is BCP 47. */
  say(code: string | undefined, language: string): string
}

/** A way to send texts: one file each beside this one, and a line in gateways.ts. */
export interface SmsGateway {
  readonly name: string
  /** What it can send where it is configured so. */
  readonly channels: ReadonlySet<Channel>
  /** Whether these words can go out by it so: whether a template that it needs is named. */
  readonly takes?: (channel: Channel, words: Words) => boolean
  /** Hands the text over; never throws, and gives up when `signal` is aborted. */
  send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer>
  /** Reads what the gateway posts to `/webhooks/sms/<name>/`; absent where it tells nothing. */
  readonly readReceipts?: (request: ReceiptRequest) => Promise<ReceiptReading>
  /** Where calls get their code; absent where it makes none. */
  readonly voice?: VoiceAnswers
  /** Hears of a verified phone; the development gateway prints it. */
  phoneVerified?(verified: VerifiedPhone): void
}

/** What a gateway needs to know beside its own settings. */
export type GatewayContext = {
  readonly development: boolean
  /** Where gateways reach this service: scheme and host, without a slash. */
  readonly publicOrigin: string
  /** The name in texts and calls. */
  readonly brand: string
}

/** Where a provider's API is; a stand-in may take its place in development alone. */
export function providerOrigin(own: string, development: boolean) {
  const standIn = z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/)
  return (development ? standIn : z.literal(own)).default(own)
}

/** The vars and secrets as given, those left empty taken out. */
type Given = Readonly<Record<string, unknown>>

/** A kind of gateway: its settings checked, then built. */
export interface GatewayKind {
  read(
    given: Given,
    development: boolean,
  ):
    | { readonly ok: true; readonly build: (context: GatewayContext) => SmsGateway }
    /** The names of the vars and secrets that are missing or wrong. */
    | { readonly ok: false; readonly unusable: readonly string[] }
}

/**
 * A kind of gateway from the form of its vars and secrets and what makes one. In production the form
 * may be stricter than in development.
 */
export function gatewayKind<Settings>(
  form: (development: boolean) => z.ZodType<Settings>,
  build: (settings: Settings, context: GatewayContext) => SmsGateway,
): GatewayKind {
  return {
    read(given, development) {
      const { success, data, error } = form(development).safeParse(given)
      if (!success) return { ok: false, unusable: error.issues.map(({ path }) => String(path[0])) }
      return { ok: true, build: (context) => build(data, context) }
    },
  }
}
