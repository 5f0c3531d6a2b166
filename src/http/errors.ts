import type { Context, TypedResponse } from 'hono'
import type { ErrorCode, ErrorReply, MembersOf, StatusOf } from '../contract/errors.ts'
import type { Timers } from '../otp/challenge.ts'
import type { VerifyResult } from '../signup/verify.ts'
import type { GateRefusal } from '../verification/gate.ts'
import type { SendRefusal } from '../verification/send-code.ts'
import { SECOND } from '../platform/time.ts'

type Refused<Name extends string, More = unknown> = { readonly reason: Name } & More

/** Lists every way a request is refused, in the terms of the part that refuses it. */
export type Refusal =
  | SendRefusal
  | Extract<VerifyResult, { ok: false }>
  | Refused<'invalid_request', { readonly field: string }>
  | Refused<'invalid_phone' | 'unsupported_country'>
  | Refused<'channel_not_offered', { readonly timers?: Timers }>
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

type Reason = Refusal['reason']
type RefusalFor<One extends Reason> = Refusal & { readonly reason: One }

/** Names the public code of a reason. */
type CodeOf<One extends Reason> = One extends keyof typeof CODES
  ? (typeof CODES)[One]
  : Extract<One, ErrorCode>

/** Holds a reply's words, and in seconds when to try again. */
type Reply<Code extends ErrorCode> = readonly [
  status: StatusOf<Code>,
  message: string,
  fields?: Omit<MembersOf<Code>, 'retry_after'>,
  retryAfter?: number,
]

/** Types the response of a code, of several their union, for routes and their clients. */
export type ErrorResponse<Code extends ErrorCode> = Code extends ErrorCode
  ? Response & TypedResponse<ErrorReply<Code>, StatusOf<Code>, 'json'>
  : never

/** Shows where the bot check is, with every refusal that a solved one would have passed. */
const BOT_CHECK = { bot_check_url: '/users/bot-check/' }

/** Says in seconds when to try again what failed for a passing reason. */
const RETRY_IN_PROGRESS = 2
const RETRY_UNAVAILABLE = 5

/** Rounds waits at a limit up, in seconds, so that they tell nothing of others. */
const COARSE_WAITS = [60, 300, 3600, 86_400] as const

/** Names the public code of a reason that is not told by its own name. */
const CODES = {
  another_body: 'invalid_request',
  channel_not_offered: 'invalid_request',
  receipt_unreadable: 'invalid_request',
  receipt_forged: 'forbidden',
  phone_limited: 'rate_limited',
  address_held: 'rate_limited',
  traffic_held: 'rate_limited',
  address_burst: 'rate_limited',
  unexpected_error: 'internal_error',
  text_not_sent: 'sms_unavailable',
  receipt_not_checked: 'temporarily_unavailable',
  object_unavailable: 'temporarily_unavailable',
} as const satisfies { readonly [One in Reason]?: ErrorCode }

