import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile'
import type { Phone } from '../phone/number.ts'

/** The ranges that a number belongs to: the first six and four digits of its national number. */
export type Range = { readonly six: string; readonly four: string }

/** Ten thousand and a million Indian numbers share them, so they tell of no person. */
export function rangeOf({ e164 }: Phone): Range {
  const number = parsePhoneNumberFromString(e164)
  if (!number) throw new Error('rangeOf was given something other than an E.164 number')
  const { nationalNumber } = number
  return { six: nationalNumber.slice(0, 6), four: nationalNumber.slice(0, 4) }
}
