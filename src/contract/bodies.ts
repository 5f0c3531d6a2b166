import * as z from 'zod'

/** Checks the body of a send; strict: an unknown member is refused. */
export const sendOtpBody = z.strictObject({
  phone: z
    .string()
    .meta({ description: 'A mobile number, as a person spells it.', examples: ['98765 43210'] }),
  session_id: z.string().optional().meta({ description: 'Of the session to send again in.' }),
  channel: z.enum(['sms', 'voice', 'whatsapp']).optional().meta({
    description: 'How: another way than a text only where a reply offered it in `channels`.',
  }),
  app: z.literal('android').optional().meta({
    description: 'Who reads the text: our Android app, by SMS Retriever. Only where there is one.',
  }),
  bot_check_token: z
    .string()
    .max(2048)
    .optional()
    .meta({ description: 'What the bot check gave. Only where the service has one.' }),
})

export type SendOtpBody = z.infer<typeof sendOtpBody>

/** Checks the body of a verify, likewise. */
export const verifyOtpBody = z.strictObject({
  session_id: z.string(),
  otp_code: z
    .string()
    .regex(/^[0-9]{6}$/)
    .meta({ description: 'The six digits of the text.', examples: ['123456'] }),
  code_issue: z.int().min(1).optional().meta({
    description:
      'Whose code it is meant to be, as the reply to the send said: another costs no try.',
  }),
})

export type VerifyOtpBody = z.infer<typeof verifyOtpBody>

/** Checks the fields of step 1's plain forms, which mean what they do in JSON. */
export const signupFormBody = z.strictObject({
  intent: z.enum(['send', 'verify', 'resend', 'change']).meta({
    description:
      'What is pressed: to send a code, verify it, send again in a session, or give another number.',
  }),
  phone: z.string().optional().meta({
    description: 'To `resend` without it goes to the number of the session; `change` asks for it.',
  }),
  dial_code: z
    .string()
    .regex(/^[0-9]{1,3}$/)
    .optional()
    .meta({ description: 'The calling code that was chosen, where there is a choice.' }),
  session_id: z.string().optional().meta({ description: "Else the cookie's." }),
  otp_code: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({ description: 'The code as it was typed, or its digits in several fields.' }),
  code_issue: z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/)
    .optional(),
})

export type SignupFormBody = z.infer<typeof signupFormBody>

const sessionId = z.string().meta({ description: 'Of the signup that the page shows.' })

const consent = z
  .strictObject({
    notice_version: z.string(),
    language: z.string(),
    purposes: z.array(z.string()).max(20),
  })
  .meta({ description: 'The notice that was shown, and its purposes that were ticked.' })

/** Checks the form of step 2; what a name, a date or an address is, src/person says. */
export const personalDetailsBody = z.strictObject({
  session_id: sessionId,
  full_name: z.string().meta({ examples: ['S. Janaki'] }),
  date_of_birth: z.string().meta({ description: 'YYYY-MM-DD', examples: ['1990-03-27'] }),
  email: z.string().meta({ examples: ['janaki@example.com'] }),
  pin_code: z.string().meta({ description: 'Of the postal address.', examples: ['560001'] }),
  consent,
})

/** Checks the form of step 3 by a code: its digits, which may be 7,089. */
export const verifyAadhaarQrBody = z.strictObject({
  session_id: sessionId,
  qr_data: z.string().meta({ description: 'The decimal digits of an Aadhaar Secure QR code.' }),
  consent,
})

/** Checks the form of the way to DigiLocker. */
export const startAadhaarBody = z.strictObject({ session_id: sessionId, consent })

/** Checks the form of the way back. */
export const finishAadhaarBody = z.strictObject({
  session_id: sessionId,
  return_query: z.string().max(2048).optional().meta({
    description:
      'The query of the address that the person came back to, as it stands. Until one has come the answer is `aadhaar_pending`.',
  }),
})

/** Checks the form of step 4; what a PAN is, src/identity/pan says. */
export const verifyPanBody = z.strictObject({
  session_id: sessionId,
  pan: z.string().meta({ description: 'As a person spells it.', examples: ['ABCPE1234F'] }),
  consent,
})

/** Checks the form of step 5. */
export const createAccountBody = z.strictObject({
  session_id: sessionId,
  // Lone surrogates are no characters, and all of them would be hashed as one.
  password: z
    .string()
    .refine((text) => text.isWellFormed())
    .meta({ description: '8 to 128 characters of any kind.' }),
})

/** Checks a body that says nothing but that it is wanted. */
export const emptyBody = z.strictObject({})

/** Checks what is withdrawn: of the account, or with `session_id` of the signup under way. */
export const withdrawConsentBody = z.strictObject({
  session_id: sessionId.optional(),
  purpose: z.string().meta({ description: 'As the notice names it.', examples: ['offers'] }),
})

export type ConsentBody = z.infer<typeof consent>
