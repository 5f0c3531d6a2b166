import type { SendKey } from '../otp/send.ts'
import type { Phone } from '../phone/number.ts'
import { sameText, sha256 } from '../platform/secrets.ts'
import { MINUTE, SECOND } from '../platform/time.ts'
import { type Answers, doneSteps, openAnswers } from './answers.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { bears, isMaking, NOT_FOUND, type SessionState } from './session-state.ts'
import { nextStep, outOfOrder, type StepRefusal } from './steps.ts'

/** Bounds how long the making of an account may be under way: a Worker that died has let go by then. */
export const ACCOUNT_LEASE = 30 * SECOND

/** Bounds how long the bearer of a signup whose account is made is led to it. */
export const ACCOUNT_REPEAT = 10 * MINUTE

/** Keeps of a session whose account is made what a repeat must show, and the account's id. */
export type EndedSession = {
  readonly accountId: string
  /** The request that made it. */
  readonly by: string
  readonly tokenHash: string
  readonly key: Omit<SendKey, 'value'> | undefined
  readonly until: number
}

export type AccountRequest = {
  /** Names the request, so that a call of it that is delivered twice begins once. */
  readonly id: string
  readonly token: string
  readonly key: Omit<SendKey, 'value'> | undefined
}

/** Tells what the making of an account came to: its id, or that another has the phone. */
export type Making = { readonly accountId?: string; readonly phoneTaken?: boolean }

const IN_PROGRESS = { ok: false, reason: 'account_in_progress' } as const

export type AccountBegin =
  | {
      readonly ok: true
      readonly phone: Phone
      /** Another account had it when the account was last asked for. */
      readonly phoneTaken: boolean
      readonly answers: Answers
    }
  /** The account is made already: by this very request, or by one before it. */
  | { readonly ok: true; readonly madeId: string; readonly isRepeat: boolean }
  | { readonly ok: false; readonly reason: 'another_body' }
  | typeof IN_PROGRESS
  | StepRefusal
  | typeof NOT_FOUND

/** Begins the making of an account, which no other request may join; or finds that it is made. */
export function beginAccount(
  state: SessionState | undefined,
  ended: EndedSession | undefined,
  request: AccountRequest,
  secrets: SessionSecrets,
  now: number,
): { readonly next?: SessionState; readonly answer: AccountBegin } {
  if (ended) return { answer: repeatAccount(ended, request, now) }
  const phone = state && secrets.openPhone(state.challenge.phone)
  if (!phone || !bears(request.token, state)) return { answer: NOT_FOUND }
  const step = nextStep(secrets.steps, doneSteps(state, secrets))
  if (step !== 'account') return { answer: outOfOrder(step) }
  if (isMaking(state, now) && !isLeasedBy(state, request)) return { answer: IN_PROGRESS }
  return {
    next: leaseTo(state, request, now),
    answer: {
      ok: true,
      phone,
      phoneTaken: state.phoneTaken,
      answers: openAnswers(state, request.token, secrets),
    },
  }
}

/**
 * Renews the lease, right before the account is written: who waited for its hash may have lost it, to
 * another request or to an answer that the account would not have.
 */
export function renewAccount(
  state: SessionState | undefined,
  request: AccountRequest,
  now: number,
): {
  readonly next?: SessionState
  readonly answer: { readonly ok: true } | typeof IN_PROGRESS | typeof NOT_FOUND
} {
  if (!state) return { answer: NOT_FOUND }
  if (!isLeasedBy(state, request)) return { answer: IN_PROGRESS }
  return { next: leaseTo(state, request, now), answer: { ok: true } }
}

/**
 * Begins to delete a signup, at whatever step it is: no request makes its account meanwhile. Gives the
 * phone once it is verified, since an account may have been made, though nobody heard of it.
 */
export function beginWithdrawal(
  state: SessionState | undefined,
  request: AccountRequest,
  secrets: SessionSecrets,
  now: number,
): {
  readonly next?: SessionState
  readonly answer:
    | { readonly ok: true; readonly phone: Phone | undefined }
    | typeof IN_PROGRESS
    | typeof NOT_FOUND
} {
  const phone = state && secrets.openPhone(state.challenge.phone)
  if (!phone || !bears(request.token, state)) return { answer: NOT_FOUND }
  if (isMaking(state, now) && !isLeasedBy(state, request)) return { answer: IN_PROGRESS }
  return {
    next: leaseTo(state, request, now),
    answer: { ok: true, phone: state.verified && phone },
  }
}

/** Lets go of the making of an account that came to nothing. */
export function letGo(state: SessionState, phoneTaken: boolean): SessionState {
  return { ...state, account: undefined, phoneTaken }
}

/** Tells whether a request has the lease, or had it last: since then nobody else, and no answer, came. */
export function isLeasedBy(
  { account }: Pick<SessionState, 'account'>,
  { id }: AccountRequest,
): boolean {
  return account?.by === id
}

function leaseTo(state: SessionState, { id }: AccountRequest, now: number) {
  return { ...state, account: { by: id, until: now + ACCOUNT_LEASE } }
}

/** Tells whoever bore the cookie of a signup which account it became, for ten minutes. */
export function madeIdOf(
  { accountId, tokenHash, until }: EndedSession,
  token: string | undefined,
  now: number,
): string | undefined {
  const isBearer = token !== undefined && sameText(sha256(token), tokenHash)
  return isBearer && now < until ? accountId : undefined
}

function repeatAccount(ended: EndedSession, { token, key }: AccountRequest, now: number) {
  const madeId = madeIdOf(ended, token, now)
  if (madeId === undefined) return NOT_FOUND
  const isRepeat = key !== undefined && key.hash === ended.key?.hash
  if (isRepeat && key.body !== ended.key?.body) {
    return { ok: false, reason: 'another_body' } as const
  }
  return { ok: true, madeId, isRepeat } as const
}

/** Keeps what a repeat must show, once the account is made. */
export function endedSession(
  { id, token, key }: AccountRequest,
  accountId: string,
  now: number,
): EndedSession {
  return { accountId, by: id, tokenHash: sha256(token), key, until: now + ACCOUNT_REPEAT }
}
