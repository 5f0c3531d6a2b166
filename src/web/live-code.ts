import type { Timers } from './replies.ts'

/** A code that was texted, and what may be done about it, as far as the page knows. */
export interface LiveCode {
  sessionId: string
  maskedPhone: string
  /** The whole number; unknown after a reload, since nothing keeps it. */
  phone: string | undefined
  /** Deadlines in milliseconds, as `Date.now()`. */
  expiresAt: number
  resendAt: number
  attemptsLeft: number
}

/** The deadlines that a reply's timers mean at this moment; those it lacks stay as they were. */
export function deadlines(timers: Partial<Timers>, now: number): Partial<LiveCode> {
  const { expires_in, resend_in, attempts_left } = timers
  return {
    ...(expires_in !== undefined && { expiresAt: now + expires_in * 1000 }),
    ...(resend_in !== undefined && { resendAt: now + resend_in * 1000 }),
    ...(attempts_left !== undefined && { attemptsLeft: attempts_left }),
  }
}

/** Whether the code may still be right when typed now. */
export function isUsable(code: LiveCode, now: number): boolean {
  return code.expiresAt > now && code.attemptsLeft > 0
}

/** Whether a number could be the masked one: all that can be told of it is how it ends. */
export function mayBeSame(phone: string, maskedPhone: string): boolean {
  return phone.slice(-4) === maskedPhone.slice(-4)
}
