import { describe, expect, it } from 'vitest'
import {
  type AnswerRequest,
  doneSteps,
  mayAnswer,
  openAnswers,
  stepAfter,
  takeAnswer,
} from '../../src/signup/answers.ts'
import type { VerifiedAadhaar, VerifiedPan } from '../../src/identity/verified.ts'
import { endsAt, LONGEST_LIFETIME } from '../../src/signup/session-state.ts'
import { DAY } from '../../src/platform/time.ts'
import { at, PHONE } from '../support/challenge.ts'
import {
  DETAILS,
  ring,
  SECRETS,
  secretsOf,
  session,
  TOKEN,
  verifiedAt,
} from '../support/session.ts'

const verified = session(verifiedAt(5))
const request: AnswerRequest = { token: TOKEN, step: 'personal-details', answer: DETAILS }

const take = (state = verified, more: Partial<AnswerRequest> = {}, now = at(10)) =>
  takeAnswer(state, { ...request, ...more }, SECRETS, now)

const answered = take().next ?? verified

describe('an answer', () => {
  it('is taken from the bearer, and leads on', () => {
    expect(take().answer).toEqual({ ok: true, nextStep: 5 })
    expect(doneSteps(answered, SECRETS)).toEqual(['mobile', 'personal-details'])
    expect(stepAfter(answered, SECRETS)).toBe(5)
  })

  it('is taken from nobody else, and of no session that is not there', () => {
    const notFound = { answer: { ok: false, reason: 'session_not_found' } }
    expect(take(verified, { token: 'x'.repeat(43) })).toEqual(notFound)
    expect(takeAnswer(undefined, request, SECRETS, at(10))).toEqual(notFound)
  })

  it('changes nothing before the phone is verified', () => {
    expect(take(session())).toEqual({
      answer: { ok: false, reason: 'step_out_of_order', nextStep: 1 },
    })
  })

  it('changes nothing while the account is being made of the former one', () => {
    const state = { ...answered, account: { by: 'request', until: at(40) } }
    const answer = { ...DETAILS, fullName: 'Anita Rao' }
    expect(take(state, { answer })).toEqual({
      answer: { ok: false, reason: 'account_in_progress' },
    })
    expect(take(state, { answer }, at(40)).answer.ok).toBe(true)
  })

  it('delivered twice is taken once, though the account is being made of it by then', () => {
    const state = { ...answered, account: { by: 'request', until: at(40) } }
    expect(take(state)).toEqual({ answer: { ok: true, nextStep: 5 } })
  })

  it('takes the place of the former one', () => {
    const other = { ...DETAILS, fullName: 'Anita Rao' }
    const { next = answered } = take(answered, { answer: other }, at(20))
    expect(openAnswers(next, TOKEN, SECRETS)).toEqual({ 'personal-details': other })
  })

  it('keeps the session for a day more, and never over three', () => {
    expect(endsAt(answered)).toBe(at(10) + DAY)
    expect(endsAt({ ...answered, answeredAt: at(0) + 3 * DAY })).toBe(at(0) + LONGEST_LIFETIME)
  })
})

