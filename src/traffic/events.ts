import type { AddressNames } from '../limits/address-names.ts'
import type { GatewayAttempt } from '../sms/dispatch.ts'
import type { Channel } from '../sms/gateway.ts'
import type { Range } from './number-range.ts'

/** A phone, by its keyed hash, and who asked for its text. */
export type PhoneEvent = {
  readonly phone: string
  /** Of a caller of the first release there is none: only its address counts. */
  readonly range?: Range
  readonly askedBy: AddressNames
}

/** A text that went out, or may have, and the gateway that took it. */
export type TextEvent = PhoneEvent & {
  readonly gateway: string
  readonly texts: number
  /** Every gateway that was asked, in order. A caller of an earlier release does not say. */
  readonly tried?: readonly GatewayAttempt[]
  /** A text unless said. */
  readonly channel?: Channel
}

/** A send that no gateway took. */
export type FailedEvent = PhoneEvent & {
  readonly tried: readonly GatewayAttempt[]
  /** A text unless said. */
  readonly channel?: Channel
}

/** What a gateway says became of a text, told once. */
export type ReceiptEvent = PhoneEvent & {
  readonly gateway: string
  readonly status: 'delivered' | 'undelivered'
}
