import type { Context } from 'hono'
import type { BotCheckAttempt, BotCheckOutcome } from '../bot-check/bot-check.ts'
import { turnstile } from '../bot-check/turnstile.ts'
import type { AppEnv } from './factory.ts'

/**
 * What the bot check says of the token that a send bears. Without a token, or where no check is
 * configured, nobody is asked and nothing is known: `silent`.
 */
export async function botCheckOutcome(
  c: Context<AppEnv>,
  token: string | undefined,
  wish: BotCheckAttempt['wish'],
): Promise<BotCheckOutcome> {
  const { botCheck, development, indexKeys, publicHost } = c.get('config')
  if (!botCheck || token === undefined) return 'silent'
  const { hostname } = new URL(development ? c.req.url : `https://${publicHost}`)
  const address = c.req.header('CF-Connecting-IP')
  return turnstile(botCheck, indexKeys.botCheck).verify({
    token,
    wish,
    hostname,
    ...(address !== undefined && { address }),
  })
}
