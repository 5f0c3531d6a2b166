import { describe, expect, it } from 'vitest'
import { judgePanAnswer } from '../../src/signup/pan.ts'

const PERSON = { fullName: 'Anita Rao', dateOfBirth: '1990-03-27' }
const FOUND = {
  kind: 'found',
  name: { value: 'Anita Rao' },
  dateOfBirth: { value: '1990-03-27' },
  aadhaarLink: 'linked',
} as const

describe('what a register tells of a PAN', () => {
  it.each([
    ['not_found', 'pan_invalid'],
    ['deceased', 'pan_deceased'],
    ['deactivated', 'pan_deactivated'],
    ['not_linked', 'pan_not_linked'],
  ] as const)('%s refuses as %s', (kind, reason) => {
    expect(judgePanAnswer({ kind }, PERSON)).toEqual({ ok: false, reason })
  })

  it.each([
    [{ name: { value: 'Zubin Quarterman' }, dateOfBirth: { same: false } }, 'name_mismatch'],
    [{ name: { same: false } }, 'name_mismatch'],
    [{ dateOfBirth: { value: '1990-03-28' } }, 'date_of_birth_mismatch'],
    [{ dateOfBirth: { same: false } }, 'date_of_birth_mismatch'],
  ] as const)('%j refuses as %s', (more, reason) => {
    expect(judgePanAnswer({ ...FOUND, ...more }, PERSON)).toEqual({ ok: false, reason })
  })

  it.each([
    [{}, 'match', 'match'],
    [{ name: { same: true }, dateOfBirth: { same: true } }, 'match', 'match'],
    [{ name: { value: 'Anita Kumari Rao' } }, 'review', 'match'],
    [{ dateOfBirth: undefined }, 'match', 'unknown'],
  ] as const)('%j is the person', (more, nameMatch, dateMatch) => {
    const answer = { ...FOUND, ...more }
    expect(judgePanAnswer(answer, PERSON)).toEqual({
      ok: true,
      nameMatch,
      dateMatch,
      aadhaarLink: 'linked',
    })
  })
})
