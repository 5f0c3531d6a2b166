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
})
