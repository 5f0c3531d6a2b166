import type { Slot } from './address-penalty.ts'
import { BREAKER_WINDOW } from './range-breaker.ts'

/** With up to 360 slots each, of some 120 bytes: 43 MB at most of the 128 that an object may use. */
const MOST_RANGES = 1000

/**
 * The counts of ranges as a monitor judges them at each event, in memory, so that they are read from
 * storage once and not each time. Those judged last are kept.
 */
export class RangeCache {
  readonly #read: (range: string, since: number) => readonly Slot[]
  readonly #ranges = new Map<string, Map<number, Slot>>()

  /** `read` gives what is stored of a range after a time, oldest first. */
  constructor(read: (range: string, since: number) => readonly Slot[]) {
    this.#read = read
  }

  /** Counts one phone more, in a range that was stored or will be. */
  count(range: string, what: 'texted' | 'verified', at: number): void {
    const slots = this.#ranges.get(range)
    if (!slots) return
    const slot = slots.get(at) ?? { at, texted: 0, verified: 0 }
    slots.set(at, { ...slot, [what]: slot[what] + 1 })
    for (const [old] of slots) {
      if (old > at - BREAKER_WINDOW) break
      slots.delete(old)
    }
  }

  /**
   * The slots of a range after `since`, which is at least as late as when it was asked for before. What
   * was counted must be stored.
   */
  slots(range: string, since: number): readonly Slot[] {
    const slots =
      this.#ranges.get(range) ?? new Map(this.#read(range, since).map((one) => [one.at, one]))
    this.#ranges.delete(range)
    this.#ranges.set(range, slots)
    const [oldest] = this.#ranges.keys()
    if (this.#ranges.size > MOST_RANGES && oldest !== undefined) this.#ranges.delete(oldest)
    return [...slots.values()].filter(({ at }) => at > since)
  }
}
