import { describe, expect, it } from 'vitest'
import { DATABASE_TIMEOUT } from '../../src/accounts/database-error.ts'
import {
  ACCOUNT_LEASE,
  ACCOUNT_REPEAT,
  type AccountRequest,
  beginAccount,
  beginWithdrawal,
  endedSession,
  isLeasedBy,
  letGo,
  madeIdOf,
  renewAccount,
} from '../../src/signup/account.ts'
import { takeAnswer } from '../../src/signup/answers.ts'
import { at, PHONE } from '../support/challenge.ts'
import { DETAILS, SECRETS, session, TOKEN, verifiedAt } from '../support/session.ts'

const NOT_FOUND = { ok: false, reason: 'session_not_found' }

const verified = session(verifiedAt(5))
const { next: ready = verified } = takeAnswer(
  verified,
  { token: TOKEN, step: 'personal-details', answer: DETAILS },
  SECRETS,
  at(10),
)

const key = { hash: 'key', body: 'body' }
const request: AccountRequest = { id: 'request', token: TOKEN, key }
const begin = (state: typeof ready | undefined, more: Partial<AccountRequest> = {}, now = at(20)) =>
  beginAccount(state, undefined, { ...request, ...more }, SECRETS, now)

const withdraw = (
  state: typeof ready | undefined,
  more: Partial<AccountRequest> = {},
  now = at(20),
) => beginWithdrawal(state, { ...request, ...more }, SECRETS, now)

const outOfOrder = (nextStep: number) => ({
  answer: { ok: false, reason: 'step_out_of_order', nextStep },
})

describe('the making of an account', () => {
  it('begins for the bearer once all steps are done, with what they answered', () => {
    expect(begin(ready).answer).toEqual({
      ok: true,
      phone: PHONE,
      phoneTaken: false,
      answers: { 'personal-details': DETAILS },
    })
  })

  it('begins for nobody else', () => {
    expect(begin(ready, { token: 'x'.repeat(43) })).toEqual({ answer: NOT_FOUND })
    expect(begin(undefined)).toEqual({ answer: NOT_FOUND })
  })

  it('does not begin before its turn', () => {
    expect([begin(session()), begin(verified)]).toEqual([outOfOrder(1), outOfOrder(2)])
  })

  it('is joined by no other request, until its lease is over', () => {
    const { next } = begin(ready)
    const other = { id: 'other' }
    expect(begin(next, other)).toEqual({ answer: { ok: false, reason: 'account_in_progress' } })
    expect(begin(next, other, at(50) - 1).answer.ok).toBe(false)
    expect(begin(next, other, at(50)).answer.ok).toBe(true)
  })

  it('begins once by a call that is delivered twice', () => {
    const { next } = begin(ready)
    expect(begin(next)).toEqual(begin(ready))
  })

  it('is let go by the request that began it, and by no other', () => {
    const { next = ready } = begin(ready)
    expect(letGo(next, false)).toEqual(ready)
    expect(isLeasedBy(next, request)).toBe(true)
    expect(isLeasedBy(next, { ...request, id: 'other' })).toBe(false)
    expect(isLeasedBy(ready, request)).toBe(false)
  })
})

describe('the lease of a making, renewed before the account is written', () => {
  const { next: making } = begin(ready)
  const renew = (state: typeof ready | undefined, now = at(70)) => renewAccount(state, request, now)

  it('holds for as long again, though it had run out, where nobody came', () => {
    const renewed = renew(making)
    expect(renewed.answer).toEqual({ ok: true })
    expect(begin(renewed.next, { id: 'other' }, at(100) - 1).answer.ok).toBe(false)
    expect(begin(renewed.next, { id: 'other' }, at(100)).answer.ok).toBe(true)
  })

  it('outlasts what a database may take', () => {
    expect(ACCOUNT_LEASE).toBeGreaterThan(3 * DATABASE_TIMEOUT)
  })

  it('is lost to another request, to an answer and to the deletion of the signup', () => {
    const lost = { answer: { ok: false, reason: 'account_in_progress' } }
    expect(renew(begin(making, { id: 'other' }, at(60)).next)).toEqual(lost)
    expect(renew(withdraw(making, { id: 'other' }, at(60)).next)).toEqual(lost)
    const answer = { ...DETAILS, fullName: 'Zubin Mehta' }
    const answered = { token: TOKEN, step: 'personal-details', answer } as const
    expect(renew(takeAnswer(making, answered, SECRETS, at(60)).next)).toEqual(lost)
    expect(renew(undefined)).toEqual({ answer: NOT_FOUND })
  })
})

