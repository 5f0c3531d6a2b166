import { expect, it } from 'vitest'
import { BUCKET, bucketStart, RANGE_BUCKET, total } from '../../src/traffic/buckets.ts'

it.each([
  [BUCKET, 600_000, 600_000],
  [BUCKET, 899_999, 600_000],
  [BUCKET, 900_000, 900_000],
  [RANGE_BUCKET, 659_999, 600_000],
  [RANGE_BUCKET, 660_000, 660_000],
])('of buckets of %i ms, that of time %i begins at %i', (span, time, start) => {
  expect(bucketStart(time, span)).toBe(start)
})

it('the phones of no bucket are none, and of several their sums', () => {
  expect(total([])).toEqual({ texted: 0, verified: 0 })
  const buckets = [
    { at: 0, texted: 3, verified: 1 },
    { at: 1, texted: 4, verified: 2 },
  ]
  expect(total(buckets)).toEqual({ texted: 7, verified: 3 })
})
