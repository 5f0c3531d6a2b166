import type { Bucket } from './buckets.ts'
import { BREAKER_WINDOW } from './range-breaker.ts'

/** With up to 360 buckets each, of some 120 bytes: 43 MB at most of the 128 that an object may use. */
const MAX_RANGES = 1000

/**
 * Keeps the counts of ranges in memory, since a monitor judges by them at each event. Those judged
 * last are kept.
 */
export class RangeCache {
  readonly #read: (prefix: string, since: number) => readonly Bucket[]
  readonly #ranges = new Map<string, Map<number, Bucket>>()

  /** `read` gives what is stored of a range after a time, oldest first. */
  constructor(read: (prefix: string, since: number) => readonly Bucket[]) {
    this.#read = read
  }

  /** Counts one phone more, which is stored as well. */
  count(prefix: string, what: 'texted' | 'verified', at: number): void {
    const buckets = this.#ranges.get(prefix)
    if (!buckets) return
    const bucket = buckets.get(at) ?? { at, texted: 0, verified: 0 }
    buckets.set(at, { ...bucket, [what]: bucket[what] + 1 })
    for (const [old] of buckets) {
      if (old > at - BREAKER_WINDOW) break
      buckets.delete(old)
    }
  }

  /** Lists the buckets of a range after `since`, which never goes back from one call to the next. */
  buckets(prefix: string, since: number): readonly Bucket[] {
    const buckets =
      this.#ranges.get(prefix) ?? new Map(this.#read(prefix, since).map((one) => [one.at, one]))
    this.#ranges.delete(prefix)
    this.#ranges.set(prefix, buckets)
    const [oldest] = this.#ranges.keys()
    if (this.#ranges.size > MAX_RANGES && oldest !== undefined) this.#ranges.delete(oldest)
    return [...buckets.values()].filter(({ at }) => at > since)
  }
}
