import { describe, expect, it } from 'vitest'
import { takeAnswer } from '../../src/signup/answers.ts'
import {
  beginLookup,
  endLookup,
  type LookupRequest,
  type LookupResult,
  takePan,
} from '../../src/signup/lookups.ts'
import { endsAt, type SessionState } from '../../src/signup/session-state.ts'
import { at, PHONE } from '../support/challenge.ts'
import { DETAILS, secretsOf, session, TOKEN, verifiedAt } from '../support/session.ts'

const SECRETS = secretsOf({ PAN_VERIFIER: 'sandbox' })
const { fullName, dateOfBirth, consent } = DETAILS
const PERSON = { fullName, dateOfBirth }
const FOUND = { ok: true, nameMatch: 'match', dateMatch: 'match', aadhaarLink: 'linked' } as const
const INVALID = { ok: false, reason: 'pan_invalid' } as const

const detailed = (details: object = {}, from = session(verifiedAt(5))) => {
  const answer = { ...DETAILS, ...details }
  const request = { token: TOKEN, step: 'personal-details', answer } as const
  return takeAnswer(from, request, SECRETS, at(10)).next ?? from
}

const start = detailed()

const request = (more: Partial<LookupRequest> = {}): LookupRequest => ({
  id: 'one',
  token: TOKEN,
  pan: 'SNDPA0001A',
  ...more,
})

const begin = (state: SessionState | undefined, more: Partial<LookupRequest> = {}, now = at(20)) =>
  beginLookup(state, request(more), SECRETS, now)

const end = (
  state: SessionState | undefined,
  result: LookupResult,
  more: Partial<LookupRequest> = {},
) => endLookup(state, request(more), result, SECRETS)

const begun = begin(start).next ?? start

const ended = (result: LookupResult, from = begun, more: Partial<LookupRequest> = {}) =>
  end(from, result, more).next ?? from

/** Looks so many PANs up, each of which is none. */
const used = (times: number) =>
  Array.from({ length: times }, (_, i) => ({ id: `${i}`, pan: `SNDPB000${i}A` })).reduce(
    (state, one) =>
      ended({ person: PERSON, outcome: INVALID }, begin(state, one).next ?? state, one),
    start,
  )

const take = (state: SessionState, more: object = {}) =>
  takePan(
    state,
    { token: TOKEN, pan: 'SNDPA0001A', source: 'sandbox', consent, ...more },
    SECRETS,
    at(30),
  )

describe('a look-up', () => {
  it('is counted before it is made, for who step 2 says', () => {
    expect(begin(start).answer).toEqual({ ok: true, phone: PHONE, person: PERSON, told: undefined })
    expect(begun.lookups).toEqual({ count: 1, pending: { by: 'one', until: at(50) } })
  })

  it('whose call is delivered twice counts once', () => {
    const again = begin(begun)
    expect(again.answer.ok).toBe(true)
    expect(again.next).toBeUndefined()
  })

  it('is told again of the same name, however its accents are composed', () => {
    const [composed = '', apart] = ['NFC', 'NFD'].map((form) => 'José Álvares'.normalize(form))
    const state = detailed({ fullName: composed })
    const counted = begin(state).next ?? state
    const person = { fullName: composed, dateOfBirth }
    const told = ended({ person, outcome: FOUND }, counted)
    const other = detailed({ fullName: apart }, told)
    expect(begin(other).answer).toMatchObject({ ok: true, told: FOUND })
    expect(take(other).answer).toMatchObject({ ok: true })
  })

  it('waits for another, half a minute at most', () => {
    const other = { id: 'two' }
    expect(begin(begun, other, at(50) - 1)).toEqual({
      answer: { ok: false, reason: 'lookup_in_progress' },
    })
    expect(begin(begun, other, at(50)).next?.lookups).toMatchObject({
      count: 2,
      pending: { by: 'two' },
    })
  })

  it('is one of five', () => {
    expect(begin(used(4), { id: 'last' }).answer.ok).toBe(true)
    const refused = begin(used(5), { id: 'last' })
    expect(refused).toEqual({
      answer: { ok: false, reason: 'lookups_used', until: endsAt(start) },
    })
  })

  it('is not counted where nobody was asked, and is where no answer came', () => {
    expect(ended('not_asked').lookups).toEqual({ count: 0, pending: undefined })
    expect(ended('not_told').lookups).toEqual({ count: 1, pending: undefined })
  })

  it('is not made for whoever does not bear the signup, and out of turn', () => {
    const notFound = { answer: { ok: false, reason: 'session_not_found' } }
    expect(begin(undefined)).toEqual(notFound)
    expect(begin(start, { token: 'x'.repeat(43) })).toEqual(notFound)
    expect(begin(session(verifiedAt(5)))).toEqual({
      answer: { ok: false, reason: 'step_out_of_order', nextStep: 2 },
    })
  })
})

describe('what a look-up told', () => {
  const told = ended({ person: PERSON, outcome: INVALID })

  it('is told again for nothing, also once all are used', () => {
    const again = begin(told, { id: 'two' })
    expect(again).toEqual({ answer: { ok: true, phone: PHONE, person: PERSON, told: INVALID } })
    const all = begin(used(5), { id: 'last', pan: 'SNDPB0000A' })
    expect(all).toMatchObject({ answer: { told: INVALID } })
    expect(all.next).toBeUndefined()
  })

  it.each([
    ['another PAN', {}, { pan: 'SNDPA0002A' }],
    ['another name', { fullName: 'Anita Rao' }, {}],
    ['another date of birth', { dateOfBirth: '1990-03-28' }, {}],
  ])('says nothing of %s', (_, details, more) => {
    const { next, answer } = begin(detailed(details, told), { id: 'two', ...more })
    expect(answer).toMatchObject({ ok: true, told: undefined })
    expect(next?.lookups?.count).toBe(2)
  })

  it('is kept sealed', () => {
    expect(JSON.stringify(told)).not.toContain('SNDPA0001A')
  })

  it('by a look-up that is not under way any more, is not kept', () => {
    const result = { person: PERSON, outcome: FOUND }
    expect(end(told, result)).toEqual({ answer: undefined })
    expect(end(begun, result, { id: 'two' })).toEqual({ answer: undefined })
    expect(end(start, result)).toEqual({ answer: undefined })
    expect(end(undefined, result)).toEqual({ answer: undefined })
  })
})

describe('a PAN', () => {
  const found = ended({ person: PERSON, outcome: FOUND })

  it('is taken as it was looked up, and leads on', () => {
    const { next, answer } = take(found)
    expect(answer).toEqual({ ok: true, nextStep: 5 })
    const box = next?.answers['pan']
    const { ok: _, ...told } = FOUND
    expect(JSON.parse((box && SECRETS.openAnswer('pan', box, TOKEN)) ?? '')).toEqual({
      pan: 'SNDPA0001A',
      source: 'sandbox',
      consent,
      at: at(30),
      ...told,
    })
  })

  it.each([
    ['that was not looked up', begun, {}],
    ['other than the one looked up', found, { pan: 'SNDPA0002A' }],
    ['looked up for another', detailed({ fullName: 'Anita Rao' }, found), {}],
  ])('%s is not taken', (_, state, more) => {
    expect(take(state, more)).toEqual({ answer: { ok: false, reason: 'lookup_in_progress' } })
  })

  it('that is none is not taken, nor is any of another bearer', () => {
    expect(take(ended({ person: PERSON, outcome: INVALID }))).toEqual({ answer: INVALID })
    expect(take(found, { token: 'x'.repeat(43) })).toEqual({
      answer: { ok: false, reason: 'session_not_found' },
    })
  })
})
