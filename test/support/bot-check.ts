import { inject } from 'vitest'
import { envWith } from './bindings.ts'
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

/** A token that the stand-in knows: earned on the tests' host for a send, where nothing else is said. */
export async function issueToken(more: IssuedToken = {}): Promise<string> {
  const token = `token-${crypto.randomUUID()}`
  const issued: IssuedToken = { action: 'send-otp', hostname: 'signup.example', ...more }
  await fetch(standIn('/tokens', token), { method: 'PUT', body: JSON.stringify(issued) })
  return token
}

/** What siteverify was asked of a token, oldest first. */
export async function questionsAbout(token: string): Promise<readonly Question[]> {
  const response = await fetch(standIn('/questions', token))
  return response.json()
}

function standIn(path: string, token: string): URL {
  const url = new URL(path, inject('turnstile').origin)
  url.searchParams.set('token', token)
  return url
}
