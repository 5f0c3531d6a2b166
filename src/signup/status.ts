import type { Config } from '../config.ts'
import type { Step } from '../contract/steps.ts'
import { isOver, speak, type Timers, timersOf } from '../otp/challenge.ts'
import { deliveryOf, type DeliveryState } from '../otp/deliveries.ts'
import { maskPhone, type Phone } from '../phone/number.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { type Answers, doneSteps, openAnswers, stepAfter } from './answers.ts'
import { type EndedSession, madeIdOf } from './account.ts'
import { bears, NOT_FOUND, type SessionState } from './session-state.ts'

/** Says who asks: by a cookie's token, or by the key of the send that started the session. */
export type Bearer = { readonly token?: string; readonly idempotencyKey?: string }

export type SessionStatus = {
  readonly ok: true
  readonly step: number
  readonly completed: readonly Step[]
  /** Masked. */
  readonly phone: string
  /** Whole, for whoever bears a session that waits for its code: to text it again. Never in a reply. */
  readonly number: Phone | undefined
  /** The number of the last issue of its code. */
  readonly issue: number
  /** Of a session that still waits for its code. */
  readonly timers: Timers | undefined
  /** No code can be sent or verified in it any more. */
  readonly isOver: boolean
  /** The state of the last send's delivery, where its gateway reports. */
  readonly delivery: DeliveryState | undefined
  /** The caller's token, where it is the session's; from an idempotency key, made again. */
  readonly token: string | undefined
  /** Of a verified session, for whoever bears it. */
  readonly answers: Answers | undefined
}

/** Finds no session; names the account that it became, to whoever bore its cookie. */
export type NoSession = typeof NOT_FOUND & { readonly madeId?: string | undefined }

/** Describes a session: what the page needs to go on, or the edge to word an answer. */
export function statusOf(
  stored: SessionState | EndedSession | undefined,
  bearer: Bearer,
  secrets: SessionSecrets,
  { gateways }: Pick<Config, 'gateways'>,
  now: number,
): SessionStatus | NoSession {
  if (stored && 'accountId' in stored) {
    return { ...NOT_FOUND, madeId: madeIdOf(stored, bearer.token, now) }
  }
  const state = stored
  const phone = state && secrets.openPhone(state.challenge.phone)
  if (!state || !phone) return NOT_FOUND
  const { challenge, verified, token } = state
  const { codeSecretIds } = secrets
  const { idempotencyKey } = bearer
  const borne =
    idempotencyKey === undefined
      ? bearer.token
      : secrets.firstTokenAgain(token.secretId, idempotencyKey)
  const reports = (name: string) => gateways.some((one) => one.name === name && one.readReceipts)
  const own = bears(borne, state) ? borne : undefined
  return {
    ok: true,
    step: stepAfter(state, secrets),
    completed: doneSteps(state, secrets),
    phone: maskPhone(phone),
    number: own !== undefined && !verified ? phone : undefined,
    issue: challenge.issue.number,
    timers: verified ? undefined : timersOf(challenge, codeSecretIds),
    isOver: !verified && isOver(challenge, codeSecretIds, now),
    delivery: verified ? undefined : deliveryOf(challenge.dispatches, reports),
    token: own,
    answers: own !== undefined && verified ? openAnswers(state, own, secrets) : undefined,
  }
}

/** Holds what a call says: the code, where one is live, and the language of the request for it. */
export type SpokenCode = { readonly code?: string; readonly language: string }

/** Speaks the code for a call whose key was pressed, and counts it. */
export function spokenCode(
  state: SessionState | undefined,
  sendId: string,
  secrets: SessionSecrets,
  now: number,
): { readonly next?: SessionState; readonly answer: SpokenCode } {
  const phone = state && secrets.openPhone(state.challenge.phone)
  if (!state || !phone) return { answer: { language: 'en' } }
  const { next, answer } = speak(state.challenge, sendId, secrets.codeSecretIds, now)
  const { language, issue } = answer ?? { language: 'en' }
  if (!issue || state.verified) return { answer: { language } }
  return {
    next: next && { ...state, challenge: next },
    answer: { language, code: secrets.code(issue, phone, now) },
  }
}
