import type { Context } from 'hono'
import { isMintedSessionId } from '../signup/session-id.ts'
import { LONGEST_LIFETIME } from '../signup/session-state.ts'
import { clearHostCookie, hostCookie, setHostCookie } from './cookies.ts'
import type { AppEnv } from './factory.ts'

const NAME = 'signup'
const VALUE = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/

/** Names a session, and holds the token that must be the session's. */
export type SessionCookie = { readonly sessionId: string; readonly token: string }

/** Reads the session cookie of a request, where this service minted the session id in it. */
export function sessionCookie(c: Context<AppEnv>): SessionCookie | undefined {
  const cookie = readCookie(c)
  if (!cookie) return undefined
  return isMintedSessionId(c.get('config').indexKeys.sessionId, cookie.sessionId)
    ? cookie
    : undefined
}

/** Reads the token of the request's cookie, where that names a session that this service minted. */
export function tokenFor(c: Context<AppEnv>, sessionId: string): string | undefined {
  const cookie = readCookie(c)
  return cookie?.sessionId === sessionId ? cookie.token : undefined
}

/** Sets the session's cookie: at its start and at verification, at no other time. */
export function setSessionCookie(c: Context<AppEnv>, { sessionId, token }: SessionCookie): void {
  setHostCookie(c, NAME, `${sessionId}.${token}`, LONGEST_LIFETIME)
}

/** Takes the session's cookie away, where the session has ended with what was asked. */
export function clearSessionCookie(c: Context): void {
  clearHostCookie(c, NAME)
}

/** Reads the cookie, whoever minted the id in it. */
function readCookie(c: Context<AppEnv>): SessionCookie | undefined {
  const [, sessionId, token] = VALUE.exec(hostCookie(c, NAME) ?? '') ?? []
  return sessionId === undefined || token === undefined ? undefined : { sessionId, token }
}
