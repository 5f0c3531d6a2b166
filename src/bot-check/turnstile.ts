import { Buffer } from 'node:buffer'
import * as z from 'zod'
import { readJson } from '../platform/body.ts'
import { logEvent } from '../platform/log.ts'
import { hmac, sha256 } from '../platform/secrets.ts'
import { providerOrigin, STAND_IN, type Vars } from '../platform/settings.ts'
import { formatUuid, withVersion } from '../platform/uuid.ts'
import {
  BOT_CHECK_ACTION,
  type BotCheck,
  type BotCheckAttempt,
  type BotCheckOutcome,
} from './bot-check.ts'

/** Holds the widget's keys, and where its script and verdicts come from. */
export type TurnstileConfig = {
  readonly siteKey: string
  readonly secret: string
  readonly origin: string
  /** Cloudflare's secrets for tests tell of no host and action. */
  readonly testKey: boolean
}

const TURNSTILE = 'https://challenges.cloudflare.com'

/** Matches the keys that Cloudflare publishes for tests, which look at nobody. */
const TEST_KEY = /^[123]x0{20,}[A-F]{2}$/

/** Reads both keys or neither; in production the real keys and the real service. */
export function turnstileForm(vars: Vars, development: boolean) {
  const key = z
    .string()
    .regex(/^[\w-]{10,100}$/)
    .refine((text) => development || !TEST_KEY.test(text))
  const off = vars.TURNSTILE_SITE_KEY === undefined && vars.TURNSTILE_SECRET_KEY === undefined
  const needed = off ? key.optional() : key
  return z
    .object({
      TURNSTILE_SITE_KEY: needed.meta({ description: "the widget's site key: turns the check on" }),
      TURNSTILE_SECRET_KEY: needed.meta({
        description: "the widget's secret; one key without the other is refused",
      }),
      TURNSTILE_ORIGIN: providerOrigin(development, TURNSTILE).default(TURNSTILE).meta(STAND_IN),
    })
    .transform((read): TurnstileConfig | undefined => {
      const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SECRET_KEY: secret, TURNSTILE_ORIGIN } = read
      if (siteKey === undefined || secret === undefined) return undefined
      return { siteKey, secret, origin: TURNSTILE_ORIGIN, testKey: TEST_KEY.test(secret) }
    })
}

/** Bounds the person's wait for the service. */
const TIMEOUT = 2500

/** Bounds tokens, as Turnstile documents. */
const MAX_TOKEN_LENGTH = 2048

const verdict = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).default([]),
})

/** Lists codes for what is wrong at our end or the service's, whatever the token is worth. */
const NOT_OF_THE_TOKEN: ReadonlySet<string> = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'internal-error',
])

/**
 * Asks Cloudflare Turnstile's siteverify; when it is silent, an event says why. `key` makes the id
 * under which the service takes a repeat for the same question.
 */
export function turnstile(config: TurnstileConfig, key: Buffer): BotCheck {
  return {
    async verify(attempt) {
      if (attempt.token.length > MAX_TOKEN_LENGTH) return 'not_solved'
      try {
        const response = await fetch(`${config.origin}/turnstile/v0/siteverify`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            secret: config.secret,
            response: attempt.token,
            remoteip: attempt.address,
            idempotency_key: questionId(key, attempt),
          }),
          redirect: 'manual',
          signal: AbortSignal.timeout(TIMEOUT),
        })
        return await classifyVerdict(response, attempt, config.testKey)
      } catch (error) {
        return silent({}, error)
      }
    },
  }
}

/**
 * Takes a refusal whatever its status, as a token that has the service answer 4xx must not pass for
 * an outage. Throws where there is no answer to read.
 */
async function classifyVerdict(
  response: Response,
  { hostname }: BotCheckAttempt,
  testKey: boolean,
): Promise<BotCheckOutcome> {
  const { ok, status } = response
  if (status >= 500 || status === 429) {
    await response.body?.cancel()
    return silent({ status })
  }
  const refused = status >= 400
  const body = await readJson(response)
  if (body === undefined && !refused) throw new Error('the answer cannot be read')
  const { data } = verdict.safeParse(body)
  if (!data) return refused ? 'not_solved' : silent({ status })
  const { success, action, hostname: host, 'error-codes': codes } = data
  if (success && ok) {
    const ours = host === hostname && action === BOT_CHECK_ACTION
    return ours || testKey ? 'solved' : 'not_solved'
  }
  const reason = codes.find((code) => NOT_OF_THE_TOKEN.has(code))
  return success || reason !== undefined ? silent({ status, reason }) : 'not_solved'
}

function silent(
  fields: { readonly status?: number; readonly reason?: string },
  error?: unknown,
): BotCheckOutcome {
  logEvent('bot_check_silent', fields, error)
  return 'silent'
}

/**
 * Makes the UUID of this token for this send: the same for a repeat under the send's key, so that
 * the service takes it for one question; another for any other send, which makes the token spent.
 */
function questionId(key: Buffer, { token, send }: BotCheckAttempt): string {
  const { idempotencyKey, phone, sessionId = '' } = send
  if (idempotencyKey === undefined) return crypto.randomUUID()
  const digest = hmac(key, idempotencyKey, phone, sessionId, sha256(token))
  // In the form of a random UUID, the only one that the service's documents show.
  return formatUuid(withVersion(Buffer.from(digest, 'base64url').subarray(0, 16), 4))
}
