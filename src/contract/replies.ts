import * as z from 'zod'
import { STEPS } from './steps.ts'

const message = z.string().meta({ description: 'A sentence for a person.' })

/** Holds what every refusal and every success has. */
export const failure = { success: z.literal(false), message }
const success = { success: z.literal(true), message }

/** The longest that a code lives, and that the next text is off, in seconds. */
const LONGEST = 300

/** Holds what may be done next about a code, in seconds from the reply on. */
export const timers = {
  attempts_left: z
    .int()
    .min(0)
    .max(3)
    .meta({ description: 'Wrong codes that may still be tried.' }),
  expires_in: z.int().min(0).max(LONGEST).meta({ description: 'Seconds until the code expires.' }),
  resend_in: z
    .int()
    .min(0)
    .max(LONGEST)
    .meta({ description: 'Seconds until another text may be asked for.' }),
}

export const nextStep = z.int().min(2).max(5).meta({ description: 'The step to go on with.' })

export const phone = z
  .string()
  .regex(/^\+\d{1,3} •+ \d{4}$/)
  .meta({ description: 'Masked.', examples: ['+91 •••••• 3210'] })

export const codeIssue = z
  .int()
  .min(1)
  .meta({ description: 'Numbers the code: another text of the same code has the same.' })

const channel = z.enum(['voice', 'whatsapp'])

const delivery = {
  delivery: z
    .enum(['pending', 'delivered', 'failed'])
    .optional()
    .meta({ description: 'What is known of the last text, where its gateway tells.' }),
  channels: z
    .array(channel)
    .min(1)
    .optional()
    .meta({ description: 'Other ways in which the code may be asked for now.' }),
}

export const sendOtpReply = z.strictObject({
  ...success,
  session_id: z.uuid(),
  phone,
  code_issue: codeIssue,
  ...timers,
  ...delivery,
})

export const verifyOtpReply = z.strictObject({ ...success, next_step: nextStep })

const nameMatch = z.enum(['match', 'review']).meta({
  description: '`review`: it is near enough to go on, and a human looks.',
})

const mobileLinked = z.boolean().nullable().meta({
  description: "Whether UIDAI has the signup's phone for the person; null where nothing tells.",
})

const last4 = z
  .string()
  .regex(/^\d{4}$/)
  .meta({ description: 'The last four digits of the Aadhaar number; no more is known here.' })

const maskedPan = z
  .string()
  .regex(/^XXXXXX\d{3}[A-Z]$/)
  .meta({ examples: ['XXXXXX234F'] })

/** Has the timers until the phone is verified, and from then on the steps and the answers. */
export const sessionReply = z.strictObject({
  ...success,
  session_id: z.uuid(),
  step: z.int().min(1).max(5),
  phone,
  completed: z.array(z.enum(STEPS)),
  code_issue: codeIssue.optional(),
  ...z.object(timers).partial().shape,
  ...delivery,
  steps: z
    .array(z.int().min(2).max(5))
    .optional()
    .meta({ description: 'The steps after the first that are on.' }),
  answers: z
    .strictObject({
      full_name: z.string(),
      date_of_birth: z.string(),
      email: z.string(),
      pin_code: z.string(),
      purposes: z.array(z.string()).meta({ description: 'What was ticked in the notice.' }),
      aadhaar: z.strictObject({ last4, name_match: nameMatch, mobile_linked: mobileLinked }),
      pan: z.strictObject({ masked: maskedPan, name_match: nameMatch }),
    })
    .partial()
    .optional()
    .meta({ description: 'As they were given, and what became of them.' }),
})

/** Answers a step with the one to go on with. */
export const stepReply = z.strictObject({ ...success, next_step: nextStep })

/** Answers the step for Aadhaar, by whichever way. */
export const aadhaarReply = z.strictObject({
  ...success,
  next_step: nextStep,
  aadhaar: z.strictObject({
    last4,
    issued_on: z.iso.date().meta({ description: 'When UIDAI signed what was shown.' }),
    name_match: nameMatch,
    mobile_linked: mobileLinked,
  }),
})

export const startAadhaarReply = z.strictObject({
  ...success,
  redirect_url: z.url().meta({ description: "The provider's page, to consent on." }),
})

export const panReply = z.strictObject({
  ...success,
  next_step: nextStep,
  pan: z.strictObject({ masked: maskedPan, name_match: nameMatch }),
})

const noticeItem = z.strictObject({
  id: z.string().meta({ description: 'Goes into `consent.purposes` where it is ticked.' }),
  data: z.string(),
  purpose: z.string(),
  required: z.boolean().meta({ description: 'Without it the step cannot be done.' }),
})

