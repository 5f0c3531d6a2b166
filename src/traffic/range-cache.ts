import type { Slot } from '../rate-limits/address-penalty.ts'
import { BREAKER_WINDOW } from './breaker.ts'

/** Ranges of four digits that are in use in a country are some hundreds; each has up to 360 slots. */
const MOST_RANGES = 1000

/**
 * The counts of ranges as a monitor judges them at each event, in memory, so that they are read from
 * storage once and not each time. Those judged last are kept.
 */
export class RangeCache {
  readonly #read: (range: string) => readonly Slot[]
  readonly #ranges = new Map<string, Map<number, Slot>>()

  /** `read` gives all that is stored of a range. */
  constructor(read: (range: string) => readonly Slot[]) {
    this.#read = read
  }

  /** Counts one phone more, in a range that was stored or will be. */
  count(range: string, what: 'texted' | 'verified', at: number): void {
    const slots = this.#ranges.get(range)
    if (!slots) return
    const slot = slots.get(at) ?? { at, texted: 0, verified: 0 }
    slots.set(at, { ...slot, [what]: slot[what] + 1 })
    for (const [old] of slots) {
      if (old >= at - 2 * BREAKER_WINDOW) break
      slots.delete(old)
    }
  }

  /** The slots of a range after `since`. What was counted must be stored before. */
  slots(range: string, since: number): readonly Slot[] {
    const slots = this.#ranges.get(range) ?? new Map(this.#read(range).map((one) => [one.at, one]))
    this.#ranges.delete(range)
    this.#ranges.set(range, slots)
    const [oldest] = this.#ranges.keys()
    if (this.#ranges.size > MOST_RANGES && oldest !== undefined) this.#ranges.delete(oldest)
    return [...slots.values()].filter(({ at }) => at > since)
  }
}
