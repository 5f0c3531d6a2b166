import { plural } from './forms.ts'

export const botCheckPage = {
  title: (brand: string) => `Check that you are a person – ${brand}`,
}

export const calls = {
  ask: (brand: string) => `Hello, this is ${brand}. You asked for a code. To hear it, press one.`,
  code: 'Your code is',
  digits: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  gone: 'This code is no longer valid. Please ask for a new one on the page. Goodbye.',
  goodbye: 'Do not tell it to anybody. Goodbye.',
}

export const errors = {
  already_verified: 'This number is already verified.',
  another_body: 'This Idempotency-Key was used for another request.',
  body_too_large: 'The body is too large.',
  bot_check_failed: 'We could not confirm that you are a person. Please try the check again.',
  bot_check_required: 'Please show that you are a person first.',
  channel_not_offered: 'The code cannot be sent this way yet.',
  cross_site: 'This request came from another site.',
  in_progress: 'A code is being sent. Please wait a moment.',
  invalid_json: 'The body is not valid JSON.',
  invalid_phone: 'Enter a mobile number that can receive texts.',
  invalid_request: 'The request is not valid.',
  method_not_allowed: (methods: string) => `Use ${methods}.`,
  not_configured: 'This service is not set up yet.',
  not_found: 'There is nothing here.',
  otp_expired: 'This OTP has expired. Please request a new one.',
  otp_incorrect: (attempts: number) =>
    `Incorrect OTP. ${plural('en', attempts, { one: '# attempt', other: '# attempts' })} left.`,
  rate_limited: 'Too many requests. Please try again later.',
  receipt_forged: 'This does not come from the gateway.',
  receipt_unreadable: 'This is not a receipt.',
  resend_too_soon: (seconds: number) =>
    `Please wait ${plural('en', seconds, { one: '# second', other: '# seconds' })} before asking for another code.`,
  session_not_found: 'This signup has ended. Please start again.',
  temporarily_unavailable: 'We are very busy. Please try again in a moment.',
  text_not_sent: 'We could not send the code. Please try again.',
  too_many_attempts: 'Too many failed attempts. Please request a new OTP.',
  undeliverable_phone: 'This number cannot be reached by text. Check it, or use another.',
  unexpected_error: 'Something went wrong on our side.',
  unsupported_country: 'We cannot text numbers of that country yet.',
  unsupported_media_type: 'Send the body as application/json.',
}

export const locale = {
  tag: 'en',
  name: 'English',
  dir: 'ltr' as 'ltr' | 'rtl',
  /** Tells whether somebody whose own language it is has read all of it. */
  reviewed: true,
}

export const notFound = {
  lead: 'There is nothing at this address. It may have been typed wrongly.',
  start: 'Open an account',
  title: 'Page not found',
}

export const replies = {
  code_sent: 'OTP sent.',
  phone_verified: 'Mobile number verified.',
  receipts_taken: 'Received.',
  signup_open: 'The signup goes on.',
}

/** Holds texts that begin with the code, for the notification; in English they are GSM-7. */
export const texts = {
  code: (code: string, brand: string) =>
    `${code} is your ${brand} code. Do not share it: we never ask for it.`,
  /** As short as can be: SMS Retriever leaves 140 bytes, which are 70 characters of Hindi. */
  codeForApp: (code: string, brand: string) =>
    `${code} is your ${brand} code. Do not share it: we never ask for it.`,
}

/** Holds what the Worker says on its own; the rest is for those who import it by name. */
export const worker = { botCheckPage, errors, locale, replies, texts }
