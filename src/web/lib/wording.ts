import { inWords } from './durations.ts'
import type { PhoneFault } from './phone-number.ts'

export const PHONE_FAULTS: Record<PhoneFault, string> = {
  empty: 'Enter your mobile number.',
  letters: 'Use only digits in your mobile number.',
  foreign: 'Enter an Indian mobile number. We cannot text other countries yet.',
  start: 'Enter a mobile number that starts with 6, 7, 8 or 9.',
  length: 'Enter all ten digits of your mobile number, and no more.',
}

export const CODE_FAULTS = {
  empty: 'Enter the six-digit code from the text.',
  short: 'The code has six digits. Fill every box.',
  'too-many': 'That has too many digits. The code has six.',
  unclear: 'We could not tell which number is the code. Type its six digits.',
}

/** Stands on the button that waits for a bot check. */
export const CHECK_PROGRESS = 'Waiting for the check…'

const MAX_ATTEMPTS = 3

const FAILURES = new Map(
  Object.entries({
    offline: 'You are offline. Nothing is lost: connect, then try again.',
    unreachable: 'We could not reach NeoBank. Check your connection, then try again.',
    timeout: 'This is taking too long. Check your connection, then try again.',
    in_progress: 'We are still sending your code. Try again in a moment.',
    sms_unavailable: 'We could not send the code just now. Try again in a moment.',
    bot_check_unavailable:
      'The check did not work. If you block challenges.cloudflare.com, allow it, then try again.',
    bot_check_failed: 'The check could not confirm that you are a person. Try again.',
    invalid_phone: 'This is not a mobile number that we can text. Check its digits.',
    unsupported_country: PHONE_FAULTS.foreign,
    undeliverable_phone: 'This number cannot receive our texts. Use another mobile number.',
    otp_expired: 'That code has expired. Ask for another text below.',
    too_many_attempts: 'This code is locked: too many wrong tries. Ask for another text below.',
    session_not_found: 'That signup has ended. Enter your number to start again.',
  }),
)

/** Gives a sentence for a request that failed; `wait` in seconds, where it asks for one. */
export function failureText(error: string, wait?: number): string {
  if (error === 'rate_limited' || error === 'resend_too_soon') {
    return `Too many requests. Try again in ${inWords(wait ?? 60)}.`
  }
  return FAILURES.get(error) ?? 'Something went wrong at our end. Wait a moment, then try again.'
}

export function wrongCodeText(attemptsLeft: number): string {
  if (attemptsLeft < 1) {
    return 'That code is not right. No tries are left: ask for another text below.'
  }
  return `That code is not right. ${tries(attemptsLeft)} left.`
}

/** Tells until when a code works, by the person's own clock, and its attempts left if not all. */
export function lifetimeText(expiresAt: number, attemptsLeft: number): string {
  if (attemptsLeft < 1) return 'This code has no tries left. Ask for another text below.'
  const time = new Date(expiresAt).toLocaleTimeString('en-IN', { timeStyle: 'short' })
  const left = attemptsLeft < MAX_ATTEMPTS ? ` ${tries(attemptsLeft)} left.` : ''
  return `The code works until ${time}.${left}`
}

export const EXPIRED_TEXT = 'This code has expired. Ask for another text below.'

function tries(amount: number): string {
  return amount === 1 ? '1 try' : `${amount} tries`
}
