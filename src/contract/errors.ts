import * as z from 'zod'
import { codeIssue, failure, nextStep, phone, timers } from './replies.ts'

/** The waits that a limit may tell, in seconds, so that it tells nothing else. */
const COARSE_WAITS = [60, 300, 3600, 86_400]

const seconds = z.int().min(0).max(300)

const field = z.string().meta({ description: 'The member or header that is wrong.' })

const botCheckUrl = z
  .string()
  .meta({ description: 'The page of the bot check; solving it passes this refusal.' })

const retryAfter = (wait: z.ZodType<number>) =>
  wait.meta({ description: 'Seconds until the same may be tried again, as in Retry-After.' })

const passing = { retry_after: retryAfter(seconds) }

/** Of a refusal that may come before there is a code. */
const anyTimers = z.object(timers).partial().shape

/** Of a body of which several members are wrong, in the order of the form. */
const fields = {
  field,
  errors: z
    .array(z.strictObject({ field, error: z.string(), message: z.string() }))
    .min(2)
    .optional()
    .meta({ description: 'All that are wrong, where several are.' }),
}

const accountPage = z
  .literal('/users/account/')
  .meta({ description: 'Where to go on: the signup became an account.' })

const anyStep = z.int().min(1).max(5).meta({ description: 'The step to go on with.' })

/** Names the step at which what does not match is corrected. */
const corrected = {
  step: z.literal(2).meta({ description: 'Where the person may correct it.' }),
}

type ErrorForm = { readonly status: number; readonly when: string; readonly members: z.ZodRawShape }

