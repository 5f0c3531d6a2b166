import { foldDigits } from '../phone/digits.ts'

/** How many digits a code has. */
export const CODE_LENGTH = 6

/** What a pasted or inserted text says about the code. */
export type PastedCode =
  | { kind: 'digits'; digits: string }
  | { kind: 'no-digits' }
  | { kind: 'too-many' }
  | { kind: 'unclear' }

const SEPARATORS = /[\s\-\u2010-\u2015.\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const ORIGIN_BOUND = /^@\S+ #(\d{6})\s*$/m
// No lookbehind: Safari before 16.4 refuses to parse it.
const SIX_IN_A_ROW = /(?:^|\D)(\d{6}|\d{3}[ \u00a0-]\d{3})(?!\d)/g

/**
 * Picks the code out of a text: bare digits however they are grouped, or the only six-digit run
 * of a whole message. It never guesses: two different runs are `unclear`, seven bare digits
 * `too-many`. Fewer than six bare digits come back as they are.
 */
export function pickCode(text: string): PastedCode {
  const folded = foldDigits(text)
  if (!/\d/.test(folded)) return { kind: 'no-digits' }

  const bare = folded.replace(SEPARATORS, '')
  if (/^\d+$/.test(bare)) {
    return bare.length > CODE_LENGTH ? { kind: 'too-many' } : { kind: 'digits', digits: bare }
  }

  const bound = ORIGIN_BOUND.exec(folded)?.[1]
  if (bound) return { kind: 'digits', digits: bound }
  const found = Array.from(folded.matchAll(SIX_IN_A_ROW), ([run]) => run.replace(/\D/g, ''))
  const runs = new Set(found)
  const [digits] = runs
  return digits && runs.size === 1 ? { kind: 'digits', digits } : { kind: 'unclear' }
}