export const noticesReply = z.strictObject({
  ...success,
  notices: z.array(
    z.strictObject({
      step: z.int().min(2).max(5),
      version: z.string(),
      language: z.string(),
      title: z.string(),
      items: z.array(noticeItem).min(1),
      rights: z.string(),
      withdraw: z.string(),
      complain: z.string(),
    }),
  ),
})

export const createAccountReply = z.strictObject({
  ...success,
  account_id: z.uuid(),
  next: z.literal('/users/account/').meta({ description: 'Where to go.' }),
  was_there: z
    .literal(true)
    .optional()
    .meta({ description: 'An earlier request of this signup made it, and its password holds.' }),
})

const moment = z.iso.datetime()

/** Shows an account to its owner: nothing that is held is left out, and nothing is shown whole. */
export const accountReply = z.strictObject({
  ...success,
  account_id: z.uuid(),
  opened_at: moment,
  tier: z.enum(['unidentified', 'partly_identified', 'non_face_to_face']).meta({
    description:
      'What was verified of Aadhaar and PAN: neither, one, or both, though nobody was seen.',
  }),
  identity: z
    .enum(['none', 'secure_qr', 'digilocker', 'aadhaar_otp', 'v_cip'])
    .meta({ description: 'How Aadhaar was verified, or who the person is.' }),
  reviews: z
    .array(z.enum(['aadhaar_name', 'aadhaar_mobile', 'pan_name', 'birth_date', 'other']))
    .meta({ description: 'What one of us is to look at: what was near, but no match.' }),
  data: z.array(
    z.strictObject({
      item: z.enum([
        'phone',
        'full_name',
        'date_of_birth',
        'email',
        'pin_code',
        'aadhaar_last4',
        'pan',
      ]),
      value: z.string().meta({ description: 'Masked.' }),
      source: z
        .enum(['verified_by_code', 'given', 'verified_by_register'])
        .meta({ description: 'Verified by a code or by who keeps the register, or as given.' }),
      kept_until: z.enum(['closing']).meta({ description: 'Deleted when the account is closed.' }),
    }),
  ),
  consents: z.array(
    z.strictObject({
      step: z.int().min(2).max(5),
      purpose: z.string(),
      required: z.boolean(),
      notice_version: z.string(),
      language: z.string(),
      given_at: moment,
      withdrawn_at: moment.optional(),
    }),
  ),
  passkeys: z.array(z.never()).meta({ description: 'None can be bound yet.' }),
  sessions: z.array(
    z.strictObject({
      opened_at: moment,
      seen_at: moment,
      ends_at: moment,
      current: z.boolean().meta({ description: 'The one that asks.' }),
    }),
  ),
})

/** Answers what leaves nothing more to say. */
export const doneReply = z.strictObject(success)

export const receiptReply = z.strictObject(success)

export const healthReply = z.strictObject({ status: z.literal('ok') })

export const unhealthyReply = z.strictObject({
  status: z.literal('not_configured'),
  unusable: z.array(z.string()).min(1).meta({ description: 'Vars and secrets to be set right.' }),
})

const cookie = (value: string, sameSite: 'Strict' | 'Lax' = 'Strict') =>
  z
    .string()
    .regex(new RegExp(`^${value}; Max-Age=\\d+; Path=/; HttpOnly; Secure; SameSite=${sameSite}$`))

/** Bears the session, which its value names. */
export const signupCookie = cookie('[0-9a-f-]{36}\\.[A-Za-z0-9_-]{43}')

export const deviceCookie = cookie('[^;]+')

/** Bears the account's session, until the browser is closed. */
export const accountCookie = z
  .string()
  .regex(/^[0-9a-f-]{36}\.[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/)

/** Takes a cookie away. */
export const noCookie = z
  .string()
  .regex(/^; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Strict$/)

/** Holds a language's tag. It comes with links from elsewhere too, so that the page is in it. */
export const languageCookie = cookie('[a-z]{2}', 'Lax')

/** Names a way to get the code other than a text. */
export type OtherChannel = z.infer<typeof channel>
export type Timers = z.infer<z.ZodObject<typeof timers>>
export type SendOtpReply = z.infer<typeof sendOtpReply>
export type VerifyOtpReply = z.infer<typeof verifyOtpReply>
export type SessionReply = z.infer<typeof sessionReply>
export type StepReply = z.infer<typeof stepReply>
export type AadhaarReply = z.infer<typeof aadhaarReply>
export type StartAadhaarReply = z.infer<typeof startAadhaarReply>
export type PanReply = z.infer<typeof panReply>
export type NoticesReply = z.infer<typeof noticesReply>
export type CreateAccountReply = z.infer<typeof createAccountReply>
export type AccountReply = z.infer<typeof accountReply>
export type DoneReply = z.infer<typeof doneReply>
export type ReceiptReply = z.infer<typeof receiptReply>
