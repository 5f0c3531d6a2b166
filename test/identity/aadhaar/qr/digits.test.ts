import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { bytesOfDigits } from '../../../../src/identity/aadhaar/qr/digits.ts'
import { digitsOf } from '../../../../src/identity/aadhaar/sandbox-qr.ts'

afterEach(() => vi.restoreAllMocks())

describe('bytesOfDigits', () => {
  it('gives back the bytes that digits were made of', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 2900 }).filter(([first]) => first !== 0)
    fc.assert(
      fc.property(bytes, (some) => {
        expect(bytesOfDigits(digitsOf(Buffer.from(some)))).toEqual(Buffer.from(some))
      }),
    )
  })

  it.each(['', '0', '012', '-1', '1.0', '1e3', '0x1f', '1 2', '१२', '12n', 'x1', '1x'])(
    'refuses %j',
    (text) => {
      expect(bytesOfDigits(text)).toBeUndefined()
    },
  )

  it('takes as many digits as a QR code has room for, and no more', () => {
    expect(bytesOfDigits('9'.repeat(7089))).toHaveLength(2944)
    expect(bytesOfDigits('9'.repeat(7090))).toBeUndefined()
  })

  it('computes nothing of what is too long', () => {
    const computed = vi.spyOn(globalThis, 'BigInt')
    expect(bytesOfDigits('9'.repeat(10_000_000))).toBeUndefined()
    expect(computed).not.toHaveBeenCalled()
  })
})
