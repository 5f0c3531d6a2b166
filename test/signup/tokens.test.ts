import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import type { Secret } from '../../src/platform/secrets.ts'
import { firstToken, verifiedToken } from '../../src/signup/tokens.ts'

const SECRET: Secret = { id: 'k1', bytes: Buffer.alloc(32, 7) }
const OTHER: Secret = { id: 'k1', bytes: Buffer.alloc(32, 8) }

const KEY = 'a'.repeat(22)

describe('the first token of a session', () => {
  it('is random where the send had no key', () => {
    const tokens = Array.from({ length: 100 }, () => firstToken(SECRET, 'session'))
    expect(new Set(tokens).size).toBe(100)
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('is the same again from the key of the send, and from nothing else', () => {
    const token = firstToken(SECRET, 'session', KEY)
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(firstToken(SECRET, 'session', KEY)).toBe(token)
    const others = [
      firstToken(OTHER, 'session', KEY),
      firstToken(SECRET, 'another', KEY),
      firstToken(SECRET, 'session', 'b'.repeat(22)),
      firstToken(SECRET, 'session'),
    ]
    expect(others).not.toContain(token)
  })

  it('is that of the releases before, so that a repeat finds its cookie again', () => {
    const token = 'JE7Q224l_sjhy_J4x4CDXeAT-Jc_lBcbql_5WLr_dI4'
    expect(firstToken(SECRET, 'session', KEY)).toBe(token)
  })
})

describe('the token of a verified session', () => {
  it('is the same again from the former token, and from nothing else', () => {
    const token = verifiedToken(SECRET, 'session', KEY)
    expect(verifiedToken(SECRET, 'session', KEY)).toBe(token)
    const others = [
      verifiedToken(OTHER, 'session', KEY),
      verifiedToken(SECRET, 'another', KEY),
      verifiedToken(SECRET, 'session', 'b'.repeat(22)),
      firstToken(SECRET, 'session', KEY),
    ]
    expect(others).not.toContain(token)
  })

  it('is that of the releases before, so that a lost answer can be given again', () => {
    const token = 'jaQkA0IOUSw-A_OkRmMbvSpDLu-h3E0jqUebqAJrEg4'
    expect(verifiedToken(SECRET, 'session', 'former')).toBe(token)
  })
})
