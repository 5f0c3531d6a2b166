import { describe, expect, it } from 'vitest'
import type { VerifiedAadhaar } from '../../src/identity/verified.ts'
import { takeAnswer } from '../../src/signup/answers.ts'
import { endsAt, forgetVisit, type SessionState } from '../../src/signup/session-state.ts'
import {
  beginVisit,
  cancelVisit,
  dropVisit,
  keepVisit,
  readVisit,
  type VisitEnd,
  type VisitReturn,
  type VisitStart,
} from '../../src/signup/visits.ts'
import { at } from '../support/challenge.ts'
import { DETAILS, secretsOf, session, TOKEN, verifiedAt } from '../support/session.ts'

const SECRETS = secretsOf({ AADHAAR_VERIFIERS: 'sandbox' })
const { fullName, dateOfBirth, consent } = DETAILS
const OTHER = 'x'.repeat(43)

const verified = session(verifiedAt(5))
const answer = { token: TOKEN, step: 'personal-details', answer: DETAILS } as const
const start = takeAnswer(verified, answer, SECRETS, at(10)).next ?? verified

let begun = 0

const begin = (state: SessionState | undefined, token = TOKEN, id = `begun ${begun++}`) =>
  beginVisit(state, { id, token }, SECRETS, at(20))

const cancel = (state: SessionState | undefined, id: string) =>
  cancelVisit(state, { id, token: TOKEN })

const visit: VisitStart = {
  token: TOKEN,
  nonce: 'nonce',
  until: at(100),
  requestId: 'request-1',
  consent,
}

const keep = (state: SessionState, more: Partial<VisitStart> = {}) =>
  keepVisit(state, { ...visit, ...more }, SECRETS).next ?? state

const away = keep(begin(start).next ?? start)

const back: VisitReturn = { nonce: 'nonce', refused: false }

const read = (
  state: SessionState | undefined,
  more: Partial<VisitReturn> = {},
  now = at(30),
  token = TOKEN,
) => readVisit(state, token, { ...back, ...more }, SECRETS, now)

const requested = {
  ok: true,
  person: { fullName, dateOfBirth },
  requestId: 'request-1',
  consent,
}

const AADHAAR: VerifiedAadhaar = {
  mode: 'digilocker',
  source: 'sandbox',
  last4: '0019',
  issuedOn: '2024-01-01',
  nameMatch: 'match',
  dateMatch: 'match',
  mobileLinked: null,
  reference: undefined,
  at: at(40),
  consent,
}

/** The way is over, and this was taken as the step's answer. */
function taken(more: Partial<VerifiedAadhaar> = {}): SessionState {
  const aadhaar = { token: TOKEN, step: 'aadhaar', answer: { ...AADHAAR, ...more } } as const
  return takeAnswer(forgetVisit(away), aadhaar, SECRETS, at(40)).next ?? away
}

const drop = (state: SessionState | undefined, more: Partial<VisitEnd> = {}) => {
  const end = {
    token: TOKEN,
    requestId: 'request-1',
    refusal: 'aadhaar_not_in_digilocker',
  } as const
  return dropVisit(state, { ...end, ...more }, SECRETS)
}

const refuses = (reason: string) => ({ answer: { ok: false, reason } })

