import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { GateRefusal } from '../verification/gate.ts'
import type { SendRefusal } from '../verification/send-code.ts'
import type { Timers } from '../otp/challenge.ts'
import type { VerifyResult } from '../signup/verify.ts'
import { SECOND } from '../platform/time.ts'

type Refused<Reason extends string, More = unknown> = { readonly reason: Reason } & More

/** Every way a request is refused, in the terms of the part that refuses it. */
export type Refusal =
  | SendRefusal
  | Extract<VerifyResult, { ok: false }>
  | Refused<'invalid_request', { readonly field: string }>
  | Refused<'invalid_phone' | 'unsupported_country' | 'channel_not_offered'>
  | GateRefusal
  | Refused<'receipt_forged' | 'receipt_unreadable' | 'receipt_not_checked'>
  | Refused<'method_not_allowed', { readonly allow: string }>
  | Refused<
      | 'invalid_json'
      | 'cross_site'
      | 'not_found'
      | 'session_not_found'
      | 'unsupported_media_type'
      | 'body_too_large'
      | 'not_configured'
      | 'object_unavailable'
      | 'unexpected_error'
    >

/** A refusal as the HTTP contract words it. */
type PublicError = {
  readonly status: ContentfulStatusCode
  readonly error: string
  readonly message: string
  readonly more?: Readonly<Record<string, string | number>>
  readonly retryAfter?: number
  readonly allow?: string
}

/** Seconds after which a client may try again what failed for a passing reason. */
const RETRY_IN_PROGRESS = 2
const RETRY_UNAVAILABLE = 5

/** The page of the bot check: carried by every refusal that a solved one would have passed. */
const BOT_CHECK = { bot_check_url: '/users/bot-check/' }

/** How long one is told to wait at a limit, rounded up, so that it tells nothing of others. */
const COARSE_WAITS = [60, 300, 3600, 86_400] as const

/** The timers of a code, in whole seconds from `now`, as every reply about a code carries them. */
export function timerFields(timers: Timers | undefined, now: number) {
  return {
    attempts_left: timers?.attemptsLeft ?? 0,
    expires_in: secondsUntil(timers?.expiresAt ?? now, now),
    resend_in: secondsUntil(timers?.resendAt ?? now, now),
  }
}

/** Answers a refused request in the contract's form. */
export function refuse(c: Context, refusal: Refusal): Response {
  const { status, error, message, more, retryAfter, allow } = publicError(refusal, Date.now())
  c.set('refusedFor', refusal.reason)
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  if (allow !== undefined) c.header('Allow', allow)
  const retry = retryAfter === undefined ? {} : { retry_after: retryAfter }
  return c.json({ success: false, error, message, ...more, ...retry }, status)
}

