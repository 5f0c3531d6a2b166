import { expect, it } from 'vitest'
import { reviewMarks, type VerifiedAadhaar, type VerifiedPan } from '../../src/identity/verified.ts'

const consent = { noticeVersion: '1', language: 'en', purposes: [], at: 1 }

const AADHAAR: VerifiedAadhaar = {
  mode: 'secure_qr',
  source: 'uidai',
  last4: '4821',
  issuedOn: '2026-10-02',
  nameMatch: 'match',
  dateMatch: 'match',
  mobileLinked: true,
  reference: 'hash',
  at: 1,
  consent,
}

const PAN: VerifiedPan = {
  pan: 'ABCPE1234F',
  source: 'setu',
  nameMatch: 'match',
  dateMatch: 'match',
  aadhaarLink: 'linked',
  at: 1,
  consent,
}

it.each([
  [{}, {}, []],
  [{ nameMatch: 'review' }, {}, ['aadhaar_name']],
  [{ mobileLinked: false }, {}, ['aadhaar_mobile']],
  [{ mobileLinked: null }, {}, ['aadhaar_mobile']],
  [{ mode: 'digilocker', mobileLinked: null }, {}, []],
  [{ mode: 'digilocker', mobileLinked: false }, {}, ['aadhaar_mobile']],
  [{}, { nameMatch: 'review' }, ['pan_name']],
  [{ dateMatch: 'year_match' }, {}, []],
  [{}, { dateMatch: 'unknown' }, []],
  [{ dateMatch: 'year_match' }, { dateMatch: 'unknown' }, ['birth_date']],
] as const)('with Aadhaar %j and PAN %j a human looks at %j', (aadhaar, pan, marks) => {
  expect(reviewMarks({ ...AADHAAR, ...aadhaar }, { ...PAN, ...pan })).toEqual(marks)
})

it('nothing is to be looked at where nothing was verified, and of one step what it leaves open', () => {
  expect(reviewMarks(undefined, undefined)).toEqual([])
  expect(reviewMarks(undefined, { ...PAN, dateMatch: 'unknown' })).toEqual(['birth_date'])
  expect(reviewMarks({ ...AADHAAR, dateMatch: 'year_match' }, undefined)).toEqual(['birth_date'])
})
