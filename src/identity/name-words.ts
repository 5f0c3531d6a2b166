import { initialOf, latinOf } from './devanagari.ts'
import { spell, spellLoosely } from './name-spelling.ts'

/** Holds a word of a name; a letter alone is an initial. */
export type Word = {
  /** Without capitals and accents, in Latin letters where it can be spelt in them. */
  readonly letters: string
  readonly spelt: string
  readonly loose: string
  readonly isInitial: boolean
}

/** Holds the words of a name in no order, as they may be read: titles may be names. */
export type Name = {
  readonly readings: readonly (readonly Word[])[]
  readonly script: 'latin' | 'devanagari' | 'other'
}

/** Lists what is a title wherever it stands. */
const TITLES =
  /^(mr|mrs|ms|mx|miss|dr|prof|adv|shri|shree|smt|shrimati|srimati|shrimathi|kum|श्री|श्रीमती|श्रीमान|सुश्री|डॉ|प्रो)$/u

/** Lists what may be a title where it stands first, or a name, as in `Sri Devi`. */
const LEADING_TITLES = /^(sri|sree|kumari|km|ku|er|ca|capt|col|maj|lt|late|master|कुमारी|कु|स्व)$/u

/** Matches what says whose child or wife a person is, and that other's name. */
const RELATION =
  /(?<=\p{L}[\p{M}]*.*)(^|\s)[sdwc]\s?\/\s?o\b.*$|(?<=\p{L}[\p{M}]*.*)\s(पुत्र|पुत्री|पत्नी)\s.*$/u

/** Matches what says that a person is dead, and so is nobody's own title. */
const DECEASED = /^(late|स्व)$/u

/** Matches what a name has no use for: all but letters, spaces, points, commas, apostrophes, dashes. */
const SIGN = /[^\p{L}\p{M}\s.,॰'’‘`\p{Pd}\u200c\u200d]/u

/** Matches a mark that no letter has: one on none, or one that Unicode composes with no Latin letter. */
const MARK = /(^|[^\p{L}\p{M}\u200c\u200d])\p{M}|\p{Script=Latin}\p{M}/u

/** Tells whether a name holds more than words and titles: a relation, digits, signs, odd marks. */
export function holdsMore(name: string): boolean {
  const [text, plain] = [name.normalize(), plainOf(name)]
  if (SIGN.test(text) || MARK.test(text) || RELATION.test(plain)) return true
  return wordsOf(plain).some((word) => DECEASED.test(word))
}

/** Reads a name; two spellings that Unicode holds equal are read alike. */
export function readName(name: string): Name {
  const plain = plainOf(name)
  const words = wordsOf(plain.replace(RELATION, ''))
  const untitled = dropUnlessAll(words, (word) => TITLES.test(word))
  const [first = '', ...rest] = untitled
  const mayLead = rest.length > 0 && LEADING_TITLES.test(first)
  const readings = mayLead ? [untitled, rest] : [untitled]
  return {
    readings: readings.map((all) => all.map(wordOf).toSorted(byLetters)),
    script: scriptOf(plain),
  }
}

function plainOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC')
    .replace(/[\p{Cf}'’‘ʼ`]/gu, '')
}

function wordsOf(plain: string): readonly string[] {
  return plain.match(/\p{L}[\p{L}\p{M}]*/gu) ?? []
}

function dropUnlessAll(words: readonly string[], isDropped: (word: string) => boolean) {
  const kept = words.filter((word) => !isDropped(word))
  return kept.length > 0 ? kept : words
}

function byLetters(a: Word, b: Word): number {
  return a.letters < b.letters ? -1 : Number(a.letters > b.letters)
}

/** Makes a word of its letters, or of those of several that another writes as one. */
export function wordOf(text: string): Word {
  const initial = initialOf(text)
  const letters = initial ?? (/\p{Script=Devanagari}/u.test(text) ? latinOf(text) : text)
  const spelt = spell(letters)
  const isInitial = initial !== undefined || Array.from(letters.replace(/\p{M}/gu, '')).length === 1
  return { letters, spelt, loose: spellLoosely(spelt), isInitial }
}

function scriptOf(text: string): Name['script'] {
  const letters = text.replace(/\P{L}/gu, '')
  if (/^\p{Script=Latin}*$/u.test(letters)) return 'latin'
  return /^[\p{Script=Latin}\p{Script=Devanagari}]*$/u.test(letters) ? 'devanagari' : 'other'
}
