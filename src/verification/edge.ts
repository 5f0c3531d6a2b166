import { type Objects, phoneName } from '../objects.ts'
import type { AddressNames } from '../limits/address-names.ts'
import { fictitiousCode } from '../phone/fictitious.ts'
import type { Phone } from '../phone/number.ts'
import { numberRange } from '../traffic/number-range.ts'
import type { PhoneEvent } from '../traffic/events.ts'

/** Gives a flow what it needs of the request that it serves. */
export type Edge = Objects & {
  /** Begins a task once the reply is on its way; its failure is logged and changes nothing. */
  readonly afterReply: (begin: () => Promise<unknown>) => void
}

/** Tells whether a phone is one of the configured fictitious numbers now. */
export function isFictitious({ config }: Edge, { e164 }: Phone): boolean {
  return fictitiousCode(config.fictitious, e164, Date.now()) !== undefined
}

/** Describes a phone to the monitor, which never hears the number. */
export function phoneEvent({ config }: Edge, phone: Phone, asker: AddressNames): PhoneEvent {
  return { phone: phoneName(config, phone), range: numberRange(phone), asker }
}