describe('a way to DigiLocker', () => {
  it('is counted before the provider is asked, and ten are the most', () => {
    const tenth = Array.from({ length: 10 }).reduce<SessionState>(
      (state) => begin(state).next ?? state,
      start,
    )
    expect(begin(start).answer).toEqual({ ok: true })
    expect(tenth.visit).toMatchObject({ count: 10 })
    expect(begin(tenth)).toEqual({
      answer: { ok: false, reason: 'visits_used', until: endsAt(start) },
    })
  })

  it('is counted once, though the call that begins it is delivered twice', () => {
    const tenth = { ...start, visit: { count: 10, begunBy: 'a' } }
    expect(begin(tenth, TOKEN, 'a')).toEqual({ answer: { ok: true } })
    expect(begin(tenth, TOKEN, 'b').answer.ok).toBe(false)
  })

  it('is given back, once, where the provider gave no link; the one before goes on', () => {
    const second = begin(away, TOKEN, 'second').next
    expect(second?.visit).toMatchObject({ count: 2, nonce: 'nonce' })
    const { next } = cancel(second, 'second')
    expect(next?.visit).toEqual({ ...away.visit, count: 1 })
    expect(cancel(next, 'second')).toEqual({ answer: undefined })
    expect(cancel(second, 'another')).toEqual({ answer: undefined })
    expect(cancel(start, 'second')).toEqual({ answer: undefined })
    expect(cancel(undefined, 'second')).toEqual({ answer: undefined })
  })

  it('is not given back once there is a link', () => {
    const second = begin(away, TOKEN, 'second').next ?? away
    expect(cancel(keep(second), 'second')).toEqual({ answer: undefined })
  })

  it('is begun and kept for the bearer alone, in turn', () => {
    expect(begin(undefined)).toEqual(refuses('session_not_found'))
    expect(begin(start, OTHER)).toEqual(refuses('session_not_found'))
    expect(begin(verified).answer).toMatchObject({ reason: 'step_out_of_order' })
    expect(keepVisit(start, { ...visit, token: OTHER }, SECRETS)).toEqual({ answer: undefined })
    expect(keepVisit(undefined, visit, SECRETS)).toEqual({ answer: undefined })
  })

  it('keeps its request sealed, and its count', () => {
    expect(away.visit).toMatchObject({ count: 1, nonce: 'nonce', until: at(100) })
    expect(JSON.stringify(away)).not.toContain('request-1')
    expect(keep(start).visit?.count).toBe(1)
  })

  it('is over for whoever is back in time', () => {
    const { next, answer: told } = read(away)
    expect(told).toEqual(requested)
    expect(next?.visit).toMatchObject({ count: 1, nonce: undefined })
  })

  it('may be asked about again once they are, with whatever query', () => {
    const state = read(away).next ?? away
    expect(read(state).answer).toEqual(requested)
    expect(read(state, { nonce: undefined }).answer).toEqual(requested)
    expect(read(state, { nonce: undefined, refused: true }).answer).toEqual(requested)
  })

  it.each([
    ['without a state is pending', undefined, 'aadhaar_pending'],
    ['with the state of one before it is over, and itself goes on', 'other', 'aadhaar_expired'],
  ])('that is come back from %s, refused or not', (_, nonce, reason) => {
    for (const refused of [false, true]) {
      expect(read(away, { nonce, refused })).toEqual(refuses(reason))
    }
  })

  it('comes to nothing where the person refused', () => {
    const { next, answer: told } = read(away, { refused: true })
    expect(told).toEqual({ ok: false, reason: 'aadhaar_refused' })
    expect(next?.visit).toEqual({ count: 1, refusal: 'aadhaar_refused' })
    expect(read(next)).toEqual(refuses('aadhaar_refused'))
  })

  it('that is refused is not answered from what was taken of one before it', () => {
    const before = taken()
    const { next } = read(keep(before), { refused: true })
    expect(read(next, { refused: true })).toEqual(refuses('aadhaar_refused'))
    expect(read(next, { nonce: undefined })).toEqual(refuses('aadhaar_refused'))
    expect(read(keep(next ?? away)).answer).toEqual(requested)
    expect(next?.answers).toEqual(before.answers)
  })

  it('is answered from what was taken of it, however often and with whatever query', () => {
    const answered = { answer: { ok: true, aadhaar: AADHAAR, nextStep: 5 } }
    expect(read(taken())).toEqual(answered)
    expect(read(taken(), { nonce: 'other', refused: true }, at(3600))).toEqual(answered)
  })

  it('is not answered from a code, nor while another is under way', () => {
    expect(read(taken({ mode: 'secure_qr' }))).toEqual(refuses('aadhaar_expired'))
    expect(read(keep(taken()), { nonce: undefined })).toEqual(refuses('aadhaar_pending'))
    expect(read(keep(taken())).answer).toEqual(requested)
  })

  it('is over after its time, and where none was begun', () => {
    expect(read(away, {}, at(100) - 1).answer.ok).toBe(true)
    expect(read(away, {}, at(100))).toEqual(refuses('aadhaar_expired'))
    expect(read(start)).toEqual(refuses('aadhaar_expired'))
    const other = { ...away, visit: { count: 1, until: at(100), nonce: 'nonce' } }
    expect(read(other)).toEqual(refuses('aadhaar_expired'))
  })

  it('is read by the bearer alone', () => {
    expect(read(undefined)).toEqual(refuses('session_not_found'))
    expect(read(away, {}, at(30), OTHER)).toEqual(refuses('session_not_found'))
  })

  it('is forgotten but for its count and why it ended, for the bearer alone', () => {
    const { next } = drop(away)
    expect(next?.visit).toEqual({ count: 1, refusal: 'aadhaar_not_in_digilocker' })
    expect(read(next)).toEqual(refuses('aadhaar_not_in_digilocker'))
    expect(drop(away, { token: OTHER })).toEqual({ answer: undefined })
    expect(drop(start)).toEqual({ answer: undefined })
    expect(drop(undefined)).toEqual({ answer: undefined })
  })

  it('that came to nothing leaves alone another that was begun meanwhile', () => {
    const second = keep(read(away).next ?? away, { nonce: 'second', requestId: 'request-2' })
    expect(drop(second)).toEqual({ answer: undefined })
    expect(drop(second, { requestId: 'request-2' }).next?.visit).toMatchObject({ count: 1 })
  })
})
