import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/platform/time.ts'
import { type Bucket, bucketStart, RANGE_BUCKET } from '../../src/traffic/buckets.ts'
import { RangeCache } from '../../src/traffic/range-cache.ts'

const WINDOW = 6 * HOUR
const START = 1000 * HOUR

/** A cache, and the storage that it stands before. */
function cacheOf() {
  const rows = new Map<string, Map<number, Bucket>>()
  const reads: string[] = []
  const read = (prefix: string, since: number) =>
    [...(rows.get(prefix)?.values() ?? [])].filter(({ at }) => at > since)
  const cache = new RangeCache((prefix, since) => {
    reads.push(prefix)
    return read(prefix, since)
  })
  const count = (prefix: string, what: 'texted' | 'verified', at: number) => {
    const buckets = rows.get(prefix) ?? new Map<number, Bucket>()
    const bucket = buckets.get(at) ?? { at, texted: 0, verified: 0 }
    rows.set(prefix, buckets.set(at, { ...bucket, [what]: bucket[what] + 1 }))
    cache.count(prefix, what, at)
  }
  return { cache, count, read, reads }
}

it('a range is read from storage once, and then says what storage would', () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 2 * HOUR }),
    prefix: fc.constantFrom('9876', '987654'),
    what: fc.constantFrom('texted', 'verified', 'judge'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const { cache, count, read, reads } = cacheOf()
      let now = START
      for (const { wait, prefix, what } of steps) {
        now += wait
        if (what !== 'judge') count(prefix, what, bucketStart(now, RANGE_BUCKET))
        else expect(cache.buckets(prefix, now - WINDOW)).toEqual(read(prefix, now - WINDOW))
      }
      expect(reads.length).toBe(new Set(reads).size)
    }),
  )
})

it('a bucket is given until it is as old as the window', () => {
  const { cache, count } = cacheOf()
  count('9876', 'texted', START)
  expect(cache.buckets('9876', START - 1)).toHaveLength(1)
  expect(cache.buckets('9876', START)).toEqual([])
})

it('a verification in an old bucket is counted there', () => {
  const { cache, count } = cacheOf()
  cache.buckets('9876', START - WINDOW)
  count('9876', 'texted', START)
  count('9876', 'texted', START + MINUTE)
  count('9876', 'verified', START)
  expect(cache.buckets('9876', START - 1)).toEqual([
    { at: START, texted: 1, verified: 1 },
    { at: START + MINUTE, texted: 1, verified: 0 },
  ])
})

it('of more than a thousand ranges the one judged longest ago is read again', () => {
  const { cache, reads } = cacheOf()
  for (let i = 0; i < 1000; i++) cache.buckets(String(i), START)
  cache.buckets('0', START)
  cache.buckets('1000', START)
  expect(reads).toHaveLength(1001)
  cache.buckets('0', START)
  expect(reads).toHaveLength(1001)
  cache.buckets('1', START)
  expect(reads).toHaveLength(1002)
})
