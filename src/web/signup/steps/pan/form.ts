import { foldPan, parsePan } from '../../../../person/pan.ts'
import { panWords } from './words.ts'

/** Holds a PAN as it is sent, or what is wrong with it. */
export type PanReading =
  | { readonly ok: true; readonly pan: string }
  | { readonly ok: false; readonly text: string }

const HOLDERS = new Map<string, string>(Object.entries(panWords.holders))

/** Reads what was typed. What looks like a slip is pointed out, never mended. */
export function readPan(text: string): PanReading {
  const reading = parsePan(text)
  if (reading.ok) return reading
  const typed = foldPan(text)
  if (typed === '') return wrong(panWords.empty)
  if (reading.reason === 'invalid_pan') {
    return wrong(parsePan(withoutSlips(typed)).ok ? panWords.slip : panWords.form)
  }
  const holder = HOLDERS.get(typed[3] ?? '')
  return wrong(holder ? panWords.holder(holder) : panWords.nobody)
}

/** Puts the digit 0 and the letter O where a PAN has digits and letters. */
function withoutSlips(pan: string): string {
  const digits = pan.slice(5, 9).replaceAll('O', '0')
  const [before, after] = [pan.slice(0, 5), pan.slice(9)].map((part) => part.replaceAll('0', 'O'))
  return `${before}${digits}${after}`
}

function wrong(text: string): PanReading {
  return { ok: false, text }
}
