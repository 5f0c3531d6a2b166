import { foldDigits } from '../../phone/digits.ts'

/** Names why a typed text is not a number we can text. */
type PhoneFault = 'empty' | 'foreign' | 'start' | 'length' | 'letters'

type ParsedPhone = { ok: true; e164: string } | { ok: false; fault: PhoneFault }

/** Holds the calling code of the country chosen, and whether there is no other to choose. */
interface Country {
  code: string
  isOnly: boolean
}

// Whose numbers have a rule of their own; what other countries ask of theirs the server knows.
const INDIA = '91'

const PUNCTUATION = /[\s\-\u2010-\u2015()./\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const INDIAN_MOBILE = /^(?:(?:\+|00)?91)?0?([6-9]\d{9})$/
const INDIAN_PREFIX = /^(?:(?:\+|00)91|91(?=\d{10,})|0)0?/

/**
 * Reads a mobile number in any of the ways people write one: with or without a country's code, in
 * groups, in any script's digits, and with the invisible marks that copying brings.
 */
export function parsePhone(text: string, { code, isOnly }: Country): ParsedPhone {
  const plain = foldDigits(text).replace(PUNCTUATION, '').replace('\uff0b', '+')
  if (plain === '') return { ok: false, fault: 'empty' }
  if (!/^\+?\d+$/.test(plain)) return { ok: false, fault: 'letters' }
  const digits = isOnly && code === INDIA ? undefined : /^(?:\+|00)(.+)/.exec(plain)?.[1]
  const whole = digits ?? code + plain
  return whole.startsWith(INDIA) ? parseIndian(plain) : { ok: true, e164: `+${whole}` }
}

/** Reads an Indian number, with or without +91, 0091, 91 or 0. */
function parseIndian(plain: string): ParsedPhone {
  const subscriber = INDIAN_MOBILE.exec(plain)?.[1]
  if (subscriber) return { ok: true, e164: `+${INDIA}${subscriber}` }
  if (/^(?:\+|00)(?!91)/.test(plain)) return { ok: false, fault: 'foreign' }
  const national = plain.replace(INDIAN_PREFIX, '')
  return { ok: false, fault: /^[0-5]/.test(national) ? 'start' : 'length' }
}
