import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { VERIFIED_LIFETIME } from '../signup/policy.ts'
import { isMintedSessionId } from '../signup/session-id.ts'
import { SECOND } from '../time.ts'
import type { AppEnv } from './factory.ts'

const NAME = '__Host-signup'
const VALUE = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/

/** The session a request's cookie names, and the token that must be the session's. */
export type SessionCookie = { readonly sessionId: string; readonly token: string }

/**
 * The session cookie of a request. Of two cookies of that name one was planted, so neither counts;
 * nor does one whose session id this service did not mint.
 */
export function sessionCookie(c: Context<AppEnv>): SessionCookie | undefined {
  const values = (c.req.header('Cookie') ?? '')
    .split(';')
    .map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1))
  if (values.length !== 1) return undefined
  const [, sessionId, token] = VALUE.exec(values[0] ?? '') ?? []
  if (sessionId === undefined || token === undefined) return undefined
  return isMintedSessionId(c.var.config.indexKeys.sessionId, sessionId)
    ? { sessionId, token }
    : undefined
}

/** The request's token for this session, where its cookie names it. */
export function tokenFor(c: Context<AppEnv>, sessionId: string): { readonly token?: string } {
  const cookie = sessionCookie(c)
  return cookie?.sessionId === sessionId ? { token: cookie.token } : {}
}

/** Sets the session's cookie: at its start and at verification, at no other time. */
export function setSessionCookie(c: Context<AppEnv>, { sessionId, token }: SessionCookie): void {
  setCookie(c, 'signup', `${sessionId}.${token}`, {
    prefix: 'host',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: VERIFIED_LIFETIME / SECOND,
  })
}
