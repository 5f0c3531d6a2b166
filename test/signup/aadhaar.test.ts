import { describe, expect, it } from 'vitest'
import { type AadhaarEvidence, judgeAadhaar, takeAadhaar } from '../../src/signup/aadhaar.ts'
import { takeAnswer } from '../../src/signup/answers.ts'
import { at } from '../support/challenge.ts'
import { DETAILS as STEP_2, secretsOf, session, TOKEN, verifiedAt } from '../support/session.ts'

const PHONE = '+919876543210'
const DETAILS = { fullName: 'Anita Rao', dateOfBirth: '1990-03-27' }
const EVIDENCE: AadhaarEvidence = {
  mode: 'secure_qr',
  source: 'uidai',
  name: 'Anita Rao',
  dateOfBirth: '1990-03-27',
  last4: '4821',
  issuedOn: '2026-10-02',
  mobile: { kind: 'last4', last4: '3210' },
  reference: 'hash',
}

const judge = (more: Partial<AadhaarEvidence> = {}) =>
  judgeAadhaar({ ...EVIDENCE, ...more }, DETAILS, PHONE)

describe('Aadhaar evidence', () => {
  it('of the person is kept without name, date of birth and number', () => {
    expect(judge()).toEqual({
      ok: true,
      aadhaar: {
        mode: 'secure_qr',
        source: 'uidai',
        last4: '4821',
        issuedOn: '2026-10-02',
        reference: 'hash',
        nameMatch: 'match',
        dateMatch: 'match',
        mobileLinked: true,
      },
    })
  })

  it.each([
    [{ name: 'Zubin Quarterman', dateOfBirth: '1950-01-01' }, 'name_mismatch'],
    [{ dateOfBirth: '1990-03-28' }, 'date_of_birth_mismatch'],
    [{ dateOfBirth: '1991' }, 'date_of_birth_mismatch'],
  ] as const)('%j is refused as %s', (more, reason) => {
    expect(judge(more)).toEqual({ ok: false, reason })
  })

  it('of a person who typed more than UIDAI has is for review', () => {
    const details = { ...DETAILS, fullName: 'Anita Rao s/o Ram Lal' }
    const told = judgeAadhaar(EVIDENCE, details, PHONE)
    expect(told).toMatchObject({ ok: true, aadhaar: { nameMatch: 'review' } })
  })

  it.each([
    [{ name: 'Anita Kumari Rao' }, { nameMatch: 'review' }],
    [{ dateOfBirth: '1990' }, { dateMatch: 'year_match' }],
    [{ mobile: { kind: 'none' } }, { mobileLinked: null }],
    [{ mobile: { kind: 'last4', last4: '3211' } }, { mobileLinked: false }],
    [{ mobile: { kind: 'number', e164: PHONE } }, { mobileLinked: true }],
    [{ mobile: { kind: 'number', e164: '+919876543211' } }, { mobileLinked: false }],
  ] as const)('%j is taken with %j', (more, told) => {
    expect(judge(more)).toMatchObject({ ok: true, aadhaar: told })
  })
})

describe('the step for Aadhaar', () => {
  const secrets = secretsOf({ AADHAAR_VERIFIERS: 'qr' })
  const verified = session(verifiedAt(5))
  const details = { token: TOKEN, step: 'personal-details', answer: STEP_2 } as const
  const start = takeAnswer(verified, details, secrets, at(10)).next ?? verified
  const { consent, fullName: name } = STEP_2

  const take = (more: Partial<AadhaarEvidence> = {}, token = TOKEN, state = start) => {
    const evidence = { ...EVIDENCE, name, ...more }
    return takeAadhaar(state, { token, evidence, consent }, secrets, at(20))
  }

  it('takes it, says how near it is, and leads on', () => {
    const { next, answer } = take()
    expect(answer).toMatchObject({ ok: true, nextStep: 5, aadhaar: { at: at(20), consent } })
    const box = next?.answers['aadhaar']
    expect(JSON.parse((box && secrets.openAnswer('aadhaar', box, TOKEN)) ?? '')).toMatchObject({
      last4: '4821',
      nameMatch: 'match',
      at: at(20),
      consent,
    })
  })

  it.each([
    ['digilocker', { count: 2 }],
    ['secure_qr', { count: 2, nonce: 'nonce' }],
  ] as const)('taken by %s leaves of the way to DigiLocker %j', (mode, visit) => {
    const state = { ...start, visit: { count: 2, nonce: 'nonce' } }
    expect(take({ mode }, TOKEN, state).next?.visit).toEqual(visit)
    expect(take({ mode }).next?.visit).toBeUndefined()
  })

  it('takes nothing of another person, for another bearer or out of turn', () => {
    expect(take({ name: 'Zubin Quarterman' })).toEqual({
      answer: { ok: false, reason: 'name_mismatch' },
    })
    expect(take({}, 'x'.repeat(43))).toEqual({
      answer: { ok: false, reason: 'session_not_found' },
    })
    expect(take({}, TOKEN, verified)).toEqual({
      answer: { ok: false, reason: 'step_out_of_order', nextStep: 2 },
    })
  })
})
