import { Buffer } from 'node:buffer'
import { hkdfSync, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deriveKey,
  findSecret,
  hmac,
  type KeyRing,
  open,
  type Purpose,
  randomToken,
  sameText,
  seal,
  sha256,
} from '../../src/platform/secrets.ts'

const secretOf = (id: string) => ({ id, bytes: randomBytes(32) })

const [OLD, NEW] = [secretOf('k1'), secretOf('k2')]
const BEFORE: KeyRing = [OLD]
const DURING: KeyRing = [NEW, OLD]
const AFTER: KeyRing = [NEW]

const PHONE = '+919876543210'

describe('what is sealed', () => {
  it('opens again, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
        const sealed = seal(BEFORE, 'phone-at-rest', text, context)
        expect(open(BEFORE, 'phone-at-rest', sealed, context)).toBe(text)
      }),
    )
  })

  it('shows nothing of it, and is never twice the same', () => {
    const [first, second] = [0, 1].map(() => seal(BEFORE, 'phone-at-rest', PHONE, 'session'))
    expect(first?.box).not.toBe(second?.box)
    expect(Buffer.from(first?.box ?? '', 'base64url').toString('latin1')).not.toContain('98765')
  })

  it('[R63] is sealed under the first secret, and opened under the one it names', () => {
    const old = seal(BEFORE, 'phone-at-rest', PHONE, 'session')
    const fresh = seal(DURING, 'phone-at-rest', PHONE, 'session')
    expect([old.keyId, fresh.keyId]).toEqual(['k1', 'k2'])
    expect(open(DURING, 'phone-at-rest', old, 'session')).toBe(PHONE)
    expect(open(DURING, 'phone-at-rest', fresh, 'session')).toBe(PHONE)
  })

  it('opens where a release before sealed it', () => {
    const ring: KeyRing = [{ id: 'k1', bytes: Buffer.alloc(32, 7) }]
    const box = 'uzYryVIP5IMoaquM5mJY6yWgbTWqT5lx56vaR9GgBZIn8FkNttDgyeo'
    expect(open(ring, 'phone-at-rest', { keyId: 'k1', box }, 'session')).toBe(PHONE)
  })

  it('is gone once its secret is', () => {
    const old = seal(BEFORE, 'phone-at-rest', PHONE, 'session')
    expect(open(AFTER, 'phone-at-rest', old, 'session')).toBeUndefined()
  })

  it('does not open in another place, for another purpose or under another key', () => {
    const sealed = seal(BEFORE, 'phone-at-rest', PHONE, 'session')
    const stranger: KeyRing = [secretOf('k1')]
    expect(open(BEFORE, 'phone-at-rest', sealed, 'other session')).toBeUndefined()
    expect(open(BEFORE, 'session-token', sealed, 'session')).toBeUndefined()
    expect(open(stranger, 'phone-at-rest', sealed, 'session')).toBeUndefined()
    expect(open(DURING, 'phone-at-rest', { ...sealed, keyId: 'k2' }, 'session')).toBeUndefined()
  })

  it('does not open with any bit of it changed', () => {
    const sealed = seal(BEFORE, 'phone-at-rest', PHONE, 'session')
    const box = Buffer.from(sealed.box, 'base64url')
    for (let bit = 0; bit < box.length * 8; bit++) {
      const changed = Buffer.from(box)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const tampered = { ...sealed, box: changed.toString('base64url') }
      expect(open(BEFORE, 'phone-at-rest', tampered, 'session')).toBeUndefined()
    }
  })

  it('does not open where it was cut short', () => {
    const { keyId, box } = seal(BEFORE, 'phone-at-rest', PHONE, 'session')
    for (let length = 0; length < box.length; length++) {
      const cut = { keyId, box: box.slice(0, length) }
      expect(open(BEFORE, 'phone-at-rest', cut, 'session')).toBeUndefined()
    }
  })
})

describe('derived keys', () => {
  it('are those of HKDF-SHA-256 with purpose and context as info', () => {
    const { bytes } = OLD
    const expected = (info: string) => Buffer.from(hkdfSync('sha256', bytes, '', info, 32))
    expect(deriveKey(bytes, 'otp')).toEqual(expected('otp'))
    expect(deriveKey(bytes, 'otp', ['a', 'b'])).toEqual(expected('otp\0a\0b'))
  })

  it('differ by secret, purpose and each part of the context', () => {
    const keys = [
      deriveKey(OLD.bytes, 'otp', ['a', 'b']),
      deriveKey(NEW.bytes, 'otp', ['a', 'b']),
      deriveKey(OLD.bytes, 'session-id', ['a', 'b']),
      deriveKey(OLD.bytes, 'otp', ['ab']),
      deriveKey(OLD.bytes, 'otp', ['b', 'a']),
      deriveKey(OLD.bytes, 'otp'),
    ]
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(keys.length)
  })

  it('are never taken for one another, though each is asked for again and again', () => {
    const secret = fc.constantFrom(OLD.bytes, NEW.bytes)
    const purpose = fc.constantFrom<Purpose>('otp', 'phone-at-rest', 'session-token', 'device')
    const context = fc.constantFrom([], [], ['a'])
    fc.assert(
      fc.property(fc.array(fc.tuple(secret, purpose, context)), (asked) => {
        for (const [bytes, label, parts] of asked) {
          const info = Buffer.from([label, ...parts].join('\0'))
          const expected = Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), info, 32))
          expect(deriveKey(bytes, label, parts)).toEqual(expected)
        }
      }),
    )
  })
})

describe('the small ones', () => {
  it('a secret is found by its id alone', () => {
    expect(findSecret(DURING, 'k1')).toBe(OLD)
    expect(findSecret(DURING, 'k3')).toBeUndefined()
  })

  it('an HMAC tells its parts apart', () => {
    const key = Buffer.alloc(32)
    expect(hmac(key, 'a', 'bc')).not.toBe(hmac(key, 'ab', 'c'))
    expect(hmac(key, 'a')).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('a hash is that of FIPS 180-4', () => {
    expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
  })

  it('[R38] tokens have 256 bits, and none comes twice', () => {
    const tokens = Array.from({ length: 10_000 }, randomToken)
    expect(tokens.every((token) => Buffer.from(token, 'base64url').length === 32)).toBe(true)
    expect(new Set(tokens).size).toBe(tokens.length)
  })

  it('texts are the same or not, of any length', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(sameText(a, b)).toBe(a === b)
        expect(sameText(a, a)).toBe(true)
      }),
    )
  })
})