function publicError(refusal: Refusal, now: number): PublicError {
  const { reason } = refusal
  const timers: Pick<PublicError, 'more'> =
    'timers' in refusal && refusal.timers ? { more: timerFields(refusal.timers, now) } : {}
  switch (reason) {
    case 'invalid_request':
      return bad('invalid_request', 'The request is not valid.', refusal.field)
    case 'another_body':
      return bad(
        'invalid_request',
        'This Idempotency-Key was used for another request.',
        'Idempotency-Key',
      )
    case 'channel_not_offered': {
      const message = 'The code cannot be sent this way yet.'
      return {
        status: 400,
        error: 'invalid_request',
        message,
        more: { field: 'channel', ...timers.more },
      }
    }
    case 'invalid_json':
      return { status: 400, error: 'invalid_json', message: 'The body is not valid JSON.' }
    case 'invalid_phone':
      return bad('invalid_phone', 'Enter a mobile number that can receive texts.', 'phone')
    case 'unsupported_country':
      return bad('unsupported_country', 'We cannot text numbers of that country yet.', 'phone')
    case 'undeliverable_phone': {
      const message = 'This number cannot be reached by text. Check it, or use another.'
      return { status: 400, error: reason, message, more: { field: 'phone', ...timers.more } }
    }
    case 'otp_incorrect': {
      const { attemptsLeft } = refusal.timers
      const left = attemptsLeft === 1 ? '1 attempt left' : `${attemptsLeft} attempts left`
      return { status: 400, error: reason, message: `Incorrect OTP. ${left}.`, ...timers }
    }
    case 'cross_site':
      return { status: 403, error: reason, message: 'This request came from another site.' }
    case 'bot_check_required': {
      const message = 'Please show that you are a person first.'
      return { status: 403, error: reason, message, more: BOT_CHECK }
    }
    case 'bot_check_failed': {
      const message = 'We could not confirm that you are a person. Please try the check again.'
      return { status: 403, error: reason, message, more: BOT_CHECK }
    }
    case 'receipt_forged': {
      const message = 'This does not come from the gateway.'
      return { status: 403, error: 'forbidden', message }
    }
    case 'receipt_unreadable':
      return { status: 400, error: 'invalid_request', message: 'This is not a receipt.' }
    case 'not_found':
      return { status: 404, error: reason, message: 'There is nothing here.' }
    case 'session_not_found':
      return { status: 404, error: reason, message: 'This signup has ended. Please start again.' }
    case 'method_not_allowed': {
      const message = `Use ${refusal.allow}.`
      return { status: 405, error: reason, message, allow: refusal.allow }
    }
    case 'already_verified': {
      const more = { next_step: refusal.nextStep }
      return { status: 409, error: reason, message: 'This number is already verified.', more }
    }
    case 'in_progress': {
      const message = 'A code is being sent. Please wait a moment.'
      return { status: 409, error: reason, message, ...timers, retryAfter: RETRY_IN_PROGRESS }
    }
    case 'otp_expired': {
      const message = 'This OTP has expired. Please request a new one.'
      return { status: 410, error: reason, message, ...timers }
    }
    case 'body_too_large':
      return { status: 413, error: reason, message: 'The body is too large.' }
    case 'unsupported_media_type': {
      const message = 'Send the body as application/json.'
      return { status: 415, error: reason, message }
    }
    case 'resend_too_soon': {
      // It may have run down on the way here: then one may ask, though not in no time.
      const retryAfter = Math.max(1, secondsUntil(refusal.timers.resendAt, now))
      const seconds = retryAfter === 1 ? '1 second' : `${retryAfter} seconds`
      const message = `Please wait ${seconds} before asking for another code.`
      return { status: 429, error: reason, message, ...timers, retryAfter }
    }
    case 'too_many_attempts': {
      const message = 'Too many failed attempts. Please request a new OTP.'
      const retryAfter = secondsUntil(refusal.timers.resendAt, now)
      return { status: 429, error: reason, message, ...timers, retryAfter }
    }
    case 'phone_limited':
      // Without timers, which the limits of an address do not know: they would tell which it was.
      return rateLimited(refusal.retryAt, now)
    case 'address_held': {
      const limited = rateLimited(refusal.until, now)
      return refusal.isPassable ? { ...limited, more: BOT_CHECK } : limited
    }
    case 'traffic_held':
      return rateLimited(refusal.until, now)
    case 'address_burst':
      return rateLimited(now, now)
    case 'unexpected_error': {
      const message = 'Something went wrong on our side.'
      return { status: 500, error: 'internal_error', message }
    }
    case 'text_not_sent': {
      const message = 'We could not send the code. Please try again.'
      const retryAfter = RETRY_UNAVAILABLE
      return { status: 503, error: 'sms_unavailable', message, ...timers, retryAfter }
    }
    case 'not_configured':
      return { status: 503, error: reason, message: 'This service is not set up yet.' }
    case 'receipt_not_checked':
    case 'object_unavailable': {
      const message = 'We are very busy. Please try again in a moment.'
      const retryAfter = RETRY_UNAVAILABLE
      return { status: 503, error: 'temporarily_unavailable', message, retryAfter }
    }
  }
}

function bad(error: string, message: string, field: string): PublicError {
  return { status: 400, error, message, more: { field } }
}

function rateLimited(until: number, now: number): PublicError {
  const wait = secondsUntil(until, now)
  const retryAfter = COARSE_WAITS.find((coarse) => wait <= coarse) ?? COARSE_WAITS[3]
  const message = 'Too many requests. Please try again later.'
  return { status: 429, error: 'rate_limited', message, retryAfter }
}

function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / SECOND))
}
