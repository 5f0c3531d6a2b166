import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isMobileOf } from '../../../../src/identity/aadhaar/qr/mobile.ts'

const PHONE = '+919876543210'

const hash = (text: string | Buffer) => createHash('sha256').update(text)

describe('isMobileOf', () => {
  it.each([
    [1, 'hex digits', hash('9876543210').digest('hex')],
    [3, 'hex digits', hash(hash(hash('9876543210').digest('hex')).digest('hex')).digest('hex')],
    [3, 'bytes', hash(hash(hash('9876543210').digest()).digest()).digest('hex')],
  ])('knows a number by %i rounds of its hash, over %s', (rounds, _, digest) => {
    const mobile = { kind: 'hash', hash: digest, rounds } as const
    expect(isMobileOf({ mobile }, PHONE)).toBe(true)
    expect(isMobileOf({ mobile }, '+919876543211')).toBe(false)
    expect(isMobileOf({ mobile: { ...mobile, rounds: rounds + 1 } }, PHONE)).toBe(false)
    expect(isMobileOf({ mobile: { ...mobile, hash: '' } }, PHONE)).toBe(false)
  })

  it.each(['+12025550123', '+9198765432101', '+91987654321', '9876543210', 'x+919876543210'])(
    'cannot tell by a hash whether %s is it, as UIDAI hashes ten digits',
    (phone) => {
      const mobile = { kind: 'hash', hash: hash('9876543210').digest('hex'), rounds: 1 } as const
      expect(isMobileOf({ mobile }, phone)).toBeNull()
    },
  )

  it('compares the last four digits where there are no more', () => {
    const mobile = { kind: 'last4', last4: '3210' } as const
    expect(isMobileOf({ mobile }, PHONE)).toBe(true)
    expect(isMobileOf({ mobile }, '+919876532100')).toBe(false)
  })

  it('cannot tell where UIDAI knows no number', () => {
    expect(isMobileOf({ mobile: { kind: 'none' } }, PHONE)).toBeNull()
  })
})
