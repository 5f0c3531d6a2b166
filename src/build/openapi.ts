/** Writes the HTTP contract, with the schemas that the routes check with, to static/openapi.json. */
import { writeFileSync } from 'node:fs'
import * as z from 'zod'
import { sendOtpBody, verifyOtpBody } from '../routes/schemas.ts'

const seconds = z.int().nonnegative()

const timers = {
  attempts_left: z
    .int()
    .min(0)
    .max(3)
    .meta({ description: 'Wrong codes that may still be tried.' }),
  expires_in: seconds.meta({ description: 'Seconds until the code expires.' }),
  resend_in: seconds.meta({ description: 'Seconds until another text may be asked for.' }),
}

const success = { success: z.literal(true), message: z.string() }

const delivery = {
  delivery: z
    .enum(['pending', 'delivered', 'failed'])
    .optional()
    .meta({ description: 'What is known of the last text, where its gateway tells.' }),
  channels: z
    .array(z.enum(['voice', 'whatsapp']))
    .optional()
    .meta({ description: 'Other ways in which the code may be asked for now.' }),
}

const codeSent = z.object({
  ...success,
  session_id: z.uuid(),
  phone: z.string().meta({ description: 'Masked.', example: '+91 •••••• 3210' }),
  ...timers,
  ...delivery,
})

const verified = z.object({ ...success, next_step: z.int() })

const sessionReply = z.object({
  ...success,
  session_id: z.uuid(),
  step: z.int(),
  phone: z.string(),
  completed: z.array(z.enum(['mobile', 'personal-details', 'aadhaar', 'pan', 'account'])),
  attempts_left: timers.attempts_left.optional(),
  expires_in: timers.expires_in.optional(),
  resend_in: timers.resend_in.optional(),
  ...delivery,
})

/** Lists the errors of any POST of the API by status. */
const EVERY_POST: Errors = {
  400: ['invalid_request', 'invalid_json'],
  403: ['cross_site'],
  405: ['method_not_allowed'],
  413: ['body_too_large'],
  415: ['unsupported_media_type'],
  429: ['rate_limited'],
  500: ['internal_error'],
  503: ['not_configured', 'temporarily_unavailable'],
}

type Errors = Readonly<Record<number, readonly string[]>>

type Operation = {
  readonly summary: string
  readonly body?: z.ZodType
  readonly reply: z.ZodType
  readonly errors: readonly Errors[]
  readonly parameters?: readonly unknown[]
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'From at least 128 random bits. For 10 minutes after a 200 the same key with the same body gets the answer again, and sends nothing.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22,64}$' },
}

const paths = {
  '/users/api/send-otp/': {
    post: operation({
      summary: 'Texts a code: begins a session, or sends again in one',
      body: sendOtpBody,
      reply: codeSent,
      parameters: [idempotencyKey],
      errors: [
        EVERY_POST,
        {
          400: ['invalid_phone', 'unsupported_country', 'undeliverable_phone'],
          403: ['bot_check_required', 'bot_check_failed'],
          404: ['session_not_found'],
          409: ['already_verified', 'in_progress'],
          429: ['resend_too_soon'],
          503: ['sms_unavailable'],
        },
      ],
    }),
  },
  '/users/api/verify-otp/': {
    post: operation({
      summary: 'Verifies the phone by its code, and rotates the session cookie',
      body: verifyOtpBody,
      reply: verified,
      errors: [
        EVERY_POST,
        {
          400: ['otp_incorrect'],
          404: ['session_not_found'],
          409: ['already_verified'],
          410: ['otp_expired'],
          429: ['too_many_attempts'],
        },
      ],
    }),
  },
  '/users/api/session/': {
    get: operation({
      summary: 'What the page needs to go on, for the bearer of the session cookie',
      reply: sessionReply,
      errors: [
        { 404: ['session_not_found'], 500: ['internal_error'] },
        { 503: ['not_configured', 'temporarily_unavailable'] },
      ],
    }),
  },
}

const contract = {
  openapi: '3.1.0',
  info: {
    title: 'NeoBank Signup',
    version: '1',
    description: 'A phone number is verified by a six-digit code.',
  },
  paths,
}

writeFileSync('static/openapi.json', `${JSON.stringify(contract, null, 2)}\n`)

function operation({ summary, body, reply, errors, parameters }: Operation) {
  return {
    summary,
    ...(parameters && { parameters }),
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: {
      200: { description: 'Done.', content: json(reply) },
      ...Object.fromEntries(byStatus(errors).map(([status, codes]) => [status, failure(codes)])),
    },
  }
}

function byStatus(tables: readonly Errors[]): readonly (readonly [string, readonly string[]])[] {
  const statuses = [...new Set(tables.flatMap((table) => Object.keys(table)))].toSorted()
  return statuses.map((status) => [status, tables.flatMap((table) => table[Number(status)] ?? [])])
}

function failure(codes: readonly string[]) {
  const schema = z.object({
    success: z.literal(false),
    error: z.enum(codes),
    message: z.string(),
    field: z.string().optional(),
    next_step: z.int().optional(),
    retry_after: seconds.optional(),
    bot_check_url: z
      .string()
      .optional()
      .meta({ description: 'The page of the bot check, where solving it passes this refusal.' }),
    attempts_left: timers.attempts_left.optional(),
    expires_in: timers.expires_in.optional(),
    resend_in: timers.resend_in.optional(),
  })
  return { description: codes.join(', '), content: json(schema) }
}

function json(schema: z.ZodType) {
  return { 'application/json': { schema: z.toJSONSchema(schema) } }
}
