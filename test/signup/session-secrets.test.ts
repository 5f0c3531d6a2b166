import { describe, expect, it } from 'vitest'
import { codeFor } from '../../src/otp/code.ts'
import { at, issueWith, OTHER_PHONE, PHONE } from '../support/challenge.ts'
import { KEY, ring, SECRETS, secretsOf } from '../support/session.ts'

const ROTATED = secretsOf({ OTP_SECRET: ring('k2', 'k1'), DATA_SECRET: ring('k2', 'k1') })
const GONE = secretsOf({ OTP_SECRET: ring('k2'), DATA_SECRET: ring('k2') })
const ANOTHER = secretsOf({}, 'another session')

const now = at(0)
const issue = issueWith({})

describe('the ids of secrets', () => {
  it('[R63] begin with the one for what is new', () => {
    expect(ROTATED.codeSecretIds).toEqual(['k2', 'k1'])
    expect([SECRETS.tokenSecretId, ROTATED.tokenSecretId]).toEqual(['k1', 'k2'])
  })
})

describe('the phone at rest', () => {
  const phone = SECRETS.sealPhone(PHONE)

  it('is opened again by its own session alone, while its secret is there', () => {
    expect(phone).toEqual({ number: { keyId: 'k1', box: expect.any(String) }, country: 'IN' })
    expect([SECRETS, ROTATED].map((one) => one.openPhone(phone))).toEqual([PHONE, PHONE])
    expect([ANOTHER, GONE].map((one) => one.openPhone(phone))).toEqual([undefined, undefined])
  })

  it('does not show the number, nor that it is the same as another', () => {
    expect(JSON.stringify(phone)).not.toContain(PHONE.e164.slice(3))
    expect(SECRETS.sealPhone(PHONE)).not.toEqual(phone)
  })
})

describe('the code', () => {
  const code = SECRETS.code(issue, PHONE, now)

  it("[R9] is that of the session, the phone, the issue and the issue's secret", () => {
    const secret = { id: 'k1', bytes: Buffer.alloc(32, 7) }
    const subject = { sessionId: 'session', phone: PHONE.e164, issue: 1 }
    expect(code).toBe(codeFor(secret, subject))
    expect(ROTATED.code(issue, PHONE, now)).toBe(code)
    expect(SECRETS.isCode(code, issue, PHONE, now)).toBe(true)
    expect(ANOTHER.isCode(code, issue, PHONE, now)).toBe(false)
    expect(SECRETS.isCode(code, issue, OTHER_PHONE, now)).toBe(false)
    expect(SECRETS.isCode(code, issueWith({ number: 2 }), PHONE, now)).toBe(false)
  })

  it('is not made up where its secret is gone', () => {
    const gone = 'the code was issued under a secret that is gone'
    expect(() => GONE.code(issue, PHONE, now)).toThrow(gone)
    expect(() => GONE.isCode(code, issue, PHONE, now)).toThrow(gone)
  })

  it('[R12] is never empty', () => {
    for (const guess of ['', ' ', '\0']) {
      expect(SECRETS.isCode(guess, issue, PHONE, now)).toBe(false)
    }
  })

  it('of a fictitious number is fixed, until its last day is over', () => {
    const day = Date.UTC(2026, 0, 1)
    const fictitious = secretsOf({ FICTITIOUS_NUMBERS: `${PHONE.e164}:112233:2026-01-01` })
    const last = day + 86_399_999
    expect(fictitious.code(issue, PHONE, last)).toBe('112233')
    expect(fictitious.isCode('112233', issue, PHONE, last)).toBe(true)
    expect(fictitious.isCode(code, issue, PHONE, last)).toBe(false)
    expect(fictitious.code(issue, PHONE, last + 1)).toBe(code)
    expect(fictitious.isCode('112233', issue, PHONE, last + 1)).toBe(false)
  })
})

describe('a token of the cookie', () => {
  const TOKEN = /^[A-Za-z0-9_-]{43}$/

  it('[R38] is random where the first send had no key', () => {
    const tokens = Array.from({ length: 100 }, () => SECRETS.firstToken(undefined))
    expect(new Set(tokens).size).toBe(100)
    for (const token of tokens) expect(token).toMatch(TOKEN)
  })

  const first = SECRETS.firstToken(KEY.value)
  const next = SECRETS.nextToken('former')

  it('stays the same from one deployment to the next', () => {
    expect(first).toBe('JE7Q224l_sjhy_J4x4CDXeAT-Jc_lBcbql_5WLr_dI4')
    expect(next).toBe('jaQkA0IOUSw-A_OkRmMbvSpDLu-h3E0jqUebqAJrEg4')
  })

  it('is made again from the same key or former token, and from nothing else', () => {
    expect(ROTATED.firstTokenAgain('k1', KEY.value)).toBe(first)
    expect(ROTATED.nextTokenAgain('k1', 'former')).toBe(next)
    expect(GONE.firstTokenAgain('k1', KEY.value)).toBeUndefined()
    expect(GONE.nextTokenAgain('k1', 'former')).toBeUndefined()
    const others = [
      ROTATED.firstToken(KEY.value),
      ROTATED.nextToken('former'),
      ANOTHER.firstToken(KEY.value),
      ANOTHER.nextToken('former'),
      SECRETS.firstToken('former'),
      SECRETS.nextToken(KEY.value),
    ]
    expect(new Set([first, next, ...others]).size).toBe(8)
  })
})
