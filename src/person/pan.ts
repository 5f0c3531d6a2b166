import { foldDigits } from '../phone/digits.ts'
import { tidy } from './tidy.ts'

/** Holds a PAN of an individual as typed, or why it is none. */
export type ParsedPan =
  | { readonly ok: true; readonly pan: string }
  | { readonly ok: false; readonly reason: 'invalid_pan' | 'pan_not_individual' }

const FORM = /^[A-Z]{5}[0-9]{4}[A-Z]$/

/** Holds where the kind of holder stands, and an individual's. */
const [HOLDER, INDIVIDUAL] = [3, 'P']

/** Reads a PAN in letters of any size, with spaces and hyphens; only an individual's will do. */
export function parsePan(text: string): ParsedPan {
  const pan = foldPan(text)
  // The last letter is a check of the others, by a rule that is not public.
  if (!FORM.test(pan)) return { ok: false, reason: 'invalid_pan' }
  if (pan[HOLDER] !== INDIVIDUAL) return { ok: false, reason: 'pan_not_individual' }
  return { ok: true, pan }
}

/** Writes a PAN, or what may become one, in capitals without spaces and hyphens. */
export function foldPan(text: string): string {
  return foldDigits(tidy(text).normalize('NFKC'))
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
}

/** Shows a PAN's last four characters alone. */
export function maskPan(pan: string): string {
  return `XXXXXX${pan.slice(-4)}`
}
