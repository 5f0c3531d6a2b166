import { isWithin } from '../person/email.ts'
import { type Word, wordOf } from './name-words.ts'

/** Holds which words of two names are one, and by what; and those that are left over. */
export type Pairs = {
  readonly same: readonly Word[]
  /** Counts letters that stand for a word, or for the same letter. */
  readonly initials: number
  /** Counts pairs that are alike only when spelt loosely. */
  readonly loose: number
  /** Counts pairs that a slip of the pen parts. */
  readonly slips: number
  readonly left: readonly [readonly Word[], readonly Word[]]
}

/** Bounds what is tried of words that stand together: no name has more. */
const MAX_LEFT = 8

/** Bounds how many letters more a spelling has: longer ones are not looked at. */
const MAX_SPELLING = 4

/** Pairs the words of two names, the surest first. */
export function pairWords(a: readonly Word[], b: readonly Word[]): Pairs {
  const left = { a: [...a], b: [...b] }
  const take = (alike: (one: Word, other: Word) => boolean) => takePairs(left.a, left.b, alike)
  const same = take((one, other) => areFull(one, other) && one.spelt === other.spelt)
  const spaced = takeSpaced(left.a, left.b, 'spelt').concat(takeSpaced(left.b, left.a, 'spelt'))
  const bare = take((one, other) => one.isInitial && other.isInitial && startAlike(one, other))
  const loose = take((one, other) => areFull(one, other) && one.loose === other.loose)
  const apart = takeSpaced(left.a, left.b, 'loose').concat(takeSpaced(left.b, left.a, 'loose'))
  const initials = take((one, other) => one.isInitial !== other.isInitial && startAlike(one, other))
  const letters = takeLetters(left.a, left.b) + takeLetters(left.b, left.a)
  const slips = take((one, other) => areFull(one, other) && isSlip(one.spelt, other.spelt))
  return {
    same: [...same, ...spaced],
    initials: bare.length + initials.length,
    loose: loose.length + apart.length,
    slips: slips.length + letters,
    left: [left.a, left.b],
  }
}

/** Tells whether two words begin with one letter, which `v` and `w` are. */
export function startAlike(one: Word, other: Word): boolean {
  return firstOf(one) === firstOf(other)
}

function firstOf({ letters }: Word): string {
  return letters.replace(/^w/, 'v').replace(/^ph/, 'f').charAt(0)
}

function areFull(one: Word, other: Word): boolean {
  return !one.isInitial && !other.isInitial
}

/** Takes each word of `a` with the first of `b` that is like it out of both. */
function takePairs(a: Word[], b: Word[], alike: (one: Word, other: Word) => boolean): Word[] {
  const taken: Word[] = []
  for (const one of a.slice()) {
    const at = b.findIndex((other) => alike(one, other))
    if (at < 0) continue
    b.splice(at, 1)
    a.splice(a.indexOf(one), 1)
    taken.push(one)
  }
  return taken
}

/** Takes words of `b` that are two or three of `a` written as one, and those. */
function takeSpaced(a: Word[], b: Word[], key: 'spelt' | 'loose'): Word[] {
  if (a.length > MAX_LEFT || b.length > MAX_LEFT) return []
  return b.slice().filter((whole) => {
    const parts = partsOf(a, whole, key)
    if (!parts || whole.isInitial) return false
    b.splice(b.indexOf(whole), 1)
    for (const part of parts) a.splice(a.indexOf(part), 1)
    return true
  })
}

function partsOf(words: readonly Word[], whole: Word, key: 'spelt' | 'loose') {
  const seconds = words.flatMap((one) =>
    words.flatMap((two) => (two === one ? [] : [[one, two] as const])),
  )
  const thirds = seconds.flatMap(([one, two]) =>
    words.flatMap((three) => (three === one || three === two ? [] : [[one, two, three] as const])),
  )
  return [...seconds, ...thirds].find((parts) => {
    const text = parts.map(({ letters }) => letters).join('')
    // Letters are no word, or `K R` were `Kr`, which is `Kumar`.
    if (parts.every(({ isInitial }) => isInitial)) return text === whole.letters
    if (Math.abs(text.length - whole.letters.length) > MAX_SPELLING) return false
    return wordOf(text)[key] === whole[key]
  })
}

/** Takes words of `b` that are the first letters of words of `a`, as `AK` is of `Ashok Kumar`. */
function takeLetters(a: Word[], b: Word[]): number {
  return b.slice().filter((word) => {
    if (word.isInitial || word.letters.length > 3) return false
    const rest = a.slice()
    const meant = Array.from(word.letters).flatMap((letter) => {
      const at = rest.findIndex((other) => !other.isInitial && startAlike(wordOf(letter), other))
      return at < 0 ? [] : rest.splice(at, 1)
    })
    if (meant.length !== word.letters.length) return false
    b.splice(b.indexOf(word), 1)
    for (const other of meant) a.splice(a.indexOf(other), 1)
    return true
  }).length
}

/** Tells whether a slip parts two words; few miss a first letter, and short names are many. */
function isSlip(one: string, other: string): boolean {
  const [shorter, longer] = [one.length, other.length].toSorted((a, b) => a - b)
  if (one.charAt(0) !== other.charAt(0) || longer === undefined || longer < 5) return false
  return isWithin(shorter !== undefined && shorter >= 8 ? 2 : 1, one, other)
}
