import * as z from 'zod'

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

const phone = z
  .string()
  .regex(/^\+\d{1,3} •+ \d{4}$/)
  .meta({ description: 'Masked.', examples: ['+91 •••••• 3210'] })

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
  ...timers,
  ...delivery,
})

export const verifyOtpReply = z.strictObject({ ...success, next_step: nextStep })

/** Has the timers until the phone is verified. */
export const sessionReply = z.strictObject({
  ...success,
  session_id: z.uuid(),
  step: z.int().min(1).max(5),
  phone,
  completed: z.array(z.enum(['mobile'])),
  ...z.object(timers).partial().shape,
  ...delivery,
})

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

/** Holds a language's tag. It comes with links from elsewhere too, so that the page is in it. */
export const languageCookie = cookie('[a-z]{2}', 'Lax')

/** Names a way to get the code other than a text. */
export type OtherChannel = z.infer<typeof channel>
export type Timers = z.infer<z.ZodObject<typeof timers>>
export type SendOtpReply = z.infer<typeof sendOtpReply>
export type VerifyOtpReply = z.infer<typeof verifyOtpReply>
export type SessionReply = z.infer<typeof sessionReply>
export type ReceiptReply = z.infer<typeof receiptReply>
