import { describe, expect, it } from 'vitest'
import { judgePan, type PanAnswer } from '../../../src/identity/pan/verifier.ts'
import { classifyAnswer as ofCashfree } from '../../../src/identity/pan/verifiers/cashfree.ts'
import { classifyAnswer as ofSandbox } from '../../../src/identity/pan/verifiers/sandbox-co-in.ts'
import { classifyAnswer as ofSetu } from '../../../src/identity/pan/verifiers/setu.ts'
import { CASHFREE_ANSWERS } from '../../support/cashfree.ts'
import { SANDBOX_CO_IN_ANSWERS } from '../../support/sandbox-co-in.ts'
import { SETU_PAN_ANSWERS } from '../../support/setu.ts'

const ASKED = { name: 'Asha Rao', dateOfBirth: '1990-01-15' }

/** Writes an answer in one word and its details. */
function short(answer: PanAnswer): string {
  if (answer.kind === 'found') {
    const { name, dateOfBirth } = judgePan(answer, ASKED)
    return `found ${name} ${dateOfBirth} ${answer.aadhaarLink}`
  }
  if (answer.kind !== 'unavailable') return answer.kind
  const { code, spent, misconfigured } = answer
  return [code, spent && 'spent', misconfigured && 'misconfigured'].filter(Boolean).join(' ')
}

describe('Setu', () => {
  it.each<[keyof typeof SETU_PAN_ANSWERS, string]>([
    ['valid', 'found match unknown linked'],
    ['valid_in_capitals', 'found match unknown unknown'],
    ['invalid', 'not_found'],
    ['unlinked', 'not_linked'],
    ['not_found', 'not_found'],
    ['no_consent', 'consent_not_given misconfigured'],
    ['reason', 'insufficient_reason_length misconfigured'],
    ['credentials', 'http_401 misconfigured'],
    ['no_path', 'http_404 misconfigured'],
    ['rate', 'http_429'],
    ['internal', 'internal_server_error spent'],
  ])('by the answer %s: %s', (name, answer) => {
    const { status, body } = SETU_PAN_ANSWERS[name]
    expect(short(ofSetu(status, body))).toBe(answer)
  })

  it.each([
    undefined,
    {},
    [],
    { verification: true },
    { verification: 'success' },
    { verification: 'success', data: {} },
    { verification: 'success', data: { full_name: ' ' } },
    { verification: 'success', data: { full_name: 'x'.repeat(301) } },
    { verification: 'pending', data: { full_name: 'ASHA RAO' } },
  ])('says nothing by success and %j', (body) => {
    expect(short(ofSetu(200, body))).toBe('unreadable spent')
  })
})

describe('Cashfree', () => {
  it.each<[keyof typeof CASHFREE_ANSWERS, string]>([
    ['valid', 'found match match linked'],
    ['another_name', 'found mismatch match linked'],
    ['another_date', 'found match mismatch linked'],
    ['unlinked', 'not_linked'],
    ['exempt', 'found match match exempt'],
    ['amalgamated', 'found match match linked'],
    ['death', 'deceased'],
    ['none', 'not_found'],
    ['fake', 'not_found'],
    ['deactivated', 'deactivated'],
    ['deleted', 'deactivated'],
    ['unknown_status', 'unreadable spent'],
    ['duplicate', 'verification_id_already_exists spent'],
    ['duplicate_400', 'verification_id_already_exists spent'],
    ['form', 'pan_length_short misconfigured'],
    ['credentials', 'authentication_failed misconfigured'],
    ['address', 'ip_validation_failed misconfigured'],
    ['balance', 'insufficient_balance misconfigured'],
    ['rate', 'too_many_requests_per_ip'],
    ['internal', 'verification_failed spent'],
  ])('by the answer %s: %s', (name, answer) => {
    const { status, body } = CASHFREE_ANSWERS[name]
    expect(short(ofCashfree(status, body))).toBe(answer)
  })

  it.each([
    undefined,
    {},
    { pan_status: 'E' },
    { pan_status: 'E', name_match: 'MAYBE' },
    { pan_status: 1 },
  ])('says nothing by success and %j', (body) => {
    expect(short(ofCashfree(200, body))).toBe('unreadable spent')
  })

  it('may say nothing of the date', () => {
    const body = { pan_status: 'E', name_match: 'Y', dob_match: null }
    expect(short(ofCashfree(200, body))).toBe('found match unknown unknown')
  })

  it('logs no code that is none', () => {
    expect(short(ofCashfree(400, { code: 'Asha Rao, ABCPE1234F' }))).toBe('http_400 misconfigured')
  })
})

describe('Sandbox.co.in', () => {
  it.each<[keyof typeof SANDBOX_CO_IN_ANSWERS, string]>([
    ['valid', 'found match match linked'],
    ['another_name', 'found mismatch match linked'],
    ['another_date', 'found match mismatch linked'],
    ['no_date', 'found match unknown linked'],
    ['unlinked', 'not_linked'],
    ['exempt', 'found match match exempt'],
    ['invalid', 'not_found'],
    ['deceased', 'deceased'],
    ['deactivated', 'deactivated'],
    ['inoperative', 'not_linked'],
    ['no_name', 'unreadable spent'],
    ['pattern', 'http_422 misconfigured'],
    ['refused_at_200', 'http_403 misconfigured'],
    ['failing_at_200', 'http_503 spent'],
    ['unauthorized', 'http_401 misconfigured'],
    ['forbidden', 'http_403 misconfigured'],
    ['rate', 'http_429'],
    ['internal', 'http_500 spent'],
  ])('by the answer %s: %s', (name, answer) => {
    const { status, body } = SANDBOX_CO_IN_ANSWERS[name]
    expect(short(ofSandbox(status, body))).toBe(answer)
  })

  it.each([
    undefined,
    {},
    { code: 200 },
    { code: 200, data: { status: 'maybe' } },
    { data: 'valid' },
  ])('says nothing by success and %j', (body) => {
    expect(short(ofSandbox(200, body))).toBe('unreadable spent')
  })
})

describe('judgePan', () => {
  const found = { kind: 'found', aadhaarLink: 'unknown' } as const

  it('compares what a register gives', () => {
    const [name, dateOfBirth] = [{ value: 'ASHA KUMARI RAO' }, { value: '1990' }]
    expect(judgePan({ ...found, name, dateOfBirth }, ASKED)).toEqual({
      name: 'review',
      dateOfBirth: 'year_match',
    })
  })

  it('takes a name with more in it than a register gives for review', () => {
    const asked = { ...ASKED, name: 'Asha Rao 2' }
    const told = { ...found, name: { value: 'ASHA RAO' }, dateOfBirth: undefined }
    expect(judgePan(told, asked).name).toBe('review')
  })

  it('takes a no of a register that compares for another person', () => {
    const no = { same: false }
    expect(judgePan({ ...found, name: no, dateOfBirth: no }, ASKED)).toEqual({
      name: 'mismatch',
      dateOfBirth: 'mismatch',
    })
  })
})
