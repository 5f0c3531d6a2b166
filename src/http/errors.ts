import type { Context, TypedResponse } from 'hono'
import type { ErrorCode, ErrorReply, MembersOf, StatusOf } from '../contract/errors.ts'
import type * as en from '../locales/en.ts'
import type { Timers } from '../otp/challenge.ts'
import { SECOND } from '../platform/time.ts'
import type { DetailsRefusal } from '../signup/personal-details.ts'
import { replyWords } from './language.ts'
import type { Reason, Refusal, RefusalFor } from './refusals.ts'

type Errors = typeof en.errors
type Codes = { readonly [One in Reason]?: ErrorCode }

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

const PASSWORD = { field: 'password' }
const QR = { field: 'qr_data' }
const PAN = { field: 'pan' }

/** Names the step at which a name or date that does not match is corrected. */
const CORRECTED = { step: 2 } as const

/** Says in seconds when to try again what failed for a passing reason. */
const RETRY_IN_PROGRESS = 2
const RETRY_UNAVAILABLE = 5

/** Rounds waits at a limit up, in seconds, so that they tell nothing of others. */
const COARSE_WAITS = [60, 300, 3600, 86_400] as const

/** Names the public code of a reason that is not told by its own name. */
const CODES = {
  account_in_progress: 'in_progress',
  lookup_in_progress: 'in_progress',
  lookups_used: 'rate_limited',
  visits_used: 'rate_limited',
  aadhaar_not_in_digilocker: 'aadhaar_refused',
  another_body: 'invalid_request',
  channel_not_offered: 'invalid_request',
  receipt_unreadable: 'invalid_request',
  receipt_forged: 'forbidden',
  phone_limited: 'rate_limited',
  address_held: 'rate_limited',
  traffic_held: 'rate_limited',
  address_burst: 'rate_limited',
  bearer_burst: 'rate_limited',
  accounts_unavailable: 'temporarily_unavailable',
  password_unjudged: 'temporarily_unavailable',
  unexpected_error: 'internal_error',
  text_not_sent: 'sms_unavailable',
  receipt_not_checked: 'temporarily_unavailable',
  object_unavailable: 'temporarily_unavailable',
} as const satisfies Codes

