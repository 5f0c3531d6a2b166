import { foldDigits } from '../phone/digits.ts'
import type { Parsed } from './parsed.ts'
import { tidy } from './tidy.ts'

/** Reads a PIN code. India Post's list lacks thousands that are in use, so any of the form will do. */
export function parsePinCode(text: string): Parsed<{ pinCode: string }, 'empty' | 'form'> {
  const pinCode = foldDigits(tidy(text)).replace(/[\s\p{Pd}]/gu, '')
  if (pinCode === '') return { ok: false, fault: 'empty' }
  return /^[1-9]\d{5}$/.test(pinCode) ? { ok: true, pinCode } : { ok: false, fault: 'form' }
}
