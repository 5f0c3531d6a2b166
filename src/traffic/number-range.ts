import { type Phone, partsOf } from '../phone/number.ts'

/** The ranges that a number belongs to: the first six and four digits of its national number. */
export type Range = { readonly six: string; readonly four: string }

/** Ten thousand and a million Indian numbers share them, so they tell of no person. */
export function rangeOf(phone: Phone): Range {
  const { national } = partsOf(phone)
  return { six: national.slice(0, 6), four: national.slice(0, 4) }
}