const REPLIES: {
  readonly [One in Reason]: (
    errors: Errors,
    refusal: RefusalFor<One>,
    now: number,
  ) => Reply<CodeOf<One>>
} = {
  invalid_request: (errors, { field }) => [400, errors.invalid_request, { field }],
  another_body: (errors) => [400, errors.another_body, { field: 'Idempotency-Key' }],
  channel_not_offered: (errors, { timers }, now) => [
    400,
    errors.channel_not_offered,
    { field: 'channel', ...(timers && timerFields(timers, now)) },
  ],
  receipt_unreadable: (errors) => [400, errors.receipt_unreadable],
  invalid_json: (errors) => [400, errors.invalid_json],
  invalid_phone: (errors) => [400, errors.invalid_phone, { field: 'phone' }],
  unsupported_country: (errors) => [400, errors.unsupported_country, { field: 'phone' }],
  undeliverable_phone: (errors, { timers }, now) => [
    400,
    errors.undeliverable_phone,
    {
      field: 'phone',
      ...(timers && timerFields(timers, now)),
    },
  ],
  invalid_name: (errors, refusal) => [400, errors.invalid_name, fieldsOf(errors, refusal)],
  invalid_date_of_birth: (errors, refusal) => [
    400,
    errors.invalid_date_of_birth,
    fieldsOf(errors, refusal),
  ],
  under_age: (errors, refusal) => [400, errors.under_age, fieldsOf(errors, refusal)],
  invalid_email: (errors, refusal) => [400, errors.invalid_email, fieldsOf(errors, refusal)],
  invalid_pin_code: (errors, refusal) => [400, errors.invalid_pin_code, fieldsOf(errors, refusal)],
  consent_required: (errors, refusal) => [400, errors.consent_required, fieldsOf(errors, refusal)],
  password_too_short: (errors) => [400, errors.password_too_short, PASSWORD],
  password_too_long: (errors) => [400, errors.password_too_long, PASSWORD],
  password_common: (errors) => [400, errors.password_common, PASSWORD],
  password_personal: (errors) => [400, errors.password_personal, PASSWORD],
  password_breached: (errors) => [400, errors.password_breached, PASSWORD],
  invalid_qr: (errors) => [400, errors.invalid_qr, QR],
  unsigned_qr: (errors) => [400, errors.unsigned_qr, QR],
  qr_version_unknown: (errors) => [400, errors.qr_version_unknown, QR],
  qr_not_genuine: (errors) => [400, errors.qr_not_genuine, QR],
  invalid_pan: (errors) => [400, errors.invalid_pan, PAN],
  pan_not_individual: (errors) => [400, errors.pan_not_individual, PAN],
  signed_out: (errors) => [401, errors.signed_out],
  fresh_sign_in_required: (errors) => [403, errors.fresh_sign_in_required],
  otp_incorrect: (errors, { timers }, now) => [
    400,
    errors.otp_incorrect(timers.attemptsLeft),
    timerFields(timers, now),
  ],
  cross_site: (errors) => [403, errors.cross_site],
  bot_check_required: (errors) => [403, errors.bot_check_required, BOT_CHECK],
  bot_check_failed: (errors) => [403, errors.bot_check_failed, BOT_CHECK],
  receipt_forged: (errors) => [403, errors.receipt_forged],
  not_found: (errors) => [404, errors.not_found],
  session_not_found: (errors, refusal) => [
    404,
    errors.session_not_found,
    'next' in refusal ? { next: refusal.next } : undefined,
  ],
  method_not_allowed: (errors, { allow }) => [405, errors.method_not_allowed(allow)],
  already_verified: (errors, { nextStep }) => [
    409,
    errors.already_verified,
    { next_step: nextStep },
  ],
  code_replaced: (errors, { phone, issue, timers }, now) => [
    409,
    errors.code_replaced,
    { phone, code_issue: issue, ...timerFields(timers, now) },
  ],
  in_progress: (errors, { timers }, now) => [
    409,
    errors.in_progress,
    timers && timerFields(timers, now),
    RETRY_IN_PROGRESS,
  ],
  step_out_of_order: (errors, { nextStep }) => [
    409,
    errors.step_out_of_order,
    { next_step: nextStep },
  ],
  other_signup: (errors) => [409, errors.other_signup],
  notice_changed: (errors, { version }) => [
    409,
    errors.notice_changed,
    { notice_version: version },
  ],
  account_exists: (errors, { field }) => [
    409,
    field === 'pan' ? errors.pan_in_use : errors.account_exists,
    { field },
  ],
  account_in_progress: (errors) => [409, errors.account_in_progress, undefined, RETRY_IN_PROGRESS],
  name_mismatch: (errors) => [409, errors.name_mismatch, CORRECTED],
  date_of_birth_mismatch: (errors) => [409, errors.date_of_birth_mismatch, CORRECTED],
  aadhaar_pending: (errors) => [409, errors.aadhaar_pending, undefined, RETRY_UNAVAILABLE],
  aadhaar_refused: (errors) => [409, errors.aadhaar_refused],
  aadhaar_not_in_digilocker: (errors) => [409, errors.aadhaar_not_in_digilocker],
  aadhaar_expired: (errors) => [410, errors.aadhaar_expired],
  lookup_in_progress: (errors) => [409, errors.lookup_in_progress, undefined, RETRY_IN_PROGRESS],
  pan_invalid: (errors) => [409, errors.pan_invalid, PAN],
  pan_deceased: (errors) => [409, errors.pan_deceased, PAN],
  pan_deactivated: (errors) => [409, errors.pan_deactivated, PAN],
  pan_not_linked: (errors) => [409, errors.pan_not_linked, PAN],
  pan_in_use: (errors) => [409, errors.pan_in_use, PAN],
  otp_expired: (errors, { timers }, now) => [410, errors.otp_expired, timerFields(timers, now)],
  body_too_large: (errors) => [413, errors.body_too_large],
  unsupported_media_type: (errors, { type }) => [415, errors.unsupported_media_type(type)],
  resend_too_soon(errors, { timers }, now) {
    // It may have run down on the way here: then one may ask, though not in no time.
    const wait = Math.max(1, secondsUntil(timers.resendAt, now))
    return [429, errors.resend_too_soon(wait), timerFields(timers, now), wait]
  },
  too_many_attempts: (errors, { timers }, now) => [
    429,
    errors.too_many_attempts,
    timerFields(timers, now),
    secondsUntil(timers.resendAt, now),
  ],
  // Without timers, which the limits of an address do not know: they would tell which it was.
  phone_limited: (errors, { retryAt }, now) => rateLimited(errors, retryAt, now),
  address_held: (errors, { until, isPassable }, now) =>
    rateLimited(errors, until, now, isPassable ? BOT_CHECK : undefined),
  traffic_held: (errors, { until }, now) => rateLimited(errors, until, now),
  lookups_used: (errors, { until }, now) => rateLimited(errors, until, now),
  visits_used: (errors, { until }, now) => rateLimited(errors, until, now),
  address_burst: (errors, _, now) => rateLimited(errors, now, now),
  bearer_burst: (errors, _, now) => rateLimited(errors, now, now),
  busy: (errors, { retryAfter }) => [
    503,
    errors.busy,
    undefined,
    Math.max(1, Math.ceil(retryAfter / SECOND)),
  ],
  unexpected_error: (errors) => [500, errors.unexpected_error],
  text_not_sent: (errors, { timers }, now) => [
    503,
    errors.text_not_sent,
    timers && timerFields(timers, now),
    RETRY_UNAVAILABLE,
  ],
  verifier_unavailable: (errors) => [
    503,
    errors.verifier_unavailable,
    undefined,
    RETRY_UNAVAILABLE,
  ],
  not_configured: (errors) => [503, errors.not_configured],
  receipt_not_checked: unavailable,
  object_unavailable: unavailable,
  accounts_unavailable: unavailable,
  password_unjudged: unavailable,
}

