import type { AddressNames } from '../limits/address-names.ts'
import type { GatewayAttempt } from '../sms/dispatch.ts'
import type { Channel } from '../sms/gateway.ts'
import type { NumberRange } from './number-range.ts'

/** Describes a phone, by its keyed hash, and who asked for its text. */
export type PhoneEvent = {
  readonly phone: string
  readonly range: NumberRange
  readonly asker: AddressNames
}

/** Describes a send that no gateway took. */
export type FailureEvent = PhoneEvent & {
  /** Every gateway that was asked, in order. */
  readonly attempts: readonly GatewayAttempt[]
  readonly channel: Channel
}

/** Describes a text that went out, or may have, and the gateway that took it. */
export type TextEvent = FailureEvent & {
  readonly gateway: string
  readonly texts: number
  /** What they cost. */
  readonly segments: number
}

/** Describes what a gateway says became of a text; it comes once for each. */
export type ReceiptEvent = PhoneEvent & {
  readonly gateway: string
  readonly status: 'delivered' | 'undelivered'
}
