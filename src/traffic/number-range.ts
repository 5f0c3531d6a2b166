import { type Phone, partsOf } from '../phone/number.ts'

/** Holds the first six and four digits of a national number. */
export type NumberRange = { readonly prefix6: string; readonly prefix4: string }

/** Cuts a phone's range, which tells of no person: ten thousand and a million Indian numbers share it. */
export function numberRange(phone: Phone): NumberRange {
  const { national } = partsOf(phone)
  return { prefix6: national.slice(0, 6), prefix4: national.slice(0, 4) }
}

/** Lists a range's prefixes, the smaller range first. */
export function prefixesOf({ prefix6, prefix4 }: NumberRange): readonly [string, string] {
  return [prefix6, prefix4]
}
