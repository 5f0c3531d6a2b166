import { describe, expect, it } from 'vitest'
import { timersOf } from '../../src/otp/challenge.ts'
import { sha256 } from '../../src/platform/secrets.ts'
import type { SessionState } from '../../src/signup/session-state.ts'
import {
  countGuess,
  judgeGuess,
  type VerifyRequest,
  type VerifyResult,
} from '../../src/signup/verify.ts'
import {
  asker,
  at,
  guessed,
  OTHER_PHONE,
  PHONE,
  SECRET_IDS,
  sending,
  texted,
} from '../support/challenge.ts'
import {
  codeOf,
  ring,
  SECRETS,
  secretsOf,
  session,
  sessionWith,
  TOKEN,
} from '../support/session.ts'

const FRESH = SECRETS.firstToken('c'.repeat(22))
const NOT_FOUND = { ok: false, reason: 'session_not_found' }
const ALREADY_VERIFIED = { ok: false, reason: 'already_verified', nextStep: 2 }

const CODE = codeOf(session())

const request = (more: Partial<VerifyRequest> = {}): VerifyRequest => ({
  id: 'guess',
  code: CODE,
  issue: undefined,
  token: undefined,
  freshToken: FRESH,
  ...more,
})

/** Verifies as the object does: counts, stores, judges, stores. */
function verify(
  state: SessionState | undefined,
  more: Partial<VerifyRequest> = {},
  { seconds = 1, secrets = SECRETS } = {},
): { readonly state: SessionState | undefined; readonly answer: VerifyResult } {
  const asked = request(more)
  const counted = countGuess(state, asked, secrets, at(seconds))
  if (counted.answer) return { state: counted.next ?? state, answer: counted.answer }
  const { next, answer } = judgeGuess(counted, asked, secrets, at(seconds))
  return { state: next ?? counted.next, answer }
}

const right = { ok: true, nextStep: 2, phone: PHONE, askers: [asker('starter')] }

describe('a guess', () => {
  it('at another issue than the last is told which it is and where it went, and is not compared', () => {
    const timers = timersOf(session().challenge, SECRET_IDS)
    const replaced = {
      ok: false,
      reason: 'code_replaced',
      issue: 1,
      phone: '+91 •••••• 3210',
      timers,
    }
    expect(verify(session(), { issue: 2 })).toEqual({ state: session(), answer: replaced })
    expect(verify(session(), { issue: 1 }).answer).toMatchObject(right)
  })

  it('[R5] is counted before it is compared', () => {
    for (const code of [CODE, '000000', '']) {
      expect(countGuess(session(), request({ code }), SECRETS, at(1))).toEqual({
        next: sessionWith((from) => ({ ...guessed(from, 1), lastAttempt: 'guess' })),
        phone: PHONE,
      })
    }
  })

  it.each(['', '000000', CODE.slice(1), `${CODE}0`, ` ${CODE}`])(
    '[R12] that is wrong, %j, is answered with the timers and changes nothing more',
    (code) => {
      const { state, answer } = verify(session(), { code })
      const counted = sessionWith((from) => ({ ...guessed(from, 1), lastAttempt: 'guess' }))
      expect(state).toEqual(counted)
      const timers = timersOf(counted.challenge, SECRET_IDS)
      expect(timers.attemptsLeft).toBe(2)
      expect(answer).toEqual({ ok: false, reason: 'otp_incorrect', timers })
    },
  )

  it('[R4] delivered twice counts once', () => {
    const once = verify(session(), { code: '000000' })
    const { state, answer } = verify(once.state, { code: '000000' })
    expect([state, answer]).toEqual([once.state, once.answer])
  })

  it('[R7] at the former code is wrong once a new one came', () => {
    const locked = sessionWith((from) => texted(guessed(from, 3), 30))
    const fresh = codeOf(locked)
    expect(fresh).not.toBe(CODE)
    expect(verify(locked, {}, { seconds: 31 }).answer).toMatchObject({ reason: 'otp_incorrect' })
    expect(verify(locked, { code: fresh }, { seconds: 31 }).answer).toMatchObject(right)
  })

  it('[R9] at the code of the former phone is wrong once the phone was changed', () => {
    const phone = SECRETS.sealPhone(OTHER_PHONE)
    const changed = sessionWith((from) => texted(from, 1, { phone, more: { asker: asker('b') } }))
    expect(verify(changed).answer).toMatchObject({ reason: 'otp_incorrect' })
    const { answer } = verify(changed, { code: codeOf(changed, OTHER_PHONE) })
    expect(answer).toMatchObject({ ok: true, phone: OTHER_PHONE, askers: [asker('b')] })
  })

  it('[R63] finds no session, nor one whose phone does not open any more', () => {
    const secrets = secretsOf({ DATA_SECRET: ring('k2') })
    expect(verify(undefined)).toEqual({ state: undefined, answer: NOT_FOUND })
    expect(verify(session(), {}, { secrets }).answer).toEqual(NOT_FOUND)
  })
})

