import { ACCOUNT_EXAMPLES } from './account-examples.ts'
import type { OperationName } from './api.ts'
import type { Example } from './example.ts'
import { IDENTITY_EXAMPLES } from './identity-examples.ts'

const session_id = 'a1b2c3d4-e5f6-8890-abcd-ef1234567890'
const phone = '98765 43210'
const maskedPhone = '+91 •••••• 3210'
const otp_code = '123456'

/** Shows each operation at its best, and how it is commonly refused. */
export const EXAMPLES: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  'POST /users/api/send-otp/': {
    start: {
      summary: 'A signup starts',
      body: { phone },
      status: 200,
      reply: {
        success: true,
        message: 'OTP sent.',
        session_id,
        phone: maskedPhone,
        code_issue: 1,
        attempts_left: 3,
        expires_in: 300,
        resend_in: 30,
      },
      placeholders: ['session_id'],
    },
    again: {
      summary: 'The same code is texted again, half a minute later',
      body: { phone, session_id },
      status: 200,
      reply: {
        success: true,
        message: 'OTP sent.',
        session_id,
        phone: maskedPhone,
        code_issue: 1,
        attempts_left: 3,
        expires_in: 300,
        resend_in: 60,
      },
      placeholders: ['session_id'],
    },
    too_soon: {
      summary: 'Another text is asked for at once',
      body: { phone, session_id },
      status: 429,
      reply: {
        success: false,
        error: 'resend_too_soon',
        message: 'Please wait 30 seconds before asking for another code.',
        attempts_left: 3,
        expires_in: 300,
        resend_in: 30,
        retry_after: 30,
      },
      placeholders: ['session_id'],
    },
    no_mobile: {
      summary: 'A number that receives no texts',
      body: { phone: '022 2345 6789' },
      status: 400,
      reply: {
        success: false,
        error: 'invalid_phone',
        message: 'Enter a mobile number that can receive texts.',
        field: 'phone',
      },
      placeholders: [],
    },
  },
  'POST /users/api/verify-otp/': {
    right: {
      summary: 'The right code',
      body: { session_id, otp_code },
      status: 200,
      reply: { success: true, message: 'Mobile number verified.', next_step: 2 },
      placeholders: ['session_id', 'otp_code'],
    },
    wrong: {
      summary: 'A wrong code',
      body: { session_id, otp_code },
      status: 400,
      reply: {
        success: false,
        error: 'otp_incorrect',
        message: 'Incorrect OTP. 2 attempts left.',
        attempts_left: 2,
        expires_in: 300,
        resend_in: 30,
      },
      placeholders: ['session_id', 'otp_code'],
    },
    locked: {
      summary: 'Any code after three wrong ones',
      body: { session_id, otp_code },
      status: 429,
      reply: {
        success: false,
        error: 'too_many_attempts',
        message: 'Too many failed attempts. Please request a new OTP.',
        attempts_left: 0,
        expires_in: 300,
        resend_in: 30,
        retry_after: 30,
      },
      placeholders: ['session_id', 'otp_code'],
    },
    replaced: {
      summary: 'A code that is meant to be another issue than the live one',
      body: { session_id, otp_code, code_issue: 2 },
      status: 409,
      reply: {
        success: false,
        error: 'code_replaced',
        message: 'Another code was sent after that one. Enter the newest code.',
        phone: maskedPhone,
        code_issue: 1,
        attempts_left: 3,
        expires_in: 300,
        resend_in: 30,
      },
      placeholders: ['session_id', 'otp_code', 'phone'],
    },
    too_short: {
      summary: 'A code that is none',
      body: { session_id, otp_code: '12345' },
      status: 400,
      reply: {
        success: false,
        error: 'invalid_request',
        message: 'The request is not valid.',
        field: 'otp_code',
      },
      placeholders: ['session_id'],
    },
  },
  'GET /users/api/session/': {
    texted: {
      summary: 'A signup whose code is on its way',
      status: 200,
      reply: {
        success: true,
        message: 'The signup goes on.',
        session_id,
        step: 1,
        phone: maskedPhone,
        completed: [],
        code_issue: 1,
        attempts_left: 3,
        expires_in: 300,
        resend_in: 30,
      },
      placeholders: ['__Host-signup', 'session_id', 'phone'],
    },
    verified: {
      summary: 'A signup whose phone is verified',
      status: 200,
      reply: {
        success: true,
        message: 'The signup goes on.',
        session_id,
        step: 2,
        phone: maskedPhone,
        completed: ['mobile'],
        steps: [2, 5],
        answers: {},
      },
      placeholders: ['__Host-signup', 'session_id', 'phone'],
    },
    none: {
      summary: 'No cookie',
      status: 404,
      reply: {
        success: false,
        error: 'session_not_found',
        message: 'This signup has ended. Please start again.',
      },
      placeholders: [],
    },
  },
  ...IDENTITY_EXAMPLES,
  ...ACCOUNT_EXAMPLES,
} satisfies { readonly [Name in OperationName]?: unknown }
