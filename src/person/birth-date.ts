import { foldDigits } from '../phone/digits.ts'
import type { Parsed } from './parsed.ts'
import { tidy } from './tidy.ts'

/** Holds a date of birth as its three fields have it. */
export type DateParts = { readonly day: string; readonly month: string; readonly year: string }

type Fault = 'not_real' | 'future' | 'too_young' | 'too_old'

type ParsedDate = Parsed<{ date: string }, Fault>

type ParsedParts =
  | Parsed<{ date: string }, Fault | 'year_digits'>
  | {
      readonly ok: false
      readonly fault: 'missing'
      readonly missing: readonly (keyof DateParts)[]
    }

const MAJORITY_YEARS = 18
const LONGEST_LIFE_YEARS = 120

/** Holds how far India is ahead of UTC; it has one time zone and no summer time. */
const INDIA_MS = 19_800_000

const PARTS = ['day', 'month', 'year'] as const

const ENGLISH_MONTHS =
  'january february march april may june july august september october november december'.split(' ')

/** Holds how many letters tell a month: what follows may be left out or misspelt (`Febuary`). */
const ENOUGH_LETTERS = 3

/**
 * Reads the three fields, with digits of any script. A month is a number, or its English name, or
 * one of `months`: the page's language's from January, twelve or several times twelve.
 */
export function parseBirthDate(
  parts: DateParts,
  now: number,
  months: readonly string[],
): ParsedParts {
  const missing = PARTS.filter((part) => plain(parts[part]) === '')
  if (missing.length > 0) return { ok: false, fault: 'missing', missing }
  const year = plain(parts.year)
  const hasFourDigits = /^\d{4}$/.test(year)
  // Of an unfinished year only day and month can be judged: in a leap year all of them are real.
  const month = monthOf(plain(parts.month), months)
  const date = [hasFourDigits ? year : '2000', month, plain(parts.day)]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
  if (!isReal(date)) return { ok: false, fault: 'not_real' }
  if (!hasFourDigits) return { ok: false, fault: 'year_digits' }
  return judgeBirthDate(date, now)
}

/**
 * Judges a date `YYYY-MM-DD` by the day that it is in India. Majority begins with the 18th
 * anniversary (Majority Act 1875, section 3(2)); for 29 February with 1 March, as that year has
 * no such day and 18 years are complete when its 28 February ends.
 */
export function judgeBirthDate(date: string, now: number): ParsedDate {
  if (!isReal(date)) return { ok: false, fault: 'not_real' }
  const today = new Date(now + INDIA_MS).toISOString().slice(0, 10)
  if (date > today) return { ok: false, fault: 'future' }
  if (date > yearsBefore(today, MAJORITY_YEARS)) return { ok: false, fault: 'too_young' }
  if (date < yearsBefore(today, LONGEST_LIFE_YEARS)) return { ok: false, fault: 'too_old' }
  return { ok: true, date }
}

/** Lists a language's months, long and short, as they stand alone and in a date: Bengali has both. */
export function monthsIn(language: string): readonly string[] {
  const forms = (['long', 'short'] as const).flatMap((month) => [
    { month },
    { month, day: 'numeric' as const },
  ])
  return forms.flatMap((form) => {
    const format = new Intl.DateTimeFormat(language, { ...form, timeZone: 'UTC' })
    return Array.from({ length: 12 }, (_, index) => {
      const parts = format.formatToParts(Date.UTC(2000, index, 15))
      return parts.find(({ type }) => type === 'month')?.value ?? ''
    })
  })
}

/** Splits a pasted date, such as `27/03/1990`, `1990-03-27` or `27 March 1990`, into its fields. */
export function splitPastedDate(text: string): DateParts | undefined {
  const parts = foldDigits(tidy(text)).split(/[\s\p{P}]+/u)
  if (parts[0]?.length === 4) parts.reverse()
  const [day = '', month = '', year = ''] = parts
  const isDate = parts.length === 3 && /^\d\d?$/.test(day) && /^(\d\d?|\D+)$/.test(month)
  return isDate && /^\d{4}$/.test(year) ? { day, month, year } : undefined
}

/** Makes texts alike that mean the same, such as `MAR.` and `mar`, `०३` and `03`. */
function plain(text: string): string {
  return foldDigits(tidy(text).normalize().toLowerCase())
    .replace(/[.,\u0970]+$|[\u093c\u0a3c\u200c\u200d]/g, '')
    .replace(/म्(?=ब)/, 'ं')
}

/** Gives a month's number: of the name itself, or of what it alone begins with, or seems to. */
function monthOf(text: string, months: readonly string[]): number {
  if (/^\d+$/.test(text)) return Number(text)
  const names = [...ENGLISH_MONTHS, ...months].map((name) => `${plain(name)}.`)
  const starts = [`${text}.`, text, text.slice(0, ENOUGH_LETTERS)]
  for (const start of text.length < ENOUGH_LETTERS ? starts.slice(0, 1) : starts) {
    const found = new Set(names.flatMap((name, i) => (name.startsWith(start) ? [i % 12] : [])))
    for (const month of found) if (found.size === 1) return month + 1
  }
  return 0
}

/** Tells whether the calendar has the day: where it has not, `Date` makes it another or none. */
function isReal(date: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(date) && JSON.stringify(new Date(date)).includes(date)
}

// Dates compare as texts, so an anniversary that a year lacks needs no care.
function yearsBefore(date: string, years: number): string {
  return `${Number(date.slice(0, 4)) - years}${date.slice(4)}`
}
