import type { Context } from 'hono'
import { bearerAllowed } from '../limits/burst.ts'
import { callDesk, callSession } from '../objects.ts'
import { logEvent } from '../platform/log.ts'
import type { SessionStatus } from '../signup/status.ts'
import { accountBearer } from './account-cookie.ts'
import { edgeOf } from './edge.ts'
import type { AppEnv } from './factory.ts'
import { type SessionCookie, sessionCookie } from './session-cookie.ts'

type Bearer = SessionCookie & { readonly ok: true }
type Refusal<Reason> = { readonly ok: false; readonly reason: Reason }

export type BearerRefusal = Refusal<'session_not_found' | 'bearer_burst'>
export type OtherSignup = Refusal<'other_signup'>
type NoSignup = Refusal<'session_not_found'> & { readonly next?: '/users/account/' }

const NO_SIGNUP = { ok: false, reason: 'session_not_found' } as const
const ACCOUNT_INSTEAD = { ...NO_SIGNUP, next: '/users/account/' } as const

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

/**
 * Reads how far the signup that a request bears has come, while anything can come of it; names the account
 * that the browser has instead.
 */
export async function openSignup(
  c: Context<AppEnv>,
): Promise<(SessionStatus & { readonly sessionId: string }) | BearerRefusal | NoSignup> {
  const bearer = await signupBearer(c)
  if (!bearer.ok) return bearer.reason === 'bearer_burst' ? bearer : noSignup(c)
  const { sessionId, token } = bearer
  const status = await callSession(edgeOf(c), sessionId, (stub) => stub.status({ token }))
  if (!status.ok && status.madeId !== undefined) return ACCOUNT_INSTEAD
  if (!status.ok || status.token === undefined || status.isOver) return noSignup(c)
  return { ...status, sessionId }
}

async function noSignup(c: Context<AppEnv>): Promise<NoSignup> {
  const bearer = await accountBearer(c)
  if (!bearer.ok) return NO_SIGNUP
  const { accountId, token } = bearer
  const desk = await callDesk(edgeOf(c), accountId, (one) => one.session(token))
  return desk.ok ? ACCOUNT_INSTEAD : NO_SIGNUP
}
