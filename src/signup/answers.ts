import type { Phone } from '../phone/number.ts'
import { sameText, sha256 } from '../platform/secrets.ts'
import { AFTER_MOBILE, type SessionState, type VerifyResult } from './state.ts'

/** There is no such session, or the caller may not know of it. */
export const NOT_FOUND = { ok: false, reason: 'session_not_found' } as const

/** The session's phone is verified: there is nothing to send or guess. */
export const ALREADY_VERIFIED = {
  ok: false,
  reason: 'already_verified',
  nextStep: AFTER_MOBILE,
} as const

/** Whether a token is the one of the session's cookie. */
export function bears(token: string | undefined, state: SessionState): token is string {
  return token !== undefined && sameText(sha256(token), state.token.hash)
}

/** What a right guess is told; `again` where it was told so before. */
export function verifiedResult(
  state: SessionState,
  { token, phone, at }: { readonly token: string; readonly phone: Phone; readonly at: number },
  again: boolean,
): VerifyResult {
  const { askedBy, askedBefore = [] } = state
  const askers = [...askedBefore, askedBy]
  return { ok: true, nextStep: AFTER_MOBILE, token, phone, verifiedAt: at, askers, again }
}
