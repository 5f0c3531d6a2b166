import { inject } from 'vitest'
import { envWith } from './bindings.ts'
import { askStandIn } from './stand-ins.ts'
import type { IssuedToken, Question } from './turnstile.ts'

export const SITE_KEY = '0x4AAAAAAATestSiteKey'

/** The environment with the bot check on, answered by the stand-in. */
export function envWithBotCheck(changes: Parameters<typeof envWith>[0] = {}): Env {
  const { origin, secret } = inject('turnstile')
  return envWith({
    TURNSTILE_SITE_KEY: SITE_KEY,
    TURNSTILE_SECRET_KEY: secret,
    TURNSTILE_ORIGIN: origin,
    ...changes,
  })
}

/** Makes a token that the stand-in knows: earned on the tests' host for a send unless told otherwise. */
export async function issueToken(more: IssuedToken = {}): Promise<string> {
  const token = `token-${crypto.randomUUID()}`
  const issued: IssuedToken = { action: 'send-otp', hostname: 'signup.example', ...more }
  const init = { method: 'PUT', body: JSON.stringify(issued) }
  await askStandIn(inject('turnstile').origin, '/tokens', { token }, init)
  return token
}

/** Reads what siteverify was asked of a token, oldest first. */
export function questionsAbout(token: string): Promise<readonly Question[]> {
  return askStandIn(inject('turnstile').origin, '/questions', { token })
}
