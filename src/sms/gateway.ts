import type { GatewayName } from '../config.ts'

/** One text with a code in it, ready to go out. */
export type CodeText = {
  /** The same whenever the same text is tried again, on this gateway or another. */
  readonly id: string
  /** E.164. */
  readonly to: string
  /** The words, code included. */
  readonly body: string
  /** BCP 47. */
  readonly language: string
  readonly code: string
  readonly sessionId: string
  readonly expiresAt: number
}

/**
 * What became of a text at a gateway. `accepted`: it was taken. `not_taken`: it certainly was not,
 * and another gateway may be asked. `unknown`: it may have gone out (no answer came, or none that
 * tells), so it counts as a text. `undeliverable`: the number was refused for good.
 */
export type GatewayAnswer = 'accepted' | 'not_taken' | 'unknown' | 'undeliverable'

/** A phone that was just verified. */
export type VerifiedPhone = {
  readonly sessionId: string
  readonly phone: string
  readonly nextStep: number
}

/** A way to send texts: one file each beside this one, and a line in gateways.ts. */
export interface SmsGateway {
  readonly name: GatewayName
  /** Hands the text over; never throws, and gives up when `signal` is aborted. */
  send(text: CodeText, signal: AbortSignal): Promise<GatewayAnswer>
  /** Hears of a verified phone; the development gateway prints it. */
  phoneVerified?(verified: VerifiedPhone): void
}
