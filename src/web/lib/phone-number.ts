import { foldDigits } from '../../phone/digits.ts'

/** Names why a typed text is not a number we can text. */
export type PhoneFault = 'empty' | 'foreign' | 'start' | 'length' | 'letters'

const PUNCTUATION = /[\s\-\u2010-\u2015()./\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const INDIAN_MOBILE = /^(?:(?:\+|00)?91)?0?([6-9]\d{9})$/
const INDIAN_PREFIX = /^(?:(?:\+|00)91|91(?=\d{10,})|0)0?/

/**
 * Reads an Indian mobile number in any of the ways people write one: with or without +91, 0091, 91
 * or 0, in groups, in any script's digits, and with the invisible marks that copying brings.
 */
export function parsePhone(
  text: string,
): { ok: true; e164: string } | { ok: false; fault: PhoneFault } {
  const plain = foldDigits(text).replace(PUNCTUATION, '').replace('\uff0b', '+')
  if (plain === '') return { ok: false, fault: 'empty' }
  if (!/^\+?\d+$/.test(plain)) return { ok: false, fault: 'letters' }
  const subscriber = INDIAN_MOBILE.exec(plain)?.[1]
  if (subscriber) return { ok: true, e164: `+91${subscriber}` }
  if (/^(?:\+|00)(?!91)/.test(plain)) return { ok: false, fault: 'foreign' }
  const national = plain.replace(INDIAN_PREFIX, '')
  return { ok: false, fault: /^[0-5]/.test(national) ? 'start' : 'length' }
}