describe('step 2 answered again', () => {
  const secrets = secretsOf({ AADHAAR_VERIFIERS: 'qr', PAN_VERIFIER: 'sandbox' })
  const consent = { ...DETAILS.consent, at: at(11) }
  const found = { source: 'sandbox', nameMatch: 'match', dateMatch: 'match', at: at(11) } as const
  const aadhaar: VerifiedAadhaar = {
    ...found,
    mode: 'secure_qr',
    last4: '4821',
    issuedOn: '2026-10-02',
    mobileLinked: true,
    reference: 'hash',
    consent,
  }
  const pan: VerifiedPan = { ...found, pan: 'SNDPA0001A', aadhaarLink: 'linked', consent }
  const all = { 'personal-details': DETAILS, aadhaar, pan }
  const identified = Object.entries(all).reduce(
    (state, [step, answer]) =>
      takeAnswer(state, { token: TOKEN, step, answer } as AnswerRequest, secrets, at(12)).next ??
      state,
    verified,
  )

  const answerAgain = (more: Partial<typeof DETAILS>, state = identified, by = secrets) => {
    const { next, answer } = takeAnswer(
      state,
      { ...request, answer: { ...DETAILS, ...more } },
      by,
      at(20),
    )
    return { answer, left: next && openAnswers(next, TOKEN, by) }
  }

  it('leaves Aadhaar and PAN to the same person', () => {
    expect(openAnswers(identified, TOKEN, secrets)).toEqual(all)
    const more = { email: 'janaki@example.org', pinCode: '110001', consent }
    expect(answerAgain(more)).toEqual({
      answer: { ok: true, nextStep: 5 },
      left: { ...all, 'personal-details': { ...DETAILS, ...more } },
    })
  })

  it('leaves them to the same name, however its accents are composed', () => {
    const [composed = '', apart] = ['NFC', 'NFD'].map((form) => 'José Álvares'.normalize(form))
    const details = { ...DETAILS, fullName: composed }
    const sealed = { token: TOKEN, step: 'personal-details', answer: details } as const
    const { next: named = identified } = takeAnswer(verified, sealed, secrets, at(11))
    const answers = { ...identified.answers, ...named.answers }
    const again = answerAgain({ fullName: apart }, { ...named, answers })
    expect(again.answer).toEqual({ ok: true, nextStep: 5 })
    expect(again.left).toEqual({ ...all, 'personal-details': { ...DETAILS, fullName: apart } })
  })

  it.each([
    { fullName: 'S. Janaki Rao' },
    { dateOfBirth: '1990-03-28' },
    { fullName: 'Anita Rao', dateOfBirth: '1990-03-28' },
  ])('voids Aadhaar and PAN with %j', (more) => {
    expect(answerAgain(more)).toEqual({
      answer: { ok: true, nextStep: 3 },
      left: { 'personal-details': { ...DETAILS, ...more } },
    })
  })

  it('voids both where nobody can tell of whom they are', () => {
    const { 'personal-details': gone, ...answers } = identified.answers
    expect(gone).toBeDefined()
    const state = { ...identified, answers }
    expect(answerAgain({}, state).left).toEqual({ 'personal-details': DETAILS })
  })
})

describe('a step that verifies the person', () => {
  const vars = { AADHAAR_VERIFIERS: 'qr', DATA_SECRET: ring('k2', 'k1') }
  const secrets = secretsOf(vars)
  const state = takeAnswer(verified, request, secrets, at(10)).next ?? verified
  const ask = (of = state, by = secrets) => mayAnswer(of, TOKEN, 'aadhaar', by, at(20))

  it('is told who that is', () => {
    const { fullName, dateOfBirth } = DETAILS
    expect(ask()).toEqual({ ok: true, state, person: { fullName, dateOfBirth }, phone: PHONE })
  })

  it('comes after step 2 once more where its answer does not open', () => {
    const broken = { keyId: 'k2', box: Buffer.alloc(40).toString('base64url') }
    const answers = { ...state.answers, 'personal-details': broken }
    expect(ask({ ...state, answers })).toEqual({
      ok: false,
      reason: 'step_out_of_order',
      nextStep: 2,
    })
  })

  it('is of no signup whose phone does not open', () => {
    const gone = secretsOf({ ...vars, DATA_SECRET: ring('k2') })
    expect(ask(state, gone)).toEqual({ ok: false, reason: 'session_not_found' })
  })
})

const open = (token: string, secrets = SECRETS) => openAnswers(answered, token, secrets)

describe('answers at rest', () => {
  it('show nothing of what was answered', () => {
    const stored = JSON.stringify(answered)
    for (const secret of [DETAILS.fullName, DETAILS.dateOfBirth, DETAILS.email, DETAILS.pinCode]) {
      expect(stored).not.toContain(secret)
      expect(stored).not.toContain(Buffer.from(secret).toString('base64url').slice(0, 12))
    }
  })

  it('open for the token they came with alone, in their own session, while the secret is there', () => {
    expect(open(TOKEN)).toEqual({ 'personal-details': DETAILS })
    expect(open('x'.repeat(43))).toEqual({})
    expect(open(TOKEN, secretsOf({}, 'another session'))).toEqual({})
    expect(open(TOKEN, secretsOf({ DATA_SECRET: ring('k2', 'k1') }))).toEqual({
      'personal-details': DETAILS,
    })
    expect(open(TOKEN, secretsOf({ DATA_SECRET: ring('k2') }))).toEqual({})
  })

  it('do not open in the place of another step', () => {
    const box = answered.answers['personal-details']
    const moved = { ...answered, answers: { pan: box ?? { keyId: '', box: '' } } }
    expect(openAnswers(moved, TOKEN, SECRETS)).toEqual({})
  })

  it('are asked again once the secret that sealed them is gone', () => {
    const gone = secretsOf({ DATA_SECRET: ring('k2') })
    expect(doneSteps(answered, gone)).toEqual(['mobile'])
    expect(stepAfter(answered, gone)).toBe(2)
  })
})
