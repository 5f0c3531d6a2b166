import { failureText } from '../../lib/failure-text.ts'
import type { Failure } from '../../lib/replies.ts'
import { codeWords } from '../../lib/words.ts'
import type { Deadlines } from '../state.ts'

const MAX_ATTEMPTS = 3

/** Says why `brand` refused a code, with where on the screen another is to be had. */
export function refusalText(brand: string, failure: Failure): string {
  const { error, attempts_left = 0 } = failure
  if (error === 'otp_expired') return codeWords.expired
  if (error === 'too_many_attempts') return codeWords.locked
  if (error === 'code_replaced') return codeWords.replaced
  if (error !== 'otp_incorrect') return failureText(brand, failure)
  const left = attempts_left < 1 ? codeWords.noTriesLeft : codeWords.triesLeft(attempts_left)
  return `${codeWords.incorrect} ${left}`
}

/** Tells until when a code works, by the person's own clock, and its attempts left if not all. */
export function lifetimeText({ expiresAt, attemptsLeft }: Deadlines): string {
  if (attemptsLeft < 1) return codeWords.locked
  const until = codeWords.worksUntil(Date.now() + expiresAt - performance.now())
  return attemptsLeft < MAX_ATTEMPTS ? `${until} ${codeWords.triesLeft(attemptsLeft)}` : until
}