describe('the deletion of a signup', () => {
  it('begins for its bearer at every step, and knows whose account may have been made', () => {
    const answers = [session(), verified, ready].map((state) => withdraw(state).answer)
    expect(answers).toEqual([
      { ok: true, phone: undefined },
      { ok: true, phone: PHONE },
      { ok: true, phone: PHONE },
    ])
    expect(withdraw(ready, { token: 'x'.repeat(43) })).toEqual({ answer: NOT_FOUND })
    expect(withdraw(undefined)).toEqual({ answer: NOT_FOUND })
  })

  it('neither begins while the account is made, nor lets that begin', () => {
    const refused = { answer: { ok: false, reason: 'account_in_progress' } }
    const other = { id: 'other' }
    expect(withdraw(begin(ready).next, other)).toEqual(refused)
    expect(withdraw(begin(ready).next, other, at(50)).answer.ok).toBe(true)
    expect(begin(withdraw(ready).next, other)).toEqual(refused)
    expect(withdraw(withdraw(ready).next)).toEqual(withdraw(ready))
  })
})

describe('a signup whose phone another account has', () => {
  const told = letGo(begin(ready).next ?? ready, true)

  it('may ask again, and it is known that the phone was taken', () => {
    expect(begin(told)).toMatchObject({ answer: { ok: true, phoneTaken: true } })
  })

  it('is known to its bearer alone', () => {
    expect(begin(told, { token: 'x'.repeat(43) })).toEqual({ answer: NOT_FOUND })
  })
})

describe('a session whose account is made', () => {
  const ended = endedSession(request, 'account', at(20))
  const again = (more: Partial<AccountRequest> = {}, now = at(21)) =>
    beginAccount(undefined, ended, { ...request, ...more }, SECRETS, now)

  it('keeps no answer, no phone and no token', () => {
    expect(ended).toEqual({
      accountId: 'account',
      by: 'request',
      tokenHash: expect.not.stringContaining(TOKEN),
      key,
      until: at(20) + ACCOUNT_REPEAT,
    })
  })

  it('answers a repeat by its bearer for ten minutes, and changes nothing', () => {
    const made = { answer: { ok: true, madeId: 'account', isRepeat: true } }
    expect([again(), again({}, at(20) + ACCOUNT_REPEAT - 1)]).toEqual([made, made])
    expect(again({}, at(20) + ACCOUNT_REPEAT)).toEqual({ answer: NOT_FOUND })
  })

  it('refuses another body under the same key', () => {
    expect(again({ key: { ...key, body: 'other' } })).toEqual({
      answer: { ok: false, reason: 'another_body' },
    })
  })

  it.each([
    ['another key', { key: { ...key, hash: 'other' } }],
    ['no key', { key: undefined }],
  ])('leads its bearer to the account, which another request made, under %s', (_, more) => {
    expect(again(more)).toEqual({ answer: { ok: true, madeId: 'account', isRepeat: false } })
    expect(again(more, at(20) + ACCOUNT_REPEAT)).toEqual({ answer: NOT_FOUND })
    expect(again({ ...more, token: 'x'.repeat(43) })).toEqual({ answer: NOT_FOUND })
  })

  it('made without a key is led to under any', () => {
    const keyless = endedSession({ ...request, key: undefined }, 'account', at(20))
    expect(beginAccount(undefined, keyless, request, SECRETS, at(21))).toEqual({
      answer: { ok: true, madeId: 'account', isRepeat: false },
    })
  })

  it('is told to whoever bears its token, and to nobody without one', () => {
    expect(madeIdOf(ended, TOKEN, at(21))).toBe('account')
    expect(madeIdOf(ended, undefined, at(21))).toBeUndefined()
  })

  it('is not found by another bearer', () => {
    expect(again({ token: 'x'.repeat(43) })).toEqual({ answer: NOT_FOUND })
  })
})
