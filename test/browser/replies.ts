/** Replies in the shape of the HTTP contract, for where a test plays the server's part. */
import type { ErrorCode } from '../../src/contract/errors.ts'
import { NOTICES } from '../../src/contract/notices.ts'
import type {
  AadhaarReply,
  AccountReply,
  CreateAccountReply,
  DoneReply,
  NoticesReply,
  PanReply,
  SendOtpReply,
  SessionReply,
  StartAadhaarReply,
  StepReply,
  VerifyOtpReply,
} from '../../src/contract/replies.ts'
import * as en from '../../src/locales/en.ts'
import * as hi from '../../src/locales/hi.ts'
import * as ur from '../../src/locales/ur.ts'

/** Holds a body with its status, or what happens instead of an answer. */
export type Reply = { status: number; body: object | string } | 'lost'

export const SESSION_ID = 'a1b2c3d4-e5f6-8890-abcd-ef1234567890'
const MESSAGES = new Map<string, unknown>(
  Object.entries({
    ...en.errors,
    sms_unavailable: en.errors.text_not_sent,
    internal_error: en.errors.unexpected_error,
  }),
)
const TIMERS = { expires_in: 300, resend_in: 30, attempts_left: 3 }

export function sendReply(more: Partial<SendOtpReply> = {}): Reply {
  return ok<SendOtpReply>({
    session_id: SESSION_ID,
    phone: '+91 •••••• 3210',
    code_issue: 1,
    ...TIMERS,
    ...more,
  })
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
    code_issue: 1,
    ...TIMERS,
    ...more,
  })
}

export const ANSWERS = {
  full_name: 'S. Janaki',
  date_of_birth: '1990-03-27',
  email: 'janaki@example.com',
  pin_code: '560001',
  purposes: ['account', 'contact'],
}

/** Tells of a signup whose phone is verified, and with `answers` all but the password is done. */
export function verifiedReply(answers?: typeof ANSWERS): Reply {
  return ok<SessionReply>({
    session_id: SESSION_ID,
    phone: '+91 •••••• 3210',
    step: answers ? 5 : 2,
    completed: answers ? ['mobile', 'personal-details'] : ['mobile'],
    steps: [2, 5],
    answers,
  })
}

export const VERSION = NOTICES['personal-details'].version

/** Gives the notices in a language, by their version now or another. */
export function noticesReply(tag = 'en', version: string = VERSION): Reply {
  const { notices } = [en, hi, ur].find(({ locale }) => locale.tag === tag) ?? en
  const steps = [
    [2, notices['personal-details']],
    [3, notices.aadhaar],
    [4, notices.pan],
  ] as const
  return ok<NoticesReply>({
    notices: steps.map(([step, { title, items, rights, withdraw, complain }]) => {
      const entries = Object.entries(items).map(([id, item]) => ({
        id,
        ...item,
        required: id !== 'offers',
      }))
      const remedies = { rights, withdraw, complain }
      return { step, version, language: tag, title, items: entries, ...remedies }
    }),
  })
}

const AADHAAR = { last4: '0019', name_match: 'match', mobile_linked: true } as const
const PAN = { masked: 'XXXXXX234F', name_match: 'match' } as const

/** Tells of a signup with all five steps, which has come to one of them. */
export function identityReply(
  step: 2 | 3 | 4 | 5,
  more: Partial<SessionReply['answers']> = {},
): Reply {
  const completed = ['mobile', 'personal-details', 'aadhaar', 'pan'] as const
  return ok<SessionReply>({
    session_id: SESSION_ID,
    phone: '+91 •••••• 3210',
    step,
    completed: completed.slice(0, step - 1),
    steps: [2, 3, 4, 5],
    answers: {
      ...ANSWERS,
      ...(step > 3 && { aadhaar: AADHAAR }),
      ...(step > 4 && { pan: PAN }),
      ...more,
    },
  })
}

export function aadhaarReply(more: Partial<AadhaarReply['aadhaar']> = {}): Reply {
  const aadhaar = { ...AADHAAR, issued_on: '2024-01-01', ...more }
  return ok<AadhaarReply>({ next_step: 4, aadhaar })
}

export const DIGILOCKER = 'https://digilocker.example/consent'

export function startReply(): Reply {
  return ok<StartAadhaarReply>({ redirect_url: DIGILOCKER })
}

export function panReply(more: Partial<PanReply['pan']> = {}): Reply {
  return ok<PanReply>({ next_step: 5, pan: { ...PAN, ...more } })
}

export function stepReply(): Reply {
  return ok<StepReply>({ next_step: 5 })
}

export function creationReply(more: Pick<CreateAccountReply, 'was_there'> = {}): Reply {
  const next = '/users/account/'
  const reply = ok<CreateAccountReply>({ account_id: SESSION_ID, next, ...more })
  return { ...reply, status: 201 }
}

export function doneReply(): Reply {
  return ok<DoneReply>({})
}

const MOMENT = '2026-11-28T02:17:00.000Z'

export function accountReply(more: Partial<AccountReply> = {}): Reply {
  const data = [
    { item: 'phone', value: '+91 •••••• 3210', source: 'verified_by_code' },
    { item: 'full_name', value: 'S••• J•••', source: 'given' },
    { item: 'date_of_birth', value: '••••-••-27', source: 'given' },
    { item: 'email', value: 'j•••@example.com', source: 'given' },
    { item: 'pin_code', value: '56••••', source: 'given' },
  ] as const
  return ok<AccountReply>({
    account_id: SESSION_ID,
    opened_at: MOMENT,
    tier: 'unidentified',
    identity: 'none',
    reviews: [],
    data: data.map((one) => ({ ...one, kept_until: 'closing' as const })),
    consents: ['account', 'contact', 'offers'].map((purpose) => ({
      step: 2,
      purpose,
      required: purpose !== 'offers',
      notice_version: VERSION,
      language: 'en',
      given_at: MOMENT,
    })),
    passkeys: [],
    sessions: [{ opened_at: MOMENT, seen_at: MOMENT, ends_at: MOMENT, current: true }],
    ...more,
  })
}

/** Tells of an account of all five steps, with all that one of us may have to look at. */
export function identifiedReply(): Reply {
  const more = { source: 'verified_by_register', kept_until: 'closing' } as const
  return accountReply({
    tier: 'non_face_to_face',
    identity: 'secure_qr',
    reviews: ['aadhaar_name', 'aadhaar_mobile', 'birth_date', 'other'],
    data: [
      {
        item: 'phone',
        value: '+91 •••••• 3210',
        source: 'verified_by_code',
        kept_until: 'closing',
      },
      { item: 'aadhaar_last4', value: '•••• •••• 0019', ...more },
      { item: 'pan', value: '••••••234F', ...more },
    ],
    consents: [2, 2, 3, 4].map((step, index) => ({
      step,
      purpose: ['account', 'contact', 'aadhaar', 'pan'][index] ?? '',
      required: true,
      notice_version: VERSION,
      language: 'en',
      given_at: MOMENT,
    })),
  })
}

export function refusal(status: number, error: ErrorCode, more = {}): Reply {
  const words = MESSAGES.get(error)
  const message = typeof words === 'string' ? words : 'No.'
  return { status, body: { success: false, error, message, ...more } }
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

function ok<Body extends { success: true }>(body: Omit<Body, 'success' | 'message'>) {
  return { status: 200, body: { success: true, message: 'Yes.', ...body } }
}
