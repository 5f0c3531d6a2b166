import { foldDigits, joinDigits } from '../../phone/digits.ts'

export const CODE_LENGTH = 6

type CodeText = { kind: 'digits'; digits: string } | { kind: 'no-digits' | 'too-many' | 'unclear' }

const ORIGIN_BOUND = /^@\S+ #(\d{6})\s*$/m
// No lookbehind: Safari before 16.4 refuses to parse it.
const SIX_IN_A_ROW = /(?:^|\D)(\d{6}|\d{3}[ \u00a0-]\d{3})(?!\d)/g

/**
 * Picks a text's only six-digit run, or up to six bare digits however they are grouped. It never
 * guesses: two different runs are `unclear`, seven bare digits `too-many`.
 */
export function pickCode(text: string): CodeText {
  const folded = foldDigits(text)
  if (!/\d/.test(folded)) return { kind: 'no-digits' }

  const bare = joinDigits(text)
  if (/^\d+$/.test(bare)) {
    return bare.length > CODE_LENGTH ? { kind: 'too-many' } : { kind: 'digits', digits: bare }
  }

  const bound = ORIGIN_BOUND.exec(folded)?.[1]
  if (bound) return { kind: 'digits', digits: bound }
  const runs = new Set(Array.from(folded.matchAll(SIX_IN_A_ROW), ([run]) => run.replace(/\D/g, '')))
  const [digits] = runs
  return digits && runs.size === 1 ? { kind: 'digits', digits } : { kind: 'unclear' }
}