/** Answers a refused request in the contract's form. */
export function refuse<One extends Refusal>(
  c: Context,
  refusal: One,
): ErrorResponse<CodeOf<One['reason']>>
export function refuse(c: Context, refusal: Refusal): Response {
  const { reason } = refusal
  const [status, message, fields, retryAfter] = replyTo(replyWords(c).errors, refusal, reason)
  c.set('refusedFor', reason)
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  if (refusal.reason === 'method_not_allowed') c.header('Allow', refusal.allow)
  const codes: Codes = CODES
  const error = codes[reason] ?? reason
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

function replyTo<One extends Reason>(
  errors: Errors,
  refusal: RefusalFor<One>,
  reason: One,
): Reply<CodeOf<One>> {
  return REPLIES[reason](errors, refusal, Date.now())
}

/** Names the field that is wrong; where several are, all of them. */
function fieldsOf(words: Errors, { field, faults }: DetailsRefusal) {
  const all = faults.map((one) => ({
    field: one.field,
    error: one.reason,
    message: words[one.reason],
  }))
  return all.length > 1 ? { field, errors: all } : { field }
}

function rateLimited(
  errors: Errors,
  until: number,
  now: number,
  fields?: typeof BOT_CHECK,
): Reply<'rate_limited'> {
  const wait = secondsUntil(until, now)
  const retryAfter = COARSE_WAITS.find((coarse) => wait <= coarse) ?? COARSE_WAITS[3]
  return [429, errors.rate_limited, fields, retryAfter]
}

function unavailable(errors: Errors): Reply<'temporarily_unavailable'> {
  return [503, errors.temporarily_unavailable, undefined, RETRY_UNAVAILABLE]
}

function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / SECOND))
}
