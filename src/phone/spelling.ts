import { joinDigits } from './digits.ts'
import { LANDLINES } from './landlines.ts'

/** Names why a typed text is not a number we can text. */
type PhoneFault = 'empty' | 'foreign' | 'start' | 'length' | 'letters' | 'landline'

/** Holds a number in E.164: of India a mobile one, of other countries as it was written. */
type Spelling =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly fault: PhoneFault }

/** Holds the calling code of the country chosen, and whether there is no other to choose. */
type Country = { readonly code: string; readonly isOnly: boolean }

// Whose numbers have a rule of their own; what other countries ask of theirs the library knows.
const INDIA = '91'

/** India's own rule: ten digits from 6 to 9 on, after what people put before them, however often. */
const INDIAN_MOBILE = /^(?:\+|0|91)*([6-9]\d{9})$/
const INDIAN_CODE = /^(?:\+|00)[+0]*91/
const INDIAN_PREFIX = /^(?:(?:\+|00)91|91(?=\d{10,})|0)0?/

/**
 * Matches ten digits that a plus or 00 makes another country's: 6598765432 is a mobile number of India,
 * +65 98765432 one of Singapore, and +91 98765432 lacks two digits. No other country has such numbers.
 */
const ABROAD = /(?:\+|00)(?:6[4-9]|88|9[156])\d{8}$/

/**
 * Reads a number in any of the ways people write one, on the page and at the edge alike: with or without a
 * country's code, in groups, in any script's digits, and with what copying and dictation bring.
 */
export function readNumber(text: string, { code, isOnly }: Country): Spelling {
  const plain = joinDigits(text).replace(/^tel:/i, '').replaceAll('＋', '+')
  if (plain === '') return { ok: false, fault: 'empty' }
  const isOurs = (code === INDIA || INDIAN_CODE.test(plain)) && !ABROAD.test(plain)
  const mobile = isOurs ? INDIAN_MOBILE.exec(plain)?.[1] : undefined
  if (mobile) {
    if (LANDLINES.test(mobile)) return { ok: false, fault: 'landline' }
    return { ok: true, e164: `+${INDIA}${mobile}` }
  }
  if (!/^\+?\d+$/.test(plain)) return { ok: false, fault: 'letters' }
  const abroad = isOnly && code === INDIA ? undefined : /^(?:\+|00)(.+)/.exec(plain)?.[1]
  const whole = abroad ?? code + plain
  return whole.startsWith(INDIA)
    ? { ok: false, fault: faultOf(plain) }
    : { ok: true, e164: `+${whole}` }
}

/** Tells whether a number in E.164 is of India, whose code no other country's begins with. */
export function isIndian(e164: string): boolean {
  return e164.startsWith(`+${INDIA}`)
}

/** Tells what is wrong with an Indian number, with or without +91, 0091, 91 or 0. */
function faultOf(plain: string): PhoneFault {
  if (/^(?:\+|00)(?!91)/.test(plain)) return 'foreign'
  return /^[0-5]/.test(plain.replace(INDIAN_PREFIX, '')) ? 'start' : 'length'
}
