import type * as z from 'zod'
import {
  createAccountBody,
  emptyBody,
  finishAadhaarBody,
  personalDetailsBody,
  sendOtpBody,
  signupFormBody,
  startAadhaarBody,
  verifyAadhaarQrBody,
  verifyOtpBody,
  verifyPanBody,
  withdrawConsentBody,
} from './bodies.ts'
import type { ErrorCode } from './errors.ts'
import {
  aadhaarReply,
  accountCookie,
  accountReply,
  createAccountReply,
  deviceCookie,
  doneReply,
  healthReply,
  languageCookie,
  noCookie,
  noticesReply,
  panReply,
  receiptReply,
  sendOtpReply,
  sessionReply,
  signupCookie,
  startAadhaarReply,
  stepReply,
  unhealthyReply,
  verifyOtpReply,
} from './replies.ts'

/** Describes a reply that is no refusal: JSON of this form, a page of this type, or none of these. */
export type ReplyForm = z.ZodType | 'text/html' | 'text/xml' | 'redirect' | 'unchanged'

export type Operation = {
  readonly summary: string
  /** Of JSON, or where `isForm` of a plain form; or of any type, where each gateway posts in its own. */
  readonly body?: z.ZodType | '*/*'
  /** Its body comes from a plain form, and every refusal is a page with the error's status. */
  readonly isForm?: true
  /** Names the headers, cookies and members of the query that it reads beside those of every request. */
  readonly reads?: readonly Parameter[]
  readonly replies: Readonly<Record<number, ReplyForm>>
  /** Says that the browser may keep it, and asks each time whether it changed (ETag). */
  readonly revalidates?: true
  /** Holds the cookies that its success sets. */
  readonly cookies?: Readonly<Record<string, z.ZodType>>
  readonly errors: readonly ErrorCode[]
}

/** Describes a header, cookie or member of the query as OpenAPI does. */
type Parameter = {
  readonly name: string
  readonly in: 'header' | 'cookie' | 'query'
  readonly description: string
  readonly schema: { readonly type: 'string'; readonly pattern?: string }
}

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'From at least 128 random bits. For 10 minutes after a 200 the same key with the same body gets the answer again, and sends nothing.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22,64}$' },
}

const LANGUAGE: Parameter = {
  name: 'Accept-Language',
  in: 'header',
  description: 'Picks the language of the reply, and of the text.',
  schema: { type: 'string' },
}

const CHOSEN_LANGUAGE: Parameter = {
  name: 'language',
  in: 'cookie',
  description: 'The language that the person chose.',
  schema: { type: 'string' },
}

const LANGUAGE_CHOICE: Parameter = {
  name: 'language',
  in: 'query',
  description: 'Chooses the language, and leads back to the page.',
  schema: { type: 'string' },
}

const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The `ETag` of the page that the browser keeps.',
  schema: { type: 'string' },
}

const SIGNUP: Parameter = {
  name: '__Host-signup',
  in: 'cookie',
  description: 'Bears the session. A request that bears a cookie must send `Origin` too.',
  schema: { type: 'string' },
}

const ACCOUNT: Parameter = {
  name: '__Host-account',
  in: 'cookie',
  description: "Bears the account's session.",
  schema: { type: 'string' },
}

const NOTICE_LANGUAGE: Parameter = {
  name: 'language',
  in: 'query',
  description: 'Picks the language of the notices; else `Accept-Language` does.',
  schema: { type: 'string' },
}

const DEVICE: Parameter = {
  name: '__Host-device',
  in: 'cookie',
  description: 'Proves that this device verified the phone once.',
  schema: { type: 'string' },
}

const UNAVAILABLE = [
  'internal_error',
  'not_configured',
  'temporarily_unavailable',
] as const satisfies readonly ErrorCode[]

const ANY_FORM = [
  'invalid_request',
  'cross_site',
  'body_too_large',
  'unsupported_media_type',
  'rate_limited',
  ...UNAVAILABLE,
] as const satisfies readonly ErrorCode[]

