import type { Context } from 'hono'
import { VERIFIED_LIFETIME } from '../signup/policy.ts'
import { isMintedSessionId } from '../signup/session-id.ts'
import { hostCookie, setHostCookie } from './cookies.ts'
import type { AppEnv } from './factory.ts'

const NAME = 'signup'
const VALUE = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/

/** The session a request's cookie names, and the token that must be the session's. */
export type SessionCookie = { readonly sessionId: string; readonly token: string }

/** The session cookie of a request, where this service minted the session id in it. */
export function sessionCookie(c: Context<AppEnv>): SessionCookie | undefined {
  const cookie = readCookie(c)
  if (!cookie) return undefined
  return isMintedSessionId(c.get('config').indexKeys.sessionId, cookie.sessionId)
    ? cookie
    : undefined
}

/** The request's token for a session that this service minted, where its cookie names it. */
export function tokenFor(c: Context<AppEnv>, sessionId: string): { readonly token?: string } {
  const cookie = readCookie(c)
  return cookie?.sessionId === sessionId ? { token: cookie.token } : {}
}

/** Sets the session's cookie: at its start and at verification, at no other time. */
export function setSessionCookie(c: Context<AppEnv>, { sessionId, token }: SessionCookie): void {
  setHostCookie(c, NAME, `${sessionId}.${token}`, VERIFIED_LIFETIME)
}

/** What the cookie says, whoever minted the id in it. */
function readCookie(c: Context<AppEnv>): SessionCookie | undefined {
  const [, sessionId, token] = VALUE.exec(hostCookie(c, NAME) ?? '') ?? []
  return sessionId === undefined || token === undefined ? undefined : { sessionId, token }
}
