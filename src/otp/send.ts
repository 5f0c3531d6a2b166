import type { AddressNames } from '../limits/address-names.ts'
import type { Phone } from '../phone/number.ts'
import type { Channel } from '../sms/gateway.ts'
import type { App } from '../sms/templates.ts'

/** Tells sends that repeat one another from new ones: an `Idempotency-Key`, and what it is bound to. */
export type SendKey = {
  /** As the client sent it; stored nowhere. */
  readonly value: string
  /** Its keyed hash. */
  readonly hash: string
  /** Another body under the same key is refused. */
  readonly body: string
}

/** Carries one send of a code from the gate to the gateway: extended on its way, never copied over. */
export type Send = {
  /** Names the send: a call repeated with it counts once. */
  readonly id: string
  readonly sessionId: string
  /** The session begins with this send, so nobody knows its id yet. */
  readonly isFirst: boolean
  readonly phone: Phone
  readonly channel: Channel
  /** BCP 47. */
  readonly language: string
  /** The app that reads the text itself. */
  readonly app: App | undefined
  /** The gateways by name, in the order to ask; none for a fictitious number. */
  readonly route: readonly string[]
  readonly asker: AddressNames
  /** The cookie's token, where it names the session. */
  readonly token: string | undefined
  readonly key: SendKey | undefined
  /** The device whose cookie proves that it verified this phone once. */
  readonly deviceId: string | undefined
  /** A bot check was solved for this send. */
  readonly solved: boolean
}
