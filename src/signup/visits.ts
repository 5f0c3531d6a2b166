import type { VerifiedAadhaar } from '../identity/verified.ts'
import type { Consent } from '../person/personal-details.ts'
import { HOUR } from '../platform/time.ts'
import { type AnswerRefusal, mayAnswer, openAnswers, stepAfter } from './answers.ts'
import type { PanPerson } from './pan.ts'
import type { SessionSecrets } from './session-secrets.ts'
import {
  bears,
  endsAt,
  forgetVisit,
  type SessionState,
  type VisitRefusal,
} from './session-state.ts'

/** Bounds the ways to DigiLocker that a signup begins. */
const LIMIT = 10

/** Bounds how long a person may take there; the provider's own bound may be shorter. */
export const VISIT = HOUR

/** Holds what is asked of the provider once the person is back. */
type VisitRequest = { readonly requestId: string; readonly consent: Consent }

/** Asks for a way; named, so that a call of it that is delivered twice counts once. */
export type VisitOpening = { readonly id: string; readonly token: string }

export type VisitBegin =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'visits_used'; readonly until: number }
  | AnswerRefusal

/** Says what a person came back with: the state's nonce, where it was good, and whether they refused. */
export type VisitReturn = { readonly nonce: string | undefined; readonly refused: boolean }

export type VisitReading =
  | ({ readonly ok: true; readonly person: PanPerson } & VisitRequest)
  /** It has been answered, and the answer taken. */
  | { readonly ok: true; readonly aadhaar: VerifiedAadhaar; readonly nextStep: number }
  | { readonly ok: false; readonly reason: 'aadhaar_pending' | VisitRefusal }
  | AnswerRefusal

type Step<Answer> = { readonly next?: SessionState; readonly answer: Answer }

const SEAL = 'digilocker'

/** Counts a way to DigiLocker before the provider is asked for it. */
export function beginVisit(
  state: SessionState | undefined,
  { id, token }: VisitOpening,
  secrets: SessionSecrets,
  now: number,
): Step<VisitBegin> {
  const may = mayAnswer(state, token, 'aadhaar', secrets, now)
  if (!may.ok) return { answer: may }
  const { visit = { count: 0 } } = may.state
  if (visit.begunBy === id) return { answer: { ok: true } }
  if (visit.count >= LIMIT) {
    return { answer: { ok: false, reason: 'visits_used', until: endsAt(may.state) } }
  }
  const next = { ...may.state, visit: { ...visit, count: visit.count + 1, begunBy: id } }
  return { next, answer: { ok: true } }
}

/** Takes back that a way was counted, as the provider gave no link. */
export function cancelVisit(
  state: SessionState | undefined,
  { id }: VisitOpening,
): Step<undefined> {
  if (state?.visit?.begunBy !== id) return { answer: undefined }
  const visit = { ...state.visit, count: state.visit.count - 1, begunBy: undefined }
  return { next: { ...state, visit }, answer: undefined }
}

export type VisitStart = VisitRequest & {
  readonly token: string
  readonly nonce: string
  readonly until: number
}

/** Keeps the provider's request in place of a former one. */
export function keepVisit(
  state: SessionState | undefined,
  { token, nonce, until, requestId, consent }: VisitStart,
  secrets: SessionSecrets,
): Step<undefined> {
  if (!state || !bears(token, state)) return { answer: undefined }
  const request = secrets.sealAnswer(SEAL, JSON.stringify({ requestId, consent }), token)
  const visit = { count: state.visit?.count ?? 1, until, nonce, request }
  return { next: { ...state, visit }, answer: undefined }
}

/**
 * Reads the provider's request for a person who is back, or what came of it: the state's nonce is good
 * once. A return proves nothing else, so what they consented to is for the provider to say.
 */
export function readVisit(
  state: SessionState | undefined,
  token: string,
  { nonce, refused }: VisitReturn,
  secrets: SessionSecrets,
  now: number,
): Step<VisitReading> {
  const may = mayAnswer(state, token, 'aadhaar', secrets, now)
  if (!may.ok) return { answer: may }
  const { visit } = may.state
  if (visit?.refusal) return { answer: { ok: false, reason: visit.refusal } }
  const { aadhaar } = openAnswers(may.state, token, secrets)
  if (!visit?.request && aadhaar?.mode === 'digilocker') {
    return { answer: { ok: true, aadhaar, nextStep: stepAfter(may.state, secrets) } }
  }
  const request = requestOf(may.state, token, secrets)
  if (!visit || !request || now >= (visit.until ?? 0)) {
    return { answer: { ok: false, reason: 'aadhaar_expired' } }
  }
  if (visit.nonce !== undefined && visit.nonce !== nonce) {
    // Of a way before the last, as two tabs begin; else of none, and the last one is still under way.
    const reason = nonce === undefined ? 'aadhaar_pending' : 'aadhaar_expired'
    return { answer: { ok: false, reason } }
  }
  if (visit.nonce !== undefined && refused) {
    const reason = 'aadhaar_refused'
    return { next: forgetVisit(may.state, reason), answer: { ok: false, reason } }
  }
  return {
    next: { ...may.state, visit: { ...visit, nonce: undefined } },
    answer: { ok: true, person: may.person, ...request },
  }
}

/** Says which of the provider's requests came to nothing, and why. */
export type VisitEnd = {
  readonly token: string
  readonly requestId: string
  readonly refusal: VisitRefusal
}

/** Forgets a request that came to nothing, unless another way was begun meanwhile. */
export function dropVisit(
  state: SessionState | undefined,
  { token, requestId, refusal }: VisitEnd,
  secrets: SessionSecrets,
): Step<undefined> {
  const last = state && requestOf(state, token, secrets)
  if (!state || last?.requestId !== requestId) return { answer: undefined }
  return { next: forgetVisit(state, refusal), answer: undefined }
}

/** Opens the request of the last way for the bearer of the session's token. */
function requestOf(
  { visit }: SessionState,
  token: string,
  secrets: SessionSecrets,
): VisitRequest | undefined {
  const text = visit?.request && secrets.openAnswer(SEAL, visit.request, token)
  return text === undefined ? undefined : JSON.parse(text)
}
