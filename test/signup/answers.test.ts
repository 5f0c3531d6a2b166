import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/platform/secrets.ts'
import { bears, verifiedResult } from '../../src/signup/answers.ts'
import { firstText } from '../../src/signup/policy.ts'
import type { SessionState } from '../../src/signup/state.ts'

const SEALED = { keyId: 'k1', box: 'box' }

const STATE: SessionState = {
  version: 1,
  startedBy: 'send',
  startedAt: 0,
  phone: { number: SEALED, country: 'IN' },
  askedBy: { kind: 'ipv4', address: 'name' },
  token: { hash: sha256('token'), secretId: 'k1' },
  texting: firstText('k1', 0),
  lastIssue: 1,
}

describe('a caller', () => {
  it('bears the cookie only by the token whose hash the session holds', () => {
    expect(bears('token', STATE)).toBe(true)
    for (const other of [undefined, '', 'Token', 'token ', STATE.token.hash]) {
      expect(bears(other, STATE)).toBe(false)
    }
  })
})

describe('a right guess', () => {
  it('is told the next step and the token, and all who asked for its texts', () => {
    const phone = { e164: '+919876543210', country: 'IN' } as const
    const right = { token: 'new token', phone, at: 7 }
    expect(verifiedResult(STATE, right, false)).toEqual({
      ok: true,
      nextStep: 2,
      token: 'new token',
      phone,
      verifiedAt: 7,
      askers: [STATE.askedBy],
      again: false,
    })
    const former = { kind: 'ipv4', address: 'former' } as const
    expect(verifiedResult({ ...STATE, askedBefore: [former] }, right, true)).toMatchObject({
      askers: [former, STATE.askedBy],
      again: true,
    })
  })
})
