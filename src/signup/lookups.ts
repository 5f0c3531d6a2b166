import type { VerifiedPan } from '../identity/verified.ts'
import type { Phone } from '../phone/number.ts'
import { SECOND } from '../platform/time.ts'
import {
  type AnswerRefusal,
  type AnswerResult,
  isSamePerson,
  mayAnswer,
  takeAnswer,
} from './answers.ts'
import type { PanOutcome, PanPerson } from './pan.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { endsAt, type SessionState } from './session-state.ts'

/** Bounds the look-ups of a signup, which cost money. */
const LIMIT = 5

/** Bounds how long a look-up may be under way: a Worker that died has let go by then. */
const LEASE = 30 * SECOND

type Told = PanPerson & { readonly pan: string; readonly outcome: PanOutcome }

export type LookupRequest = {
  /** Names the look-up, so that a call of it that is delivered twice counts once. */
  readonly id: string
  readonly token: string
  readonly pan: string
}

export type LookupBegin =
  | {
      readonly ok: true
      readonly phone: Phone
      readonly person: PanPerson
      /** What the same question was answered before; nothing is counted then. */
      readonly told: PanOutcome | undefined
    }
  | { readonly ok: false; readonly reason: 'lookup_in_progress' }
  | { readonly ok: false; readonly reason: 'lookups_used'; readonly until: number }
  | AnswerRefusal

/** Says how a look-up ended: nobody was asked, no answer came, or what was told and of whom. */
export type LookupResult =
  | 'not_asked'
  | 'not_told'
  | { readonly person: PanPerson; readonly outcome: PanOutcome }

/** Gives the PAN of a look-up as the step's answer. */
export type PanAnswer = Pick<VerifiedPan, 'pan' | 'source' | 'consent'> & {
  readonly token: string
}

type Step<Answer> = { readonly next?: SessionState; readonly answer: Answer }

const SEAL = 'pan-lookups'

/** Counts a look-up before it is made, unless the same was told before. */
export function beginLookup(
  state: SessionState | undefined,
  { id, token, pan }: LookupRequest,
  secrets: SessionSecrets,
  now: number,
): Step<LookupBegin> {
  const may = mayAnswer(state, token, 'pan', secrets, now)
  if (!may.ok) return { answer: may }
  const { lookups = { count: 0 } } = may.state
  const { person, phone } = may
  const told = outcomeOf(may.state, token, { pan, ...person }, secrets)
  const answer = { ok: true, phone, person, told } as const
  const { pending } = lookups
  if (told || pending?.by === id) return { answer }
  if (pending && now < pending.until) {
    return { answer: { ok: false, reason: 'lookup_in_progress' } }
  }
  if (lookups.count >= LIMIT) {
    return { answer: { ok: false, reason: 'lookups_used', until: endsAt(may.state) } }
  }
  const counted = { ...lookups, count: lookups.count + 1, pending: { by: id, until: now + LEASE } }
  return { next: { ...may.state, lookups: counted }, answer }
}

/** Keeps what a look-up told; or, where nothing was asked, takes back that it was counted. */
export function endLookup(
  state: SessionState | undefined,
  { id, token, pan }: LookupRequest,
  result: LookupResult,
  secrets: SessionSecrets,
): Step<undefined> {
  const { lookups } = state ?? {}
  if (!state || lookups?.pending?.by !== id) return { answer: undefined }
  const ended = { ...lookups, pending: undefined }
  if (result === 'not_told') return { next: { ...state, lookups: ended }, answer: undefined }
  if (result === 'not_asked') {
    const next = { ...state, lookups: { ...ended, count: lookups.count - 1 } }
    return { next, answer: undefined }
  }
  const { person, outcome } = result
  const all: readonly Told[] = [...toldIn(state, token, secrets), { pan, ...person, outcome }]
  const told = secrets.sealAnswer(SEAL, JSON.stringify(all), token)
  return { next: { ...state, lookups: { ...ended, told } }, answer: undefined }
}

/** Takes the PAN that was looked up for who step 2 says now; who has changed is looked up anew. */
export function takePan(
  state: SessionState | undefined,
  { token, ...answer }: PanAnswer,
  secrets: SessionSecrets,
  now: number,
): Step<AnswerResult | Extract<PanOutcome, { ok: false }> | Extract<LookupBegin, { ok: false }>> {
  const may = mayAnswer(state, token, 'pan', secrets, now)
  if (!may.ok) return { answer: may }
  const outcome = outcomeOf(may.state, token, { pan: answer.pan, ...may.person }, secrets)
  if (!outcome) return { answer: { ok: false, reason: 'lookup_in_progress' } }
  if (!outcome.ok) return { answer: outcome }
  const { nameMatch, dateMatch, aadhaarLink } = outcome
  const verified: VerifiedPan = { ...answer, nameMatch, dateMatch, aadhaarLink, at: now }
  return takeAnswer(state, { token, step: 'pan', answer: verified }, secrets, now)
}

function outcomeOf(
  state: SessionState,
  token: string,
  asked: PanPerson & { readonly pan: string },
  secrets: SessionSecrets,
): PanOutcome | undefined {
  const isIt = (one: Told) => one.pan === asked.pan && isSamePerson(one, asked)
  return toldIn(state, token, secrets).find(isIt)?.outcome
}

function toldIn(
  { lookups }: SessionState,
  token: string,
  secrets: SessionSecrets,
): readonly Told[] {
  const text = lookups?.told && secrets.openAnswer(SEAL, lookups.told, token)
  const all: readonly Told[] = text === undefined ? [] : JSON.parse(text)
  return all
}
