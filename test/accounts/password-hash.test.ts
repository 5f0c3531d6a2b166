import { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashPassword, scrypt } from '../../src/accounts/password-hash.ts'
import { deriveKey, type KeyRing } from '../../src/platform/secrets.ts'

// RFC 7914, section 12. Its fourth vector needs 1 GiB, which no isolate has.
const VECTORS = [
  [
    '',
    '',
    { logN: 4, r: 1, p: 1 },
    '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
  ],
  [
    'password',
    'NaCl',
    { logN: 10, r: 8, p: 16 },
    'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
  ],
  [
    'pleaseletmein',
    'SodiumChloride',
    { logN: 14, r: 8, p: 1 },
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
  ],
] as const

it.each(VECTORS)('scrypt of "%s" and "%s" is as RFC 7914 has it', (password, salt, cost, hash) => {
  const made = scrypt(Buffer.from(password), Buffer.from(salt), cost, 64)
  expect(made.toString('hex')).toBe(hash)
})

it('scrypt of 32 MiB is not refused for its memory', () => {
  const cost = { logN: 15, r: 8, p: 1 }
  expect(scrypt(Buffer.from('a'), Buffer.from('b'), cost, 32)).toHaveLength(32)
})

function partsOf(record: string) {
  const [scheme, logN, r, p, salt = '', hash = '', ...pepper] = record.split('$')
  return { scheme, logN, r, p, salt, hash, pepper: pepper.join('$') }
}

describe('the hash of a password', () => {
  const ring: KeyRing = [
    { id: 'k$2', bytes: Buffer.alloc(32, 2) },
    { id: 'k1', bytes: Buffer.alloc(32, 1) },
  ]
  it('says its scheme, its cost, its salt, and which secret its pepper is of', () => {
    const { salt, hash, ...rest } = partsOf(hashPassword(ring, 'correct horse'))
    expect(rest).toEqual({ scheme: 'scrypt', logN: '15', r: '8', p: '3', pepper: 'k$2' })
    expect(Buffer.from(salt, 'base64url')).toHaveLength(16)
    expect(Buffer.from(hash, 'base64url')).toHaveLength(32)
  })

  it('is another each time, and can be made again from what it says', () => {
    const [one, other] = [hashPassword(ring, 'correct horse'), hashPassword(ring, 'correct horse')]
    expect(one).not.toBe(other)
    const { salt, hash } = partsOf(one)
    const cost = { logN: 15, r: 8, p: 3 }
    const key = scrypt(Buffer.from('correct horse'), Buffer.from(salt, 'base64url'), cost, 32)
    const pepper = deriveKey(Buffer.alloc(32, 2), 'password-pepper')
    expect(createHmac('sha256', pepper).update(key).digest('base64url')).toBe(hash)
    // Nothing of it shows without the pepper.
    expect(one).not.toContain(key.toString('base64url'))
  })
})
