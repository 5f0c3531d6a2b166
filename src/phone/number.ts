import {
  type CountryCode,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/mobile'
import { foldDigits } from './digits.ts'

export type { CountryCode }

/** Holds a mobile number in E.164 (ITU-T), such as `+919876543210`, and its country. */
export type Phone = { readonly e164: string; readonly country: CountryCode }

export type ParsedPhone =
  | { readonly ok: true; readonly phone: Phone }
  | { readonly ok: false; readonly reason: 'invalid_phone' | 'unsupported_country' }

/**
 * Holds national rules that outrank the library's metadata. India: mobile numbers begin with 6 to
 * 9; the metadata also calls the 1600 voice series mobile.
 */
const NATIONAL_MOBILE: Partial<Record<CountryCode, RegExp>> = { IN: /^[6-9]\d{9}$/ }

/** Matches spaces, dashes, brackets, dots and invisible format marks between digits. */
const SEPARATORS = /[\p{Zs}\p{Cf}\p{Pd}\t().]/gu

/**
 * Reads a number as a person may spell it, without a country code as one of the first of
 * `countries`. Every spelling gives one E.164 form: the only one that limits and sends may use.
 */
export function parsePhone(
  text: string,
  countries: readonly [CountryCode, ...CountryCode[]],
): ParsedPhone {
  const compact = foldDigits(text).replace(SEPARATORS, '').replace('＋', '+')
  if (!/^\+?\d{3,17}$/.test(compact)) return { ok: false, reason: 'invalid_phone' }
  const number = parsePhoneNumberFromString(compact, countries[0])
  if (!number) return { ok: false, reason: 'invalid_phone' }
  const { country } = number
  if (country === undefined || !countries.includes(country)) {
    // No country: one of ours by its code, but not a mobile; or a code no country has (+800).
    const isOurs = countries.some((one) => callingCode(one) === number.countryCallingCode)
    const home = country === undefined && isOurs
    return { ok: false, reason: home ? 'invalid_phone' : 'unsupported_country' }
  }
  const ownRule = NATIONAL_MOBILE[country]
  if (!number.isValid() || (ownRule && !ownRule.test(number.nationalNumber)))
    return { ok: false, reason: 'invalid_phone' }
  return { ok: true, phone: { e164: number.number, country } }
}

/** Masks all but the country code and the last four digits: `+91 •••••• 3210`. */
export function maskPhone(phone: Phone): string {
  const { prefix, national } = partsOf(phone)
  const hidden = '•'.repeat(Math.max(0, national.length - 4))
  return `${prefix} ${hidden} ${national.slice(-4)}`
}

/** Gives a country's calling code, without its plus. */
export function callingCode(country: CountryCode): string {
  return getCountryCallingCode(country)
}

/** Splits into country code with its plus and national number, by cutting as parsing is slow. */
export function partsOf({ e164, country }: Phone) {
  const prefix = `+${callingCode(country)}`
  if (!e164.startsWith(prefix)) throw new Error('a phone holds something other than E.164')
  return { prefix, national: e164.slice(prefix.length) }
}
