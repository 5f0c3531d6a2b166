/** Tells whether a register's date of birth is the given one: some hold a year alone. */
export type BirthDateMatch = 'match' | 'year_match' | 'mismatch' | 'unknown'

/** Compares a date `YYYY-MM-DD` with what a register told: the like, or `YYYY`, or nothing. */
export function matchBirthDates(given: string, told: string | undefined): BirthDateMatch {
  if (told === undefined) return 'unknown'
  if (told === given) return 'match'
  return given.startsWith(`${told}-`) ? 'year_match' : 'mismatch'
}

const DAY_FIRST = /^(\d\d)[-/](\d\d)[-/](\d{4})$/
const YEAR_FIRST = /^\d{4}(-\d\d-\d\d)?$/

/** Reads a register's `DD-MM-YYYY`, `DD/MM/YYYY`, `YYYY-MM-DD` or `YYYY`; undefined for all else. */
export function readRegisterBirthDate(text: string): string | undefined {
  const date = text.trim().replace(DAY_FIRST, '$3-$2-$1')
  if (!YEAR_FIRST.test(date)) return undefined
  return JSON.stringify(new Date(date)).includes(date) ? date : undefined
}
