import { describe, expect, it } from 'vitest'
import { timersOf } from '../../src/otp/challenge.ts'
import { decideResend } from '../../src/signup/resend.ts'
import type { SessionState } from '../../src/signup/session-state.ts'
import {
  at,
  guessed,
  issuedCode,
  OTHER_PHONE,
  SECRET_IDS,
  send,
  sending,
} from '../support/challenge.ts'
import {
  KEY,
  ring,
  SECRETS,
  secretsOf,
  session,
  sessionWith,
  TOKEN,
  verifiedAt,
} from '../support/session.ts'

type Wish = Parameters<typeof send>[0]

const decide = (
  state: SessionState | undefined,
  wish: Wish = {},
  { seconds = 30, secrets = SECRETS, isBusy = false } = {},
) => {
  const second = send({ id: 'second', key: KEY, ...wish })
  return decideResend(state, second, secrets, { isBusy, maxTexts: 2 }, at(seconds))
}

const CHANGE = { phone: OTHER_PHONE, token: TOKEN }
const NOT_FOUND = { ok: false, reason: 'session_not_found' }

describe('a resend to the same phone', () => {
  it('takes the session id alone, and texts again what its challenge says', () => {
    const { key, next, answer } = decide(session())
    expect(key).toBe(KEY)
    expect(answer).toEqual(issuedCode(session().challenge, 30, { maxTexts: 2 }))
    const challenge = sending(session().challenge, 30, { id: 'second', maxTexts: 2 })
    expect(next).toEqual({ ...session(), challenge })
  })

  it.each([
    ['too soon', 'resend_too_soon', session(), { seconds: 29 }],
    ['under way', 'in_progress', sessionWith((from) => sending(from, 30)), { seconds: 31 }],
    ['while another waits for the guard', 'in_progress', session(), { isBusy: true }],
  ] as const)('%s is refused with the timers, under its key', (_, reason, state, how) => {
    const timers = timersOf(state.challenge, SECRET_IDS)
    expect(decide(state, {}, how)).toEqual({ key: KEY, answer: { ok: false, reason, timers } })
  })

  it('finds no session once no code can come any more, but has its key', () => {
    const over = sessionWith((from) => guessed({ ...from, issues: 3 }, 3))
    expect(decide(over)).toEqual({ key: KEY, answer: NOT_FOUND })
  })

  it('is given in the last moment whose code does not outlive the session, and not after', () => {
    expect(decide(session(), {}, { seconds: 3300 }).answer.ok).toBe(true)
    const late = decide(session(), {}, { seconds: 3300.001 })
    expect(late).toEqual({ key: KEY, answer: NOT_FOUND })
  })

  it('[R22] says of a verified phone that it is, whoever else is texting', () => {
    const answer = { ok: false, reason: 'already_verified', nextStep: 2 }
    for (const isBusy of [true, false]) {
      expect(decide(session(verifiedAt(1)), {}, { isBusy })).toEqual({ key: KEY, answer })
    }
  })
})

describe('a resend to another phone', () => {
  it('takes the cookie, and seals the new phone for a new code', () => {
    const { key, next, answer } = decide(session(), CHANGE, { seconds: 1 })
    expect(key).toBe(KEY)
    expect(answer).toMatchObject({ ok: true, issue: { number: 2 } })
    expect(next && SECRETS.openPhone(next.challenge.phone)).toEqual(OTHER_PHONE)
    expect(next?.challenge.pending?.before.phone).toBe(session().challenge.phone)
  })

  it.each([undefined, SECRETS.firstToken('b'.repeat(22))])(
    'finds no session and reaches no guard by the token %s, verified or not',
    (token) => {
      const wish = { ...CHANGE, token }
      for (const state of [session(), session(verifiedAt(1))]) {
        expect(decide(state, wish)).toEqual({ answer: NOT_FOUND })
      }
    },
  )

  it('delivered twice is the same send, to what is the same phone by then', () => {
    const once = decide(session(), CHANGE, { seconds: 1 })
    const again = decide(once.next, CHANGE, { seconds: 2 })
    expect(again).toEqual({ key: KEY, next: undefined, answer: once.answer })
  })
})

describe('a session that is not there', () => {
  it('[R63] is not found, nor one whose phone does not open any more', () => {
    const secrets = secretsOf({ DATA_SECRET: ring('k2') })
    expect(decide(undefined)).toEqual({ answer: NOT_FOUND })
    expect(decide(undefined, CHANGE)).toEqual({ answer: NOT_FOUND })
    expect(decide(session(), CHANGE, { secrets })).toEqual({ answer: NOT_FOUND })
  })
})