const REPLIES: {
  readonly [One in Reason]: (refusal: RefusalFor<One>, now: number) => Reply<CodeOf<One>>
} = {
  invalid_request: ({ field }) => [400, 'The request is not valid.', { field }],
  another_body: () => [
    400,
    'This Idempotency-Key was used for another request.',
    { field: 'Idempotency-Key' },
  ],
  channel_not_offered: ({ timers }, now) => [
    400,
    'The code cannot be sent this way yet.',
    { field: 'channel', ...(timers && timerFields(timers, now)) },
  ],
  receipt_unreadable: () => [400, 'This is not a receipt.'],
  invalid_json: () => [400, 'The body is not valid JSON.'],
  invalid_phone: () => [400, 'Enter a mobile number that can receive texts.', { field: 'phone' }],
  unsupported_country: () => [
    400,
    'We cannot text numbers of that country yet.',
    { field: 'phone' },
  ],
  undeliverable_phone: ({ timers }, now) => [
    400,
    'This number cannot be reached by text. Check it, or use another.',
    {
      field: 'phone',
      ...(timers && timerFields(timers, now)),
    },
  ],
  otp_incorrect: ({ timers }, now) => [
    400,
    `Incorrect OTP. ${plural(timers.attemptsLeft, 'attempt')} left.`,
    timerFields(timers, now),
  ],
  cross_site: () => [403, 'This request came from another site.'],
  bot_check_required: () => [403, 'Please show that you are a person first.', BOT_CHECK],
  bot_check_failed: () => [
    403,
    'We could not confirm that you are a person. Please try the check again.',
    BOT_CHECK,
  ],
  receipt_forged: () => [403, 'This does not come from the gateway.'],
  not_found: () => [404, 'There is nothing here.'],
  session_not_found: () => [404, 'This signup has ended. Please start again.'],
  method_not_allowed: ({ allow }) => [405, `Use ${allow}.`],
  already_verified: ({ nextStep }) => [
    409,
    'This number is already verified.',
    { next_step: nextStep },
  ],
  in_progress: ({ timers }, now) => [
    409,
    'A code is being sent. Please wait a moment.',
    timers && timerFields(timers, now),
    RETRY_IN_PROGRESS,
  ],
  otp_expired: ({ timers }, now) => [
    410,
    'This OTP has expired. Please request a new one.',
    timerFields(timers, now),
  ],
  body_too_large: () => [413, 'The body is too large.'],
  unsupported_media_type: () => [415, 'Send the body as application/json.'],
  resend_too_soon({ timers }, now) {
    // It may have run down on the way here: then one may ask, though not in no time.
    const wait = Math.max(1, secondsUntil(timers.resendAt, now))
    const message = `Please wait ${plural(wait, 'second')} before asking for another code.`
    return [429, message, timerFields(timers, now), wait]
  },
  too_many_attempts: ({ timers }, now) => [
    429,
    'Too many failed attempts. Please request a new OTP.',
    timerFields(timers, now),
    secondsUntil(timers.resendAt, now),
  ],
  // Without timers, which the limits of an address do not know: they would tell which it was.
  phone_limited: ({ retryAt }, now) => rateLimited(retryAt, now),
  address_held: ({ until, isPassable }, now) =>
    rateLimited(until, now, isPassable ? BOT_CHECK : undefined),
  traffic_held: ({ until }, now) => rateLimited(until, now),
  address_burst: (_, now) => rateLimited(now, now),
  unexpected_error: () => [500, 'Something went wrong on our side.'],
  text_not_sent: ({ timers }, now) => [
    503,
    'We could not send the code. Please try again.',
    timers && timerFields(timers, now),
    RETRY_UNAVAILABLE,
  ],
  not_configured: () => [503, 'This service is not set up yet.'],
  receipt_not_checked: unavailable,
  object_unavailable: unavailable,
}

/** Answers a refused request in the contract's form. */
export function refuse<One extends Refusal>(
  c: Context,
  refusal: One,
): ErrorResponse<CodeOf<One['reason']>>
export function refuse(c: Context, refusal: Refusal): Response {
  const { reason } = refusal
  const [status, message, fields, retryAfter] = replyTo(refusal, reason)
  c.set('refusedFor', reason)
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  if (refusal.reason === 'method_not_allowed') c.header('Allow', refusal.allow)
  const error = reason in CODES ? CODES[reason as keyof typeof CODES] : reason
  return c.json({ success: false, error, message, ...fields, retry_after: retryAfter }, status)
}

/** Gives a code's timers in whole seconds from `now`, as every reply about a code carries them. */
export function timerFields(timers: Timers | undefined, now: number) {
  return {
    attempts_left: timers?.attemptsLeft ?? 0,
    expires_in: secondsUntil(timers?.expiresAt ?? now, now),
    resend_in: secondsUntil(timers?.resendAt ?? now, now),
  }
}

function replyTo<One extends Reason>(refusal: RefusalFor<One>, reason: One): Reply<CodeOf<One>> {
  return REPLIES[reason](refusal, Date.now())
}

function rateLimited(until: number, now: number, fields?: typeof BOT_CHECK): Reply<'rate_limited'> {
  const wait = secondsUntil(until, now)
  const retryAfter = COARSE_WAITS.find((coarse) => wait <= coarse) ?? COARSE_WAITS[3]
  return [429, 'Too many requests. Please try again later.', fields, retryAfter]
}

function unavailable(): Reply<'temporarily_unavailable'> {
  const message = 'We are very busy. Please try again in a moment.'
  return [503, message, undefined, RETRY_UNAVAILABLE]
}

function plural(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`
}

function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / SECOND))
}