describe('a right guess', () => {
  it("[R41] verifies, ends the send under way and rotates the starter's token", () => {
    const before = sessionWith((from) => sending(from, 30))
    const { state, answer } = verify(before, { token: TOKEN }, { seconds: 31 })
    const token = SECRETS.nextToken(TOKEN)
    expect(answer).toEqual({ ...right, token, verifiedAt: at(31), isRepeat: false })
    expect(state).toEqual({
      ...before,
      challenge: {
        ...guessed(before.challenge, 1),
        lastAttempt: 'guess',
        pending: undefined,
      },
      token: { hash: sha256(token), secretId: 'k1' },
      verified: {
        at: at(31),
        replay: { formerHash: sha256(TOKEN), until: at(91), remaining: 3 },
      },
    })
  })

  it.each([undefined, FRESH])('[R41] by who bears no cookie gives a fresh one: %s', (token) => {
    const { state, answer } = verify(session(), { token })
    expect(answer).toMatchObject({ ...right, token: FRESH })
    expect(state).toMatchObject({ token: { hash: sha256(FRESH) }, verified: { replay: undefined } })
  })

  it('[R63] makes the token under the newest secret', () => {
    const secrets = secretsOf({ DATA_SECRET: ring('k2', 'k1') })
    const { state, answer } = verify(session(), { token: TOKEN }, { secrets })
    expect(state?.token.secretId).toBe('k2')
    expect(answer).toMatchObject({ ...right, token: secrets.nextToken(TOKEN) })
  })

  it('names all who asked for its texts', () => {
    const twice = sessionWith((from) => texted(from, 30, { more: { asker: asker('b') } }))
    const { answer } = verify(twice, {}, { seconds: 31 })
    expect(answer).toMatchObject({ askers: [asker('b'), asker('starter')] })
  })
})

describe('a verify of a verified session', () => {
  const verified = verify(session(), { token: TOKEN }).state
  const again = { id: 'again', token: TOKEN }
  const repeated = {
    ...right,
    token: SECRETS.nextToken(TOKEN),
    verifiedAt: at(1),
    isRepeat: true,
  }

  it('[R4] gives its starter the same answer three times, each counted, and then no more', () => {
    let state = verified
    for (const remaining of [2, 1, 0]) {
      const repeat = verify(state, again)
      expect(repeat.answer).toEqual(repeated)
      expect(repeat.state).toEqual({
        ...verified,
        verified: { at: at(1), replay: { ...verified?.verified?.replay, remaining } },
      })
      state = repeat.state
    }
    expect(verify(state, again)).toEqual({ state, answer: ALREADY_VERIFIED })
  })

  it('gives it for less than 60 seconds', () => {
    expect(verify(verified, again, { seconds: 60.999 }).answer).toEqual(repeated)
    const late = verify(verified, again, { seconds: 61 })
    expect(late).toEqual({ state: verified, answer: ALREADY_VERIFIED })
  })

  it.each([
    ['another code', { code: '000000' }, 2],
    ['no cookie', { token: undefined }, 3],
    ['another cookie', { token: FRESH }, 3],
    ['the new cookie', { token: SECRETS.nextToken(TOKEN) }, 3],
  ])('gives nothing for %s; a guess alone uses up a repeat', (_, more, remaining) => {
    const { state, answer } = verify(verified, { ...again, ...more })
    expect(answer).toEqual(ALREADY_VERIFIED)
    expect(state?.verified?.replay?.remaining).toBe(remaining)
  })

  it.each([
    ['code', { OTP_SECRET: ring('k2') }],
    ['token', { DATA_SECRET: ring('k2') }],
  ])('[R63] gives nothing once the secret of the %s is gone', (_, vars) => {
    const secrets = secretsOf(vars)
    const phone = secrets.sealPhone(PHONE)
    const state = verified && { ...verified, challenge: { ...verified.challenge, phone } }
    expect(verify(state, again, { secrets }).answer).toEqual(ALREADY_VERIFIED)
  })

  it('gives the token that was made under an older secret', () => {
    const secrets = secretsOf({ DATA_SECRET: ring('k2', 'k1') })
    expect(verify(verified, again, { secrets }).answer).toEqual(repeated)
  })

  it('[R4] delivered twice is answered as at first, and uses up no repeat', () => {
    const first = { ...repeated, isRepeat: false }
    const late = { seconds: 500 }
    expect(verify(verified, { token: TOKEN }, late)).toEqual({ state: verified, answer: first })
    const stranger = verify(session())
    const answer = { ...first, token: FRESH }
    expect(verify(stranger.state, {}, late)).toEqual({ state: stranger.state, answer })
  })

  it('is not the same request by its fresh token alone, nor by its id alone', () => {
    const { state } = verify(session())
    expect(verify(state, { id: 'again' }).answer).toEqual(ALREADY_VERIFIED)
    expect(verify(state, { freshToken: TOKEN }).answer).toEqual(ALREADY_VERIFIED)
  })
})
