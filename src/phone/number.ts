import {
  type CountryCode,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/mobile'
import { isIndian, readNumber } from './spelling.ts'

export type { CountryCode }

/** Holds a mobile number in E.164 (ITU-T), such as `+919876543210`, and its country. */
export type Phone = { readonly e164: string; readonly country: CountryCode }

export type ParsedPhone =
  | { readonly ok: true; readonly phone: Phone }
  | { readonly ok: false; readonly reason: 'invalid_phone' | 'unsupported_country' }

const INVALID = { ok: false, reason: 'invalid_phone' } as const
const UNSUPPORTED = { ok: false, reason: 'unsupported_country' } as const

/**
 * Reads a number as a person may spell it, without a country code as one of the first of `countries`. Every
 * spelling gives one E.164 form: the only one that limits and sends may use.
 */
export function parsePhone(
  text: string,
  countries: readonly [CountryCode, ...CountryCode[]],
): ParsedPhone {
  const code = callingCode(countries[0])
  const spelling = readNumber(text, { code, isOnly: countries.length === 1 })
  if (!spelling.ok) return spelling.fault === 'foreign' ? UNSUPPORTED : INVALID
  const { e164 } = spelling
  if (!isIndian(e164)) return parseAbroad(e164, countries)
  return countries.includes('IN') ? { ok: true, phone: { e164, country: 'IN' } } : UNSUPPORTED
}

/** Reads a number of a country other than India by the library's metadata. */
function parseAbroad(e164: string, countries: readonly CountryCode[]): ParsedPhone {
  const number = parsePhoneNumberFromString(e164)
  if (!number) return INVALID
  const { country } = number
  if (country === undefined || !countries.includes(country)) {
    // No country: one of ours by its code, but not a mobile; or a code no country has (+800).
    const isOurs = countries.some((one) => callingCode(one) === number.countryCallingCode)
    return country === undefined && isOurs ? INVALID : UNSUPPORTED
  }
  return number.isValid() ? { ok: true, phone: { e164: number.number, country } } : INVALID
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