const ANY_POST = ['invalid_json', ...ANY_FORM] as const satisfies readonly ErrorCode[]

const ANY_STEP = [
  ...ANY_POST,
  'session_not_found',
  'other_signup',
] as const satisfies readonly ErrorCode[]

const ANY_ANSWER = [
  ...ANY_STEP,
  'consent_required',
  'notice_changed',
  'step_out_of_order',
  'in_progress',
] as const satisfies readonly ErrorCode[]

const MISMATCHES = [
  'name_mismatch',
  'date_of_birth_mismatch',
] as const satisfies readonly ErrorCode[]

const ANY_RECEIPT = [
  'invalid_request',
  'forbidden',
  'not_found',
  'body_too_large',
  ...UNAVAILABLE,
] as const satisfies readonly ErrorCode[]

const SEND_ERRORS = [
  'invalid_phone',
  'unsupported_country',
  'undeliverable_phone',
  'bot_check_required',
  'session_not_found',
  'already_verified',
  'in_progress',
  'resend_too_soon',
  'sms_unavailable',
] as const satisfies readonly ErrorCode[]

/** Lists every request that the Worker answers by itself, by method and path, and what it answers. */
export const API = {
  'POST /users/api/send-otp/': {
    summary: 'Texts a code: starts a session, or sends again in one',
    body: sendOtpBody,
    reads: [IDEMPOTENCY_KEY, LANGUAGE, SIGNUP, DEVICE],
    replies: { 200: sendOtpReply },
    cookies: {
      '__Host-signup': signupCookie.optional().meta({ description: 'Where the session starts.' }),
    },
    errors: [...ANY_POST, ...SEND_ERRORS, 'bot_check_failed'],
  },
  'POST /users/api/verify-otp/': {
    summary: 'Verifies the phone by its code, and rotates the session cookie',
    body: verifyOtpBody,
    reads: [SIGNUP],
    replies: { 200: verifyOtpReply },
    cookies: {
      '__Host-signup': signupCookie.meta({ description: 'Another: the former one is dead.' }),
      '__Host-device': deviceCookie.meta({ description: 'Proves it later.' }),
    },
    errors: [
      ...ANY_POST,
      'otp_incorrect',
      'session_not_found',
      'already_verified',
      'code_replaced',
      'otp_expired',
      'too_many_attempts',
    ],
  },
  'GET /users/api/session/': {
    summary: 'What the page needs to go on, for the bearer of the session cookie',
    reads: [SIGNUP, ACCOUNT],
    replies: { 200: sessionReply },
    errors: ['session_not_found', 'rate_limited', ...UNAVAILABLE],
  },
  'GET /users/api/notices/': {
    summary: 'What each step asks for and why, as it is shown before the person consents',
    reads: [LANGUAGE, NOTICE_LANGUAGE],
    replies: { 200: noticesReply },
    errors: ['internal_error', 'not_configured'],
  },
  'POST /users/api/personal-details/': {
    summary: 'Takes the answers of step 2, or others in their place, and the consent to keep them',
    body: personalDetailsBody,
    reads: [SIGNUP],
    replies: { 200: stepReply },
    errors: [
      ...ANY_STEP,
      'invalid_name',
      'invalid_date_of_birth',
      'under_age',
      'invalid_email',
      'invalid_pin_code',
      'consent_required',
      'notice_changed',
      'step_out_of_order',
      'in_progress',
    ],
  },
  'POST /users/api/verify-aadhaar-qr/': {
    summary: 'Verifies an Aadhaar Secure QR code, and compares it with step 2 and the phone',
    body: verifyAadhaarQrBody,
    reads: [SIGNUP],
    replies: { 200: aadhaarReply },
    errors: [
      ...ANY_ANSWER,
      'invalid_qr',
      'unsigned_qr',
      'qr_version_unknown',
      'qr_not_genuine',
      ...MISMATCHES,
    ],
  },
  'POST /users/api/start-aadhaar/': {
    summary: 'Leads to DigiLocker, where the person may consent to share Aadhaar',
    body: startAadhaarBody,
    reads: [SIGNUP],
    replies: { 200: startAadhaarReply },
    errors: [...ANY_ANSWER, 'verifier_unavailable'],
  },
  'POST /users/api/finish-aadhaar/': {
    summary: 'Takes what the person shared in DigiLocker, once they are back',
    body: finishAadhaarBody,
    reads: [SIGNUP],
    replies: { 200: aadhaarReply },
    errors: [
      ...ANY_STEP,
      'step_out_of_order',
      'in_progress',
      'aadhaar_pending',
      'aadhaar_refused',
      'aadhaar_expired',
      'verifier_unavailable',
      ...MISMATCHES,
    ],
  },
  'POST /users/api/verify-pan/': {
    summary: 'Looks a PAN up in its register, and compares it with step 2',
    body: verifyPanBody,
    reads: [SIGNUP],
    replies: { 200: panReply },
    errors: [
      ...ANY_ANSWER,
      'invalid_pan',
      'pan_not_individual',
      'pan_invalid',
      'pan_deceased',
      'pan_deactivated',
      'pan_not_linked',
      ...MISMATCHES,
      'pan_in_use',
      'verifier_unavailable',
    ],
  },
  'POST /users/api/create-account/': {
    summary: 'Makes the account, and ends the signup',
    body: createAccountBody,
    reads: [IDEMPOTENCY_KEY, SIGNUP],
    replies: { 201: createAccountReply },
    cookies: {
      '__Host-account': accountCookie
        .optional()
        .meta({ description: 'In a repeat only while it has not signed out.' }),
      '__Host-signup': noCookie.meta({ description: 'Taken away.' }),
    },
    errors: [
      ...ANY_STEP,
      'password_too_short',
      'password_too_long',
      'password_common',
      'password_personal',
      'password_breached',
      'step_out_of_order',
      'in_progress',
      'account_exists',
      'busy',
    ],
  },
  'GET /users/api/account/': {
    summary: 'Shows the account to its owner: what is held, masked, consents and sessions',
    reads: [ACCOUNT, SIGNUP],
    replies: { 200: accountReply },
    cookies: {
      '__Host-account': accountCookie
        .optional()
        .meta({ description: 'Where the signup became it, and the answer to that was lost.' }),
      '__Host-signup': noCookie.optional().meta({ description: 'Then taken away.' }),
    },
    errors: ['signed_out', 'rate_limited', ...UNAVAILABLE],
  },
  'POST /users/api/sign-out/': {
    summary: "Ends the account's session",
    body: emptyBody,
    reads: [ACCOUNT],
    replies: { 200: doneReply },
    cookies: { '__Host-account': noCookie.meta({ description: 'Taken away.' }) },
    errors: ANY_POST,
  },
  'POST /users/api/withdraw-consent/': {
    summary:
      'Withdraws a consent: where it was needed, the account is closed or the signup deleted',
    body: withdrawConsentBody,
    reads: [ACCOUNT, SIGNUP],
    replies: { 200: doneReply },
    cookies: {
      '__Host-account': noCookie.optional().meta({ description: 'Taken away, if closed.' }),
      '__Host-signup': noCookie.optional().meta({ description: 'Taken away, if deleted.' }),
    },
    errors: [...ANY_STEP, 'in_progress', 'signed_out'],
  },
  'POST /users/api/close-account/': {
    summary: 'Closes the account, and deletes what the law does not keep',
    body: emptyBody,
    reads: [ACCOUNT],
    replies: { 200: doneReply },
    cookies: { '__Host-account': noCookie.meta({ description: 'Taken away.' }) },
    errors: [...ANY_POST, 'signed_out', 'fresh_sign_in_required'],
  },
  'POST /webhooks/sms/{gateway}/voice/': {
    summary: 'Answers a call of a gateway with what it is to say (TwiML)',
    body: '*/*',
    replies: { 200: 'text/xml' },
    errors: ANY_RECEIPT,
  },
  'POST /webhooks/sms/{gateway}/': {
    summary: 'Takes what a gateway reports of its texts, in its own form and with its own proof',
    body: '*/*',
    replies: { 200: receiptReply },
    errors: ANY_RECEIPT,
  },
  'POST /webhooks/sms/{gateway}/{token}/': {
    summary: 'The same, of a gateway whose proof is the address that it was told',
    body: '*/*',
    replies: { 200: receiptReply },
    errors: ANY_RECEIPT,
  },
  'GET /users/signup/': {
    summary:
      'The signup page in the language that the person chose, else that the browser asks for',
    reads: [LANGUAGE, CHOSEN_LANGUAGE, LANGUAGE_CHOICE, IF_NONE_MATCH],
    replies: { 200: 'text/html', 303: 'redirect', 304: 'unchanged' },
    revalidates: true,
    cookies: { language: languageCookie.optional().meta({ description: 'Where one is chosen.' }) },
    errors: ['internal_error', 'not_configured'],
  },
  'GET /users/signup/form/': {
    summary: 'The signup page for browsers without the script, as far as the signup has come',
    isForm: true,
    reads: [LANGUAGE, CHOSEN_LANGUAGE, LANGUAGE_CHOICE, SIGNUP],
    replies: { 200: 'text/html', 303: 'redirect' },
    cookies: { language: languageCookie.optional().meta({ description: 'Where one is chosen.' }) },
    errors: ['session_not_found', 'rate_limited', ...UNAVAILABLE],
  },
  'POST /users/signup/form/': {
    summary: 'Step 1 by plain forms: what the calls of the API do, answered by pages',
    body: signupFormBody,
    isForm: true,
    reads: [LANGUAGE, CHOSEN_LANGUAGE, SIGNUP, DEVICE],
    replies: { 200: 'text/html', 303: 'redirect' },
    cookies: {
      '__Host-signup': signupCookie.optional().meta({ description: 'As the API sets it.' }),
      '__Host-device': deviceCookie.optional().meta({ description: 'Likewise.' }),
    },
    errors: [
      ...ANY_FORM,
      ...SEND_ERRORS,
      'other_signup',
      'otp_incorrect',
      'code_replaced',
      'otp_expired',
      'too_many_attempts',
    ],
  },
  'GET /users/account/': {
    summary: "The account's own page, in the person's language",
    reads: [LANGUAGE, CHOSEN_LANGUAGE, LANGUAGE_CHOICE, IF_NONE_MATCH],
    replies: { 200: 'text/html', 303: 'redirect', 304: 'unchanged' },
    revalidates: true,
    cookies: { language: languageCookie.optional().meta({ description: 'Where one is chosen.' }) },
    errors: ['internal_error', 'not_configured'],
  },
  'GET /users/bot-check/': {
    summary: 'The page of the bot check, for a frame of the signup page; where there is a check',
    reads: [LANGUAGE, CHOSEN_LANGUAGE],
    replies: { 200: 'text/html' },
    errors: ['not_found'],
  },
  'GET /users/sandbox-digilocker/': {
    summary: 'The page that stands for DigiLocker in development',
    reads: [LANGUAGE, CHOSEN_LANGUAGE],
    replies: { 200: 'text/html' },
    errors: ['not_found'],
  },
  'GET /healthz': {
    summary: 'Whether the service is configured',
    replies: { 200: healthReply, 503: unhealthyReply },
    errors: [],
  },
  'GET /': {
    summary: 'Leads to the signup page',
    replies: { 302: 'redirect' },
    errors: [],
  },
  'GET /openapi.json/': {
    summary: 'Leads to this document',
    replies: { 308: 'redirect' },
    errors: [],
  },
} as const satisfies Readonly<Record<string, Operation>>

export type OperationName = keyof typeof API

/** Lists the errors of any other method of these paths, and of any other path: to people it is a page. */
export const ELSEWHERE = {
  method: { errors: ['method_not_allowed', 'cross_site', 'not_configured'] },
  path: { errors: ['not_found', 'cross_site', 'not_configured'] },
} as const satisfies Record<string, Pick<Operation, 'errors'>>
