/** Judges how hard a password is to guess, and why not; loaded where one is typed. */
import { type MatchExtended, ZxcvbnFactory } from '@zxcvbn-ts/core'

// The build puts in the most used ones of eight letters or more.
declare const COMMON_PASSWORDS: string

export type Reason = 'short' | 'long' | 'common' | 'personal' | 'repeat' | 'sequence' | 'date'

export interface Verdict {
  /** From 0, guessed at once, to 4. */
  readonly score: number
  /** Tells what makes it easy to guess, where one thing does. */
  readonly reason: Reason | undefined
}

const SHORTEST = 8
const LONGEST = 128
const STRONG = 3

const common = COMMON_PASSWORDS.split(' ')
const zxcvbn = new ZxcvbnFactory({ dictionary: { passwords: common } })

const REASONS: Readonly<Record<string, Reason>> = {
  passwords: 'common',
  userInputs: 'personal',
  repeat: 'repeat',
  sequence: 'sequence',
  date: 'date',
  regex: 'date',
}

/** Judges a password of a person whose own words are known. */
export function judge(password: string, own: readonly string[]): Verdict {
  const length = Array.from(password).length
  if (length < SHORTEST) return { score: 0, reason: 'short' }
  if (length > LONGEST) return { score: 0, reason: 'long' }
  if (common.includes(password.toLowerCase())) return { score: 0, reason: 'common' }
  const { score, sequence } = zxcvbn.check(password, [...own])
  return { score, reason: score < STRONG ? reasonOf(sequence) : undefined }
}

/** Finds what the longest part that can be guessed is. */
function reasonOf(sequence: readonly MatchExtended[]): Reason | undefined {
  let longest = 0
  let reason: Reason | undefined
  for (const part of sequence) {
    const known = REASONS[part.dictionaryName ?? part.pattern]
    if (known === undefined || part.token.length <= longest) continue
    longest = part.token.length
    reason = known
  }
  return reason
}
