import { describe, expect, it } from 'vitest'
import {
  ACCOUNT_REPEAT,
  type AccountRequest,
  beginAccount,
  endedSession,
  letGo,
  madeIdOf,
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

const outOfOrder = (nextStep: number) => ({
  answer: { ok: false, reason: 'step_out_of_order', nextStep },
})

describe('the making of an account', () => {
  it('begins for the bearer once all steps are done, with what they answered', () => {
    expect(begin(ready).answer).toEqual({
      ok: true,
      phone: PHONE,
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
    const { next } = begin(ready)
    expect(letGo(next, request, false)).toEqual({ next: ready })
    expect(letGo(next, { ...request, id: 'other' }, false)).toEqual({})
    expect(letGo(ready, request, false)).toEqual({})
    expect(letGo(undefined, request, false)).toEqual({})
  })
})

describe('a signup whose phone another account has', () => {
  it('is told so again at once, and nothing is asked of anybody', () => {
    const { next } = letGo(begin(ready).next, request, true)
    const answer = { ok: false, reason: 'account_exists', field: 'phone' }
    expect(begin(next)).toEqual({ answer })
  })

  it('is told to its bearer alone', () => {
    const { next } = letGo(begin(ready).next, request, true)
    expect(begin(next, { token: 'x'.repeat(43) })).toEqual({ answer: NOT_FOUND })
  })
})

describe('a session whose account is made', () => {
  const ended = endedSession(request, 'account', at(20))
  const again = (more: Partial<AccountRequest> = {}, now = at(21)) =>
    beginAccount(undefined, ended, { ...request, ...more }, SECRETS, now)

  it('keeps no answer, no phone and no token', () => {
    expect(ended).toEqual({
      accountId: 'account',
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
