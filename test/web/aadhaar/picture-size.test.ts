import { describe, expect, it } from 'vitest'
import { pixelsIn } from '../../../src/web/signup/steps/aadhaar/reader/worker/picture-size.ts'

const view = (...parts: readonly (string | readonly number[])[]) => {
  const bytes = parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part))
  return new DataView(Uint8Array.from(bytes).buffer)
}

const JPEG = [0xff, 0xd8]
const SEGMENT = [0xff, 0xe1, 0, 4, 0xff, 0xc0]
const FRAME = [0xff, 0xc2, 0, 17, 8, 0x0b, 0xb8, 0x0f, 0xa0, 3]
const PNG = ['\x89PNG'.slice(1), [13, 10, 26, 10, 0, 0, 0, 13], 'IHDR'] as const

describe('the pixels of a picture', () => {
  it.each([
    ['a JPEG', view(JPEG, SEGMENT, FRAME), 12_000_000],
    ['a JPEG with fill bytes', view(JPEG, SEGMENT, [0xff], FRAME), 12_000_000],
    ['a PNG', view([0x89], ...PNG, [0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]), 100_000_000],
    [
      'a lossy WebP',
      view('RIFFxxxxWEBPVP8 ', [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0xa0, 0x0f, 0xb8, 0x4b]),
      12_000_000,
    ],
    [
      'a lossless WebP',
      view('RIFFxxxxWEBPVP8L', [0, 0, 0, 0, 0x2f, 0x9f, 0xcf, 0xed, 2]),
      12_000_000,
    ],
    [
      'a WebP with more',
      view('RIFFxxxxWEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 0x9f, 0x0f, 0, 0xb7, 0x0b, 0]),
      12_000_000,
    ],
  ])('are known before %s is decoded', (_, bytes, pixels) => {
    expect(pixelsIn(bytes)).toBe(pixels)
  })

  it.each([
    ['nothing', view()],
    ['another kind', view('GIF89a', [1, 2, 3, 4, 5, 6])],
    ['a JPEG that ends in a segment', view(JPEG, SEGMENT)],
    ['a JPEG with no frame', view(JPEG, [0xff, 0xe0, 0, 2, 0, 0, 0, 0])],
    ['a JPEG whose tables come last', view(JPEG, [0xff, 0xc4, 0, 2])],
    ['a PNG that ends early', view([0x89], ...PNG)],
    ['a WebP of an unknown kind', view('RIFFxxxxWEBPXXXX', [0, 0, 0, 0])],
  ])('are not known of %s', (_, bytes) => {
    expect(pixelsIn(bytes)).toBeUndefined()
  })
})
