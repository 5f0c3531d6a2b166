import { foldDigits } from '../phone/digits.ts'
import type { CommonPasswords } from './common-passwords.ts'
import { isMadeOf } from './own-words.ts'

/** Counts code points: never accepted alone, a password needs no more than 8 (NIST SP 800-63B-4). */
export const SHORTEST = 8
const LONGEST = 128

/** Matches spaces and what shows nothing, alone: the same keys over and over, which lists leave out. */
const UNSEEN = /^[\p{Z}\p{Cc}\p{Cf}]*$/u

export type PasswordFault =
  | 'password_too_short'
  | 'password_too_long'
  | 'password_common'
  | 'password_personal'

/** Holds what others know or can find out of a person. */
export type OwnWords = {
  readonly names: readonly string[]
  /** In E.164. */
  readonly phone: string
  readonly email: string
  /** As `YYYY-MM-DD`. */
  readonly birthDate: string
  readonly brand: string
  readonly pan?: string
}

/**
 * Tells the first thing that is wrong with a password; undefined where nothing is. Any character
 * counts, none is asked for, and composed and decomposed spellings are one password.
 */
export function judgePassword(
  password: string,
  own: OwnWords,
  common: CommonPasswords,
): PasswordFault | undefined {
  const composed = password.normalize('NFC')
  const length = Array.from(composed).length
  if (length < SHORTEST) return 'password_too_short'
  if (length > LONGEST) return 'password_too_long'
  if (UNSEEN.test(composed) || common.has(composed)) return 'password_common'
  return isMadeOf(fold(password), itemsOf(own)) ? 'password_personal' : undefined
}

/** Lists the person's words and numbers in all spellings that would be tried first. */
function itemsOf({ names, phone, email, birthDate, brand, pan = '' }: OwnWords): readonly string[] {
  const known = [...names, brand, email.replace(/@.*/, '')]
  const words = [...known, ...known.flatMap((text) => text.split(/[^\p{L}\p{M}]+/u))]
  const [year, month, day] = [birthDate.slice(0, 4), birthDate.slice(5, 7), birthDate.slice(8)]
  const dates = [year, year.slice(2)].flatMap((one) => [
    day + month + one,
    month + day + one,
    one + month + day,
  ])
  // A national number is written without its country code, whose length nobody here needs to know.
  const numbers = [phone, ...[1, 2, 3].map((code) => phone.slice(1 + code)), ...dates]
  return [...words, email, pan, ...numbers].map(fold).filter((item) => item.length > 1)
}

/** Leaves letters and digits alone, in one spelling: case, width and script of digits are folded. */
function fold(text: string): string {
  return foldDigits(text.normalize('NFKC').toLowerCase()).replace(/[^\p{L}\p{M}\p{Nd}]/gu, '')
}
