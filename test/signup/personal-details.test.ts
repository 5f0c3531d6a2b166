import { describe, expect, it } from 'vitest'
import { judgeDetails } from '../../src/signup/personal-details.ts'

const NOW = Date.parse('2026-11-28T00:00:00+05:30')
const RIGHT = {
  full_name: 'S. Janaki',
  date_of_birth: '1990-03-27',
  email: 'janaki@example.com',
  pin_code: '560001',
}

const judge = (claim: Partial<typeof RIGHT>, fault?: 'consent_required') =>
  judgeDetails({ ...RIGHT, ...claim }, fault, NOW)

describe('personal details', () => {
  it('are kept as they are given', () => {
    expect(judge({})).toEqual({
      ok: true,
      details: {
        fullName: 'S. Janaki',
        dateOfBirth: '1990-03-27',
        email: 'janaki@example.com',
        pinCode: '560001',
      },
    })
  })

  it.each([
    [{ full_name: '12' }, 'full_name', 'invalid_name'],
    [{ date_of_birth: '1990-02-30' }, 'date_of_birth', 'invalid_date_of_birth'],
    [{ date_of_birth: '2027-01-01' }, 'date_of_birth', 'invalid_date_of_birth'],
    [{ date_of_birth: '2008-11-29' }, 'date_of_birth', 'under_age'],
    [{ email: 'janaki' }, 'email', 'invalid_email'],
    [{ pin_code: '056001' }, 'pin_code', 'invalid_pin_code'],
  ] as const)('are refused for %j', (claim, field, reason) => {
    const fault = { field, reason }
    expect(judge(claim)).toEqual({ ok: false, refusal: { ...fault, faults: [fault] } })
  })

  it('pass on the eighteenth birthday in India', () => {
    expect(judge({ date_of_birth: '2008-11-28' }).ok).toBe(true)
  })

  it('are refused for the first fault, with all of them in the order of the form', () => {
    const empty = { full_name: '', date_of_birth: '', email: '', pin_code: '' }
    const judged = judge(empty, 'consent_required')
    if (judged.ok) throw new Error('nothing was wrong')
    expect(judged.refusal).toMatchObject({ field: 'full_name', reason: 'invalid_name' })
    expect(judged.refusal.faults.map(({ reason }) => reason)).toEqual([
      'invalid_name',
      'invalid_date_of_birth',
      'invalid_email',
      'invalid_pin_code',
      'consent_required',
    ])
  })
})
