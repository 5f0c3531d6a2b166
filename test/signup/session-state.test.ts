import { describe, expect, it } from 'vitest'
import { startChallenge } from '../../src/otp/resend.ts'
import { sha256 } from '../../src/platform/secrets.ts'
import { HOUR } from '../../src/platform/time.ts'
import { bears, endsAt, startSession, textDeadline } from '../../src/signup/session-state.ts'
import { at, PHONE, send } from '../support/challenge.ts'
import { codeOf, KEY, ring, SECRETS, secretsOf, session, TOKEN } from '../support/session.ts'

const first = send({ isFirst: true, key: KEY })

describe('the start of a session', () => {
  it('keeps the first challenge and its token hashed, and gives the code to send', () => {
    const { next, answer } = startSession(undefined, first, SECRETS, at(0))
    const { phone } = next.challenge
    expect(SECRETS.openPhone(phone)).toEqual(PHONE)
    expect(next).toEqual({
      version: 1,
      answers: {},
      answeredAt: undefined,
      account: undefined,
      phoneTaken: false,
      startedAt: at(0),
      token: { hash: sha256(TOKEN), secretId: 'k1' },
      challenge: startChallenge(first, phone, ['k1'], at(0)),
      verified: undefined,
    })
    expect(answer).toEqual({
      ok: true,
      issue: next.challenge.issue,
      code: codeOf(next),
      timers: { attemptsLeft: 3, expiresAt: at(300), resendAt: at(30), otherChannels: false },
      route: ['a', 'b'],
      maxTexts: 2,
      token: TOKEN,
    })
  })

  it('comes to one text to a fictitious number, which no gateway is asked for', () => {
    const { answer } = startSession(undefined, send({ route: [] }), SECRETS, at(0))
    expect(answer.maxTexts).toBe(1)
  })

  it('has a random token where the send had no key', () => {
    const tokens = [1, 2].map(() => startSession(undefined, send(), SECRETS, at(0)).answer.token)
    expect(new Set([...tokens, TOKEN]).size).toBe(3)
  })

  it('[R63] is under the newest secrets', () => {
    const rings = { OTP_SECRET: ring('k2', 'k1'), DATA_SECRET: ring('k2', 'k1') }
    const { next } = startSession(undefined, first, secretsOf(rings), at(0))
    expect(next).toMatchObject({
      token: { secretId: 'k2' },
      challenge: { issue: { secretId: 'k2' }, phone: { number: { keyId: 'k2' } } },
    })
  })

  it('delivered twice gives the same code and cookie again; by another send it is a bug', () => {
    const { next, answer } = startSession(undefined, first, SECRETS, at(0))
    expect(startSession(next, first, SECRETS, at(0)).answer).toEqual(answer)
    expect(() => startSession(next, send({ id: 'other' }), SECRETS, at(0))).toThrow(
      'the session id is taken',
    )
  })
})

describe('the bearer of the cookie', () => {
  it('is whoever has the token whose hash the session holds', () => {
    expect(bears(TOKEN, session())).toBe(true)
    for (const other of [undefined, '', TOKEN.toLowerCase(), `${TOKEN} `, session().token.hash]) {
      expect(bears(other, session())).toBe(false)
    }
  })
})

describe('the end of a session', () => {
  it('comes an hour after its start where it is not verified', () => {
    expect(endsAt(session())).toBe(at(0) + HOUR)
  })

  it.each([
    [0.5, 24.5],
    [48, 72],
    [60, 72],
  ])(
    '[R49] comes 24 h after a verification, 72 after the start at most: %d h, %d h',
    (hours, end) => {
      const verified = { at: at(0) + hours * HOUR, replay: undefined }
      expect(endsAt(session({ verified }))).toBe(at(0) + end * HOUR)
    },
  )

  it('is preceded by five minutes without a text, whose code might outlive it', () => {
    expect(textDeadline(session())).toBe(at(3300))
  })
})
