import type { Context } from 'hono'
import { bearerAllowed } from '../limits/burst.ts'
import { logEvent } from '../platform/log.ts'
import type { AppEnv } from './factory.ts'
import { type SessionCookie, sessionCookie } from './session-cookie.ts'

type Bearer = SessionCookie & { readonly ok: true }
type Refusal<Reason> = { readonly ok: false; readonly reason: Reason }

export type BearerRefusal = Refusal<'session_not_found' | 'bearer_burst'>
export type OtherSignup = Refusal<'other_signup'>

/** Finds the signup that a request bears and its page shows, as two tabs share one cookie. */
export async function shownSignup(
  c: Context<AppEnv>,
  shown: string,
): Promise<Bearer | BearerRefusal | OtherSignup> {
  const bearer = await signupBearer(c)
  return !bearer.ok || bearer.sessionId === shown ? bearer : { ok: false, reason: 'other_signup' }
}

/** Finds the signup that a request bears; limits how often one bearer calls. */
export async function signupBearer(c: Context<AppEnv>): Promise<Bearer | BearerRefusal> {
  const cookie = sessionCookie(c)
  if (!cookie) return { ok: false, reason: 'session_not_found' }
  const isAllowed = await bearerAllowed(c.env, cookie.token, (error) =>
    logEvent('burst_limit_failed', {}, error),
  )
  return isAllowed ? { ok: true, ...cookie } : { ok: false, reason: 'bearer_burst' }
}
