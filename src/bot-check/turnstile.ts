import { Buffer } from 'node:buffer'
import * as z from 'zod'
import { hmac, sha256 } from '../platform/secrets.ts'
import { logEvent } from '../platform/log.ts'
import {
  BOT_CHECK_ACTION,
  type BotCheck,
  type BotCheckAttempt,
  type BotCheckOutcome,
  LONGEST_TOKEN,
} from './bot-check.ts'

/** The bot check's keys, and where its script and verdicts come from. */
export type TurnstileConfig = {
  readonly siteKey: string
  readonly secret: string
  readonly origin: string
  /** The secret is one of those published for tests, which tell of no host and action. */
  readonly testKey: boolean
}

/** Past this, the person waits no longer for the service. */
const PATIENCE = 2500

const verdict = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).default([]),
})

/** What is wrong at our end or the service's, whatever the token is worth. */
const NOT_OF_THE_TOKEN: ReadonlySet<string> = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'internal-error',
])

/**
 * Cloudflare Turnstile's siteverify. `key` makes the id under which the service takes a repeat for
 * the same question. When it is silent, an event says why.
 */
export function turnstile(config: TurnstileConfig, key: Buffer): BotCheck {
  return {
    async verify(attempt) {
      if (attempt.token.length > LONGEST_TOKEN) return 'not_solved'
      try {
        const response = await fetch(`${config.origin}/turnstile/v0/siteverify`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            secret: config.secret,
            response: attempt.token,
            ...(attempt.address !== undefined && { remoteip: attempt.address }),
            idempotency_key: questionId(key, attempt),
          }),
          redirect: 'manual',
          signal: AbortSignal.timeout(PATIENCE),
        })
        return await judge(response, attempt, config.testKey)
      } catch (error) {
        return silent({}, error)
      }
    },
  }
}

/**
 * A refusal counts whatever its status: a token that makes the service answer 4xx must not pass for
 * an outage. Only what says nothing of the token is silence.
 */
async function judge(
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
  const body: unknown = refused
    ? await response.json().catch(() => undefined)
    : await response.json()
  const read = verdict.safeParse(body)
  if (!read.success) return refused ? 'not_solved' : silent({ status })
  const { success, action, hostname: host, 'error-codes': codes } = read.data
  if (success && ok) {
    const ours = host === hostname && action === BOT_CHECK_ACTION
    return ours || testKey ? 'solved' : 'not_solved'
  }
  const reason = codes.find((code) => NOT_OF_THE_TOKEN.has(code))
  return success || reason !== undefined ? silent({ status, reason }) : 'not_solved'
}

function silent(
  fields: { readonly status?: number; readonly reason?: string | undefined },
  error?: unknown,
): BotCheckOutcome {
  logEvent('bot_check_silent', fields, error)
  return 'silent'
}

/**
 * The UUID of this token for this wish: the same when the wish is repeated under its key, so that
 * the service takes it for one question; another for any other wish, which makes the token spent.
 */
function questionId(key: Buffer, { token, wish }: BotCheckAttempt): string {
  const { idempotencyKey, phone, sessionId = '' } = wish
  if (idempotencyKey === undefined) return crypto.randomUUID()
  const bytes = Buffer.from(hmac(key, idempotencyKey, phone, sessionId, sha256(token)), 'base64url')
  // In the form of a random UUID, the only one that the service's documents show.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
