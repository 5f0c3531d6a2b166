import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inflate } from '../../../../src/identity/aadhaar/qr/inflate.ts'

const KINDS = [
  ['gzip', gzipSync],
  ['zlib', deflateSync],
] as const

const TEXT = Buffer.from('Anita Rao, Pune')

describe.each(KINDS)('inflate, of %s', (_, deflate) => {
  it('gives back what was deflated, to 16 KB', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 16_384 }), (bytes) => {
        expect(inflate(deflate(bytes))).toEqual(Buffer.from(bytes))
      }),
    )
    expect(inflate(deflate(Buffer.alloc(16_384)))).toHaveLength(16_384)
  })

  it.each([16_385, 5_000_000])('gives nothing of %i bytes in few', (length) => {
    expect(inflate(deflate(Buffer.alloc(length)))).toBeUndefined()
  })

  it('gives nothing of what was cut short, anywhere', () => {
    const whole = deflate(TEXT)
    for (let length = 0; length < whole.length; length++) {
      expect(inflate(whole.subarray(0, length))).toBeUndefined()
    }
  })

  it.each([[[0]], [[0, 0, 0]], [[1, 2, 3]], [[0x1f, 0x8b]]])(
    'gives nothing where %j comes behind it',
    (more) => {
      expect(inflate(Buffer.concat([deflate(TEXT), Buffer.from(more)]))).toBeUndefined()
    },
  )
})

describe('inflate', () => {
  it('gives nothing of what is neither', () => {
    expect(inflate(deflateRawSync(TEXT))).toBeUndefined()
    expect(inflate(TEXT)).toBeUndefined()
    expect(inflate(Buffer.alloc(0))).toBeUndefined()
  })

  it('throws at no bytes', () => {
    const start = fc.constantFrom([], [0x1f, 0x8b, 8], [0x78, 0x9c], [0x78, 0xbb])
    fc.assert(
      fc.property(start, fc.uint8Array(), (magic, bytes) => {
        inflate(Buffer.from([...magic, ...bytes]))
      }),
    )
  })
})
