import { holdsMore, readName, type Word, wordOf } from './name-words.ts'
import { pairWords, startAlike, type Pairs } from './name-pairs.ts'

/** Tells whether two names are one person's: `review` is for a human to say. */
export type NameMatch = 'match' | 'review' | 'mismatch'

const BANDS: readonly NameMatch[] = ['mismatch', 'review', 'match']

/** Lists words that half of all names have, so that they say nothing alone. */
const COMMON = new Set(
  ['kumar', 'kumari', 'devi', 'singh', 'kaur', 'lal', 'bai', 'mohammad', 'begam'].map(
    (word) => wordOf(word).spelt,
  ),
)

/**
 * Compares two names of any order, script and usual spelling. `review` where a name is missing,
 * shortened to one initial or spelt unusually; `mismatch` where each has a word that the other lacks, as
 * has one in a script that nothing here spells.
 */
export function matchNames(a: string, b: string): NameMatch {
  const [one, other] = [readName(a), readName(b)]
  if (a.normalize() === b.normalize()) return 'match'
  const isAcross = one.script !== other.script && ![one.script, other.script].includes('other')
  const bands = one.readings.flatMap((left) =>
    other.readings.map((right) => BANDS.indexOf(compare(left, right, isAcross))),
  )
  return BANDS[Math.max(...bands)] ?? 'mismatch'
}

/**
 * Compares the name that a person typed with a register's. `review`, too, where it holds what
 * `matchNames` passes over and is no title: the account would have it, and no register does.
 */
export function matchTypedName(typed: string, registered: string): NameMatch {
  const match = matchNames(typed, registered)
  const isRegistered = typed.normalize().toLowerCase() === registered.normalize().toLowerCase()
  return match === 'match' && !isRegistered && holdsMore(typed) ? 'review' : match
}

function compare(a: readonly Word[], b: readonly Word[], acrossScripts: boolean): NameMatch {
  if (a.length === 0 || b.length === 0) return 'mismatch'
  if (keyOf(a) === keyOf(b)) return 'match'
  // Two names are always compared in one order, so that the answer is one.
  const pairs = keyOf(a) < keyOf(b) ? pairWords(a, b) : pairWords(b, a)
  const band = judge(pairs)
  return band === 'mismatch' && acrossScripts && mayBeSpeltSo(pairs) ? 'review' : band
}

function keyOf(words: readonly Word[]): string {
  return words
    .map(({ spelt }) => spelt)
    .toSorted()
    .join(' ')
}

function judge({ same, initials, loose, slips, left: [leftA, leftB] }: Pairs): NameMatch {
  const missing = leftA.length + leftB.length
  if (leftA.length > 0 && leftB.length > 0) return 'mismatch'
  if (same.length + loose === 0 && slips < 2) return 'mismatch'
  if (missing === 0) {
    const isShort = initials === 1 && same.length === 1
    return loose + slips > 0 || isShort ? 'review' : 'match'
  }
  const telling = same.filter(({ spelt }) => !COMMON.has(spelt)).length + loose + initials
  if (telling === 0) return 'mismatch'
  return slips === 0 || same.length > 1 ? 'review' : 'mismatch'
}

/** Tells that each word left on one side begins like one on the other, and one word is the same. */
function mayBeSpeltSo({ same, loose, left: [leftA, leftB] }: Pairs): boolean {
  const [fewer, more] = leftA.length < leftB.length ? [leftA, leftB] : [leftB, leftA]
  const begin = fewer.every((word) => more.some((other) => startAlike(word, other)))
  return same.length + loose > 0 && begin
}
