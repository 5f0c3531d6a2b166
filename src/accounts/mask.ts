import type { CellName } from './cells.ts'

const HIDDEN = '•••'

/** Masks what an account holds, so that its owner knows it and whoever looks on does not. */
const MASKS: Readonly<Record<CellName, (text: string) => string>> = {
  phone: (number) => `${number.slice(0, 3)} •••••• ${number.slice(-4)}`,
  full_name: (name) => name.split(/\s+/).map(firstLetter).join(' '),
  date_of_birth: (date) => `••••-••-${date.slice(-2)}`,
  email: (email) => firstLetter(email) + email.slice(email.lastIndexOf('@')),
  pin_code: (code) => `${code.slice(0, 2)}••••`,
  aadhaar_last4: (digits) => `•••• •••• ${digits}`,
  pan: (pan) => `••••••${pan.slice(-4)}`,
}

/** Shows of a text what identifies it to its owner alone. */
export function maskCell(name: CellName, text: string): string {
  return MASKS[name](text)
}

const letters = new Intl.Segmenter('und', { granularity: 'grapheme' })

function firstLetter(word: string): string {
  const [first] = letters.segment(word)
  return (first?.segment ?? '') + HIDDEN
}