/** Lists every error code once: its status, and the members that its replies have beside `message`. */
export const ERRORS = {
  invalid_json: { status: 400, when: 'The body is not JSON.', members: {} },
  invalid_request: {
    status: 400,
    when: 'A member or header is missing, unknown, of a wrong type, or not allowed now.',
    members: { field: field.optional(), ...anyTimers },
  },
  invalid_phone: {
    status: 400,
    when: 'Not a mobile number that can be texted.',
    members: { field },
  },
  unsupported_country: {
    status: 400,
    when: 'A number of a country that is not texted.',
    members: { field },
  },
  undeliverable_phone: {
    status: 400,
    when: 'A gateway refused the number for good.',
    members: { field, ...anyTimers },
  },
  otp_incorrect: {
    status: 400,
    when: 'A wrong code; the third still gets this answer, with no attempts left.',
    members: timers,
  },
  invalid_name: { status: 400, when: 'Not a name.', members: fields },
  invalid_date_of_birth: {
    status: 400,
    when: 'Not a date on which a living person was born.',
    members: fields,
  },
  under_age: { status: 400, when: 'Younger than 18 in India today.', members: fields },
  invalid_email: { status: 400, when: 'Not an email address.', members: fields },
  invalid_pin_code: { status: 400, when: 'Not the form of a PIN code.', members: fields },
  consent_required: {
    status: 400,
    when: 'A purpose that the step needs was not ticked.',
    members: fields,
  },
  password_too_short: { status: 400, when: 'Under 8 characters.', members: { field } },
  password_too_long: { status: 400, when: 'Over 128 characters.', members: { field } },
  password_common: { status: 400, when: 'One of the commonest passwords.', members: { field } },
  password_personal: {
    status: 400,
    when: "Little more than the person's name, number, email, date, or the brand.",
    members: { field },
  },
  password_breached: {
    status: 400,
    when: 'Known from a breach elsewhere.',
    members: { field },
  },
  invalid_qr: {
    status: 400,
    when: 'Not the digits of an Aadhaar Secure QR code, or read wrongly.',
    members: { field },
  },
  unsigned_qr: {
    status: 400,
    when: 'An old Aadhaar code (XML), which anybody could make: a new e-Aadhaar has a signed one.',
    members: { field },
  },
  qr_version_unknown: {
    status: 400,
    when: 'An Aadhaar code of a version that is not known here.',
    members: { field },
  },
  qr_not_genuine: {
    status: 400,
    when: 'No pinned key of UIDAI signed it while its certificate was valid.',
    members: { field },
  },
  invalid_pan: { status: 400, when: 'Not the form of a PAN.', members: { field } },
  pan_not_individual: {
    status: 400,
    when: "A PAN of a company, trust or other body: an individual's is asked for.",
    members: { field },
  },
  signed_out: { status: 401, when: 'No live session of an account.', members: {} },
  fresh_sign_in_required: {
    status: 403,
    when: 'The last full sign-in is over 5 minutes old.',
    members: {},
  },
  cross_site: { status: 403, when: 'The request comes from another site.', members: {} },
  bot_check_required: {
    status: 403,
    when: 'The service has a bot check, and no token came.',
    members: { bot_check_url: botCheckUrl },
  },
  bot_check_failed: {
    status: 403,
    when: 'The token of the bot check is not good.',
    members: { bot_check_url: botCheckUrl },
  },
  forbidden: { status: 403, when: 'The post does not come from the gateway.', members: {} },
  not_found: { status: 404, when: 'There is nothing at this path.', members: {} },
  session_not_found: {
    status: 404,
    when: 'No such session, or it has ended, or its cookie is missing.',
    members: { next: accountPage.optional() },
  },
  method_not_allowed: {
    status: 405,
    when: 'The path has other methods: `Allow` names them.',
    members: {},
  },
  already_verified: {
    status: 409,
    when: "The session's phone is verified.",
    members: { next_step: nextStep },
  },
  code_replaced: {
    status: 409,
    when: 'Another code was sent since, to the phone named: nothing was counted or compared.',
    members: { phone, code_issue: codeIssue, ...timers },
  },
  in_progress: {
    status: 409,
    when: 'The same is under way: a send for this session or key, or the making of the account.',
    members: { ...passing, ...anyTimers },
  },
  step_out_of_order: {
    status: 409,
    when: 'Another step comes first; nothing changed.',
    members: { next_step: anyStep },
  },
  other_signup: {
    status: 409,
    when: "The page shows another signup than the cookie's; nothing changed.",
    members: {},
  },
  notice_changed: {
    status: 409,
    when: 'The notice has another version now; nothing was stored.',
    members: { notice_version: z.string() },
  },
  account_exists: {
    status: 409,
    when: 'An account holds what the person has proved to be theirs.',
    members: { field: z.enum(['phone', 'pan']) },
  },
  name_mismatch: {
    status: 409,
    when: 'The register has another name than step 2.',
    members: corrected,
  },
  date_of_birth_mismatch: {
    status: 409,
    when: 'The register has another date of birth than step 2.',
    members: corrected,
  },
  aadhaar_pending: {
    status: 409,
    when: 'The person has not consented yet, or has not come back.',
    members: passing,
  },
  aadhaar_refused: {
    status: 409,
    when: 'The person did not share Aadhaar, or DigiLocker has none of theirs.',
    members: {},
  },
  pan_invalid: { status: 409, when: 'The register has no such PAN.', members: { field } },
  pan_deceased: { status: 409, when: 'Its holder has died.', members: { field } },
  pan_deactivated: { status: 409, when: 'It was deactivated.', members: { field } },
  pan_not_linked: { status: 409, when: 'It is not linked with Aadhaar.', members: { field } },
  pan_in_use: {
    status: 409,
    when: 'It is this person, who has an account already.',
    members: { field },
  },
  aadhaar_expired: {
    status: 410,
    when: 'The way to DigiLocker is over, or none was begun: begin anew.',
    members: {},
  },
  otp_expired: { status: 410, when: "The code's lifetime is over.", members: timers },
  body_too_large: { status: 413, when: 'The body is too large.', members: {} },
  unsupported_media_type: {
    status: 415,
    when: 'The body is not declared as application/json.',
    members: {},
  },
  resend_too_soon: {
    status: 429,
    when: '`resend_in` has not run down.',
    members: { ...passing, ...timers },
  },
  rate_limited: {
    status: 429,
    when: 'A limit is used up; which one is not told.',
    members: {
      retry_after: retryAfter(z.literal(COARSE_WAITS)),
      bot_check_url: botCheckUrl.optional(),
    },
  },
  too_many_attempts: {
    status: 429,
    when: 'Any code, the right one too, after three wrong ones.',
    members: { ...passing, ...timers },
  },
  busy: {
    status: 503,
    when: 'Too many accounts are made at this moment; nothing changed.',
    members: passing,
  },
  internal_error: { status: 500, when: 'A bug.', members: {} },
  not_configured: {
    status: 503,
    when: 'The service is not set up: /healthz says what is missing.',
    members: {},
  },
  sms_unavailable: {
    status: 503,
    when: 'No gateway took the text: a first code is void, an earlier one unchanged.',
    members: { ...passing, ...anyTimers },
  },
  verifier_unavailable: {
    status: 503,
    when: 'The provider or register cannot be asked, or did not answer; it may be asked again.',
    members: passing,
  },
  temporarily_unavailable: {
    status: 503,
    when: 'Something that the answer needs cannot be reached.',
    members: passing,
  },
} as const satisfies Record<string, ErrorForm>

export type ErrorCode = keyof typeof ERRORS

export type StatusOf<Code extends ErrorCode> = (typeof ERRORS)[Code]['status']

type Forms<Code extends ErrorCode> = (typeof ERRORS)[Code]['members']

/** Holds the members that replies of this code have of their own. */
export type MembersOf<Code extends ErrorCode> = z.infer<z.ZodObject<Forms<Code>>>

/** Describes the reply of a code; of several codes, their union. */
export type ErrorReply<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? { success: false; error: Code; message: string } & (keyof Forms<Code> extends never
      ? unknown
      : MembersOf<Code>)
  : never

/** Makes the schema of a code's reply. */
export function errorReply(code: ErrorCode) {
  const { when, members } = ERRORS[code]
  return z
    .strictObject({ ...failure, error: z.literal(code), ...members })
    .meta({ description: when })
}

/** Tells whether a code's reply says when to try again, in `retry_after` and `Retry-After`. */
export function mayRetry(code: ErrorCode): boolean {
  return 'retry_after' in ERRORS[code].members
}
