import { type Timers, timersOf } from '../otp/challenge.ts'
import { type IssuedCode, resend } from '../otp/resend.ts'
import type { Send, SendKey } from '../otp/send.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { type AlreadyVerified, stepAfter } from './answers.ts'
import { bears, NOT_FOUND, type SessionState, textDeadline } from './session-state.ts'

type ResendRefusal =
  | typeof NOT_FOUND
  | AlreadyVerified
  | {
      readonly ok: false
      readonly reason: 'resend_too_soon' | 'in_progress' | 'channel_not_offered'
      readonly timers: Timers
    }

export type ResendDecision = {
  /** The send's, where the caller may have that phone texted in this session, if not now. */
  readonly key?: SendKey
  readonly next?: SessionState
  readonly answer: IssuedCode | ResendRefusal
}

/**
 * Decides whether a session texts again. With the session id alone only the same phone is texted; another
 * takes the session's cookie. `isBusy` while another send waits for the phone's guard.
 */
export function decideResend(
  state: SessionState | undefined,
  send: Send,
  secrets: SessionSecrets,
  { isBusy, maxTexts }: { readonly isBusy: boolean; readonly maxTexts: number },
  now: number,
): ResendDecision {
  const former = state && secrets.openPhone(state.challenge.phone)
  const isPhoneChanged = former?.e164 !== send.phone.e164
  if (!state || !former || (isPhoneChanged && !bears(send.token, state))) {
    return { answer: NOT_FOUND }
  }
  const { challenge } = state
  const { key } = send
  const secretIds = secrets.codeSecretIds
  if (state.verified) {
    const nextStep = stepAfter(state, secrets)
    return { key, answer: { ok: false, reason: 'already_verified', nextStep } }
  }
  if (isBusy) {
    const timers = timersOf(challenge, secretIds)
    return { key, answer: { ok: false, reason: 'in_progress', timers } }
  }
  const phone = isPhoneChanged ? secrets.sealPhone(send.phone) : challenge.phone
  const deadline = textDeadline(state)
  const request = { send, phone, isPhoneChanged, maxTexts, secretIds, deadline }
  const { next, answer } = resend(challenge, request, now)
  if (!answer.ok && answer.reason === 'challenge_over') return { key, answer: NOT_FOUND }
  return { key, next: next && { ...state, challenge: next }, answer }
}
