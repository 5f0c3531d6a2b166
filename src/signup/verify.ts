import type { AddressNames } from '../limits/address-names.ts'
import {
  type Attempt,
  attempt,
  type AttemptRefusal,
  type CodeReplaced,
  timersOf,
} from '../otp/challenge.ts'
import { REPLAY } from '../otp/schedule.ts'
import { maskPhone, type Phone } from '../phone/number.ts'
import { sameText, sha256 } from '../platform/secrets.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { type AlreadyVerified, stepAfter } from './answers.ts'
import { bears, NOT_FOUND, type SessionState, type Verification } from './session-state.ts'

/** Asks for a guess to be judged; delivered twice under its id, it counts once. */
export type VerifyRequest = Attempt & {
  readonly code: string
  /** The token of the caller's cookie, where it names this session. */
  readonly token: string | undefined
  /** 256 random bits: the new token of a caller who bears no cookie of this session. */
  readonly freshToken: string
}

export type Verified = {
  readonly ok: true
  readonly nextStep: number
  /** The new cookie's token. */
  readonly token: string
  readonly phone: Phone
  readonly verifiedAt: number
  /** All who asked for its texts. */
  readonly askers: readonly AddressNames[]
  /** The phone was verified before; the answer is only given again. */
  readonly isRepeat: boolean
}

export type VerifyResult =
  | Verified
  | typeof NOT_FOUND
  | AlreadyVerified
  | AttemptRefusal
  /** With the phone that the live code went to, masked. */
  | (CodeReplaced & { readonly phone: string })

/** Holds what to store, where it changes, and the answer. */
type Transition = { readonly next?: SessionState; readonly answer: VerifyResult }

type VerifiedState = SessionState & { readonly verified: Verification }

/** A guess that is counted, once `next` is stored, and may then be compared. */
type CountedGuess = {
  readonly next: SessionState
  readonly phone: Phone
  readonly answer?: undefined
}

/** Counts a guess, or answers it. The caller stores `next` before it asks `judgeGuess`. */
export function countGuess(
  state: SessionState | undefined,
  request: VerifyRequest,
  secrets: SessionSecrets,
  now: number,
): Transition | CountedGuess {
  const phone = state && secrets.openPhone(state.challenge.phone)
  if (!state || !phone) return { answer: NOT_FOUND }
  const { verified } = state
  if (verified) return repeatVerify({ ...state, verified }, request, phone, secrets, now)
  const counted = attempt(state.challenge, request, secrets.codeSecretIds, now)
  if (counted.next) return { next: { ...state, challenge: counted.next }, phone }
  const { answer } = counted
  return {
    answer: answer.reason === 'code_replaced' ? { ...answer, phone: maskPhone(phone) } : answer,
  }
}

/** Compares a guess that was counted; the session's token rotates where it is right. */
export function judgeGuess(
  { next: state, phone }: CountedGuess,
  request: VerifyRequest,
  secrets: SessionSecrets,
  now: number,
): Transition {
  const { challenge } = state
  if (!secrets.isCode(request.code, challenge.issue, phone, now)) {
    const timers = timersOf(challenge, secrets.codeSecretIds)
    return { answer: { ok: false, reason: 'otp_incorrect', timers } }
  }
  const isStarter = bears(request.token, state)
  const token = isStarter ? secrets.nextToken(request.token) : request.freshToken
  const { span, times } = REPLAY
  const next: VerifiedState = {
    ...state,
    challenge: { ...challenge, pending: undefined },
    token: { hash: sha256(token), secretId: secrets.tokenSecretId },
    verified: {
      at: now,
      replay: isStarter
        ? { formerHash: state.token.hash, until: now + span, remaining: times }
        : undefined,
    },
  }
  const nextStep = stepAfter(next, secrets)
  return { next, answer: verifiedAnswer(next, { phone, nextStep, token, isRepeat: false }) }
}

/**
 * Answers a verify of a verified session: the starter whose reply was lost gets it again, by the same
 * code and the cookie borne before.
 */
function repeatVerify(
  state: VerifiedState,
  request: VerifyRequest,
  phone: Phone,
  secrets: SessionSecrets,
  now: number,
): Transition {
  const { replay } = state.verified
  const { issue, lastAttempt } = state.challenge
  const nextStep = stepAfter(state, secrets)
  const refusal = { answer: { ok: false, reason: 'already_verified', nextStep } } as const
  const isRedelivered = lastAttempt === request.id
  if (isRedelivered && bears(request.freshToken, state)) {
    const token = request.freshToken
    return { answer: verifiedAnswer(state, { phone, nextStep, token, isRepeat: false }) }
  }
  const former = request.token
  if (!replay || former === undefined || !sameText(sha256(former), replay.formerHash)) {
    return refusal
  }
  if (!isRedelivered && (now >= replay.until || replay.remaining < 1)) return refusal
  const counted = { ...replay, remaining: replay.remaining - 1 }
  const next = isRedelivered
    ? undefined
    : { ...state, verified: { ...state.verified, replay: counted } }
  const token = secrets.nextTokenAgain(state.token.secretId, former)
  const isRight =
    secrets.codeSecretIds.includes(issue.secretId) &&
    secrets.isCode(request.code, issue, phone, now)
  if (!isRight || token === undefined) return { next, ...refusal }
  return {
    next,
    answer: verifiedAnswer(state, { phone, nextStep, token, isRepeat: !isRedelivered }),
  }
}

function verifiedAnswer(
  { challenge: { askers }, verified: { at: verifiedAt } }: VerifiedState,
  more: Pick<Verified, 'phone' | 'nextStep' | 'token' | 'isRepeat'>,
): Verified {
  return { ok: true, verifiedAt, askers, ...more }
}
