import type { OperationName } from './api.ts'
import type { Example } from './example.ts'
import { NOTICES } from './notices.ts'

const session_id = 'a1b2c3d4-e5f6-8890-abcd-ef1234567890'
const account_id = 'b2c3d4e5-f6a7-8901-bcde-f12345678901'
const moment = '2026-11-28T09:30:00.000Z'
const { version: notice_version } = NOTICES['personal-details']

const details = {
  session_id,
  full_name: 'S. Janaki',
  date_of_birth: '1990-03-27',
  email: 'janaki@example.com',
  pin_code: '560001',
  consent: { notice_version, language: 'en', purposes: ['account', 'contact'] },
}

const given = { source: 'given', kept_until: 'closing' }
const consent = { step: 2, required: true, notice_version, language: 'en', given_at: moment }

/** Shows the steps after the first, and the account, likewise. */
export const ACCOUNT_EXAMPLES: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  'GET /users/api/notices/': {
    notices: {
      summary: 'The notice of step 2',
      status: 200,
      reply: {
        success: true,
        message: 'These are our notices.',
        notices: [
          {
            step: 2,
            version: notice_version,
            language: 'en',
            title: 'What we ask for, and why',
            items: [
              {
                id: 'contact',
                data: 'Email and mobile number',
                purpose: 'To tell you what happens in your account.',
                required: true,
              },
            ],
            rights: 'You may see what we hold, have it corrected, and have it deleted.',
            withdraw: 'You may withdraw at any time.',
            complain: 'Write to our grievance officer first.',
          },
        ],
      },
      placeholders: ['notices'],
    },
  },
  'POST /users/api/personal-details/': {
    details: {
      summary: 'What the person says of themselves',
      body: details,
      status: 200,
      reply: { success: true, message: 'Saved.', next_step: 5 },
      placeholders: ['__Host-signup', 'session_id'],
    },
    two_wrong: {
      summary: 'Two fields that are wrong',
      body: { ...details, email: 'janaki', full_name: '12' },
      status: 400,
      reply: {
        success: false,
        error: 'invalid_name',
        message: 'Enter your full name, as on your PAN card.',
        field: 'full_name',
        errors: [
          {
            field: 'full_name',
            error: 'invalid_name',
            message: 'Enter your full name, as on your PAN card.',
          },
          {
            field: 'email',
            error: 'invalid_email',
            message: 'Enter an email address such as name@example.com.',
          },
        ],
      },
      placeholders: ['__Host-signup', 'session_id'],
    },
  },
  'POST /users/api/create-account/': {
    made: {
      summary: 'All steps are done',
      body: { session_id, password: 'a sentence that is long' },
      status: 201,
      reply: {
        success: true,
        message: 'Your account is open.',
        account_id,
        next: '/users/account/',
      },
      placeholders: ['__Host-signup', 'session_id', 'account_id'],
    },
    common: {
      summary: 'A password that many people use',
      body: { session_id, password: 'password1' },
      status: 400,
      reply: {
        success: false,
        error: 'password_common',
        message: 'Many people use this password. Please choose another.',
        field: 'password',
      },
      placeholders: ['__Host-signup', 'session_id'],
    },
  },
  'GET /users/api/account/': {
    shown: {
      summary: 'An account, and its only session',
      status: 200,
      reply: {
        success: true,
        message: 'This is what we hold.',
        account_id,
        opened_at: moment,
        tier: 'unidentified',
        identity: 'none',
        reviews: [],
        data: [
          {
            item: 'phone',
            value: '+91 •••••• 3210',
            source: 'verified_by_code',
            kept_until: 'closing',
          },
          { item: 'full_name', value: 'S••• J•••', ...given },
          { item: 'date_of_birth', value: '••••-••-27', ...given },
          { item: 'email', value: 'j•••@example.com', ...given },
          { item: 'pin_code', value: '56••••', ...given },
        ],
        consents: [
          { ...consent, purpose: 'account' },
          { ...consent, purpose: 'contact' },
        ],
        passkeys: [],
        sessions: [{ opened_at: moment, seen_at: moment, ends_at: moment, current: true }],
      },
      placeholders: ['__Host-account', 'account_id', 'opened_at', 'consents', 'sessions'],
    },
    signed_out: {
      summary: 'No session, or one that has ended',
      status: 401,
      reply: {
        success: false,
        error: 'signed_out',
        message: 'You are signed out. Please sign in again.',
      },
      placeholders: [],
    },
  },
  'POST /users/api/sign-out/': {
    sign_out: {
      summary: 'The session ends',
      body: {},
      status: 200,
      reply: { success: true, message: 'You are signed out.' },
      placeholders: ['__Host-account'],
    },
  },
  'POST /users/api/withdraw-consent/': {
    withdrawn: {
      summary: 'A consent that nothing needs',
      body: { purpose: 'offers' },
      status: 200,
      reply: { success: true, message: 'Your consent is withdrawn.' },
      placeholders: ['__Host-account'],
    },
    deleted: {
      summary: 'A consent that the signup needs',
      body: { session_id, purpose: 'account' },
      status: 200,
      reply: { success: true, message: 'Your answers are deleted.' },
      placeholders: ['__Host-signup', 'session_id'],
    },
  },
  'POST /users/api/close-account/': {
    closed: {
      summary: 'Soon after a sign-in',
      body: {},
      status: 200,
      reply: { success: true, message: 'Your account is closed.' },
      placeholders: ['__Host-account'],
    },
    stale: {
      summary: 'Over five minutes after it',
      body: {},
      status: 403,
      reply: {
        success: false,
        error: 'fresh_sign_in_required',
        message: 'For your safety, please sign in again first.',
      },
      placeholders: ['__Host-account'],
    },
  },
} satisfies { readonly [Name in OperationName]?: unknown }
