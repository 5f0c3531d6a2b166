import type { Phone } from '../phone/number.ts'
import { sameText, sha256 } from '../platform/secrets.ts'
import { ALREADY_VERIFIED, bears, verifiedResult } from './answers.ts'
import type { SecretKeeper } from './keeper.ts'
import type { SessionState, VerifyRequest, VerifyResult } from './state.ts'

/**
 * What a verify of a verified session is told: the starter whose answer was lost gets it again, by
 * the same code and the cookie it had before. `next` is the state to store, where that changes.
 */
export function verifyAgain(
  state: SessionState & Required<Pick<SessionState, 'verified'>>,
  phone: Phone,
  request: VerifyRequest,
  keeper: SecretKeeper,
  now: number,
): { readonly result: VerifyResult; readonly next?: SessionState } {
  const { verified } = state
  const { at, replay } = verified
  const redelivered = state.lastGuess === request.requestId
  if (redelivered && bears(request.freshToken, state)) {
    return { result: verifiedResult(state, { token: request.freshToken, phone, at }, false) }
  }
  const { token: former } = request
  if (!replay || former === undefined || !sameText(sha256(former), replay.formerHash)) {
    return { result: ALREADY_VERIFIED }
  }
  if (!redelivered && (now >= replay.until || replay.left < 1)) return { result: ALREADY_VERIFIED }
  const counted = {
    ...state,
    verified: { ...verified, replay: { ...replay, left: replay.left - 1 } },
  }
  const next = redelivered ? {} : { next: counted }
  const { issue } = state.texting
  const token = keeper.nextTokenAgain(state, former)
  const right = keeper.knows(issue) && keeper.isCode(request.code, issue, phone, now)
  return right && token !== undefined
    ? { result: verifiedResult(state, { token, phone, at }, !redelivered), ...next }
    : { result: ALREADY_VERIFIED, ...next }
}
