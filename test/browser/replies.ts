/** Replies in the shape of the HTTP contract, for where a test plays the server's part. */
import type { ErrorCode } from '../../src/contract/errors.ts'
import type { SendOtpReply, SessionReply, VerifyOtpReply } from '../../src/contract/replies.ts'

/** Holds a body with its status, or what happens instead of an answer. */
export type Reply = { status: number; body: object | string } | 'lost'

export const SESSION_ID = 'a1b2c3d4-e5f6-8890-abcd-ef1234567890'
const TIMERS = { expires_in: 300, resend_in: 30, attempts_left: 3 }

export function sendReply(more: Partial<SendOtpReply> = {}): Reply {
  return ok<SendOtpReply>({ session_id: SESSION_ID, phone: '+91 •••••• 3210', ...TIMERS, ...more })
}

export function verifyReply(): Reply {
  return ok<VerifyOtpReply>({ next_step: 2 })
}

export function sessionReply(step: number, more: Partial<SessionReply> = {}): Reply {
  const phone = '+91 •••••• 3210'
  return ok<SessionReply>({
    session_id: SESSION_ID,
    step,
    phone,
    completed: [],
    ...TIMERS,
    ...more,
  })
}

export function refusal(status: number, error: ErrorCode, more = {}): Reply {
  return { status, body: { success: false, error, message: 'No.', ...more } }
}

export function wrongCode(attemptsLeft: number): Reply {
  return refusal(400, 'otp_incorrect', { ...TIMERS, resend_in: 20, attempts_left: attemptsLeft })
}

/** Makes an answer that comes when the test says so. */
export function lateReply(): { reply: Promise<Reply>; release: (reply: Reply) => void } {
  const { promise, resolve } = Promise.withResolvers<Reply>()
  return { reply: promise, release: resolve }
}

/** Never comes. */
export const NO_REPLY = new Promise<Reply>(() => {})

function ok<Body extends { success: true }>(body: Omit<Body, 'success' | 'message'>): Reply {
  return { status: 200, body: { success: true, message: 'Yes.', ...body } }
}
