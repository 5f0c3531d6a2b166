import type { SessionReply } from '../contract/replies.ts'
import { isOver, speak, type Timers, timersOf } from '../otp/challenge.ts'
import { deliveryOf, type DeliveryState } from '../otp/deliveries.ts'
import { maskPhone } from '../phone/number.ts'
import type { SmsGateway } from '../sms/gateway.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { AFTER_MOBILE, bears, NOT_FOUND, type SessionState } from './session-state.ts'

/** Says who asks: by a cookie's token, or by the key of the send that started the session. */
export type Bearer = { readonly token?: string; readonly idempotencyKey?: string }

export type SessionStatus = {
  readonly ok: true
  readonly step: number
  readonly completed: SessionReply['completed']
  /** Masked. */
  readonly phone: string
  /** Of a session that still waits for its code. */
  readonly timers: Timers | undefined
  /** No code can be sent or verified in it any more. */
  readonly isOver: boolean
  /** The state of the last send's delivery, where its gateway reports. */
  readonly delivery: DeliveryState | undefined
  /** The caller's token, where it is the session's; from an idempotency key, made again. */
  readonly token: string | undefined
}

/** Describes a session: what the page needs to go on, or the edge to word an answer. */
export function statusOf(
  state: SessionState | undefined,
  bearer: Bearer,
  secrets: SessionSecrets,
  gateways: readonly SmsGateway[],
  now: number,
): SessionStatus | typeof NOT_FOUND {
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
  return {
    ok: true,
    step: verified ? AFTER_MOBILE : 1,
    completed: verified ? ['mobile'] : [],
    phone: maskPhone(phone),
    timers: verified ? undefined : timersOf(challenge, codeSecretIds),
    isOver: !verified && isOver(challenge, codeSecretIds, now),
    delivery: verified ? undefined : deliveryOf(challenge.dispatches, reports),
    token: bears(borne, state) ? borne : undefined,
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
