import { connectionText } from './connection-text.ts'
import { script } from './words.ts'

const MAX_ATTEMPTS = 3

/** Gives a sentence for a request to `brand` that failed; `wait` in seconds, where it asks for one. */
export function failureText(brand: string, error: string, wait?: number): string {
  return connectionText(brand, error, wait, script.failures)
}

export function wrongCodeText(attemptsLeft: number): string {
  const left = attemptsLeft < 1 ? script.noTriesLeft : script.triesLeft(attemptsLeft)
  return `${script.wrongCode} ${left}`
}

/**
 * Tells until when a code works (as `performance.now()`), by the person's own clock, and its attempts
 * left if not all.
 */
export function lifetimeText(expiresAt: number, attemptsLeft: number): string {
  if (attemptsLeft < 1) return script.codeLocked
  const until = script.codeUntil(Date.now() + expiresAt - performance.now())
  return attemptsLeft < MAX_ATTEMPTS ? `${until} ${script.triesLeft(attemptsLeft)}` : until
}
