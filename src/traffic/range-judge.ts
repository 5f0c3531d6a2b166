import { logEvent } from '../platform/log.ts'
import { DAY, MINUTE, SECOND } from '../platform/time.ts'
import { type Bucket, total } from './buckets.ts'
import type { GatewayStore } from './gateway-store.ts'
import { type NumberRange, prefixesOf } from './number-range.ts'
import { badGateways, BREAKER_WINDOW, isClosed, judgeRange } from './range-breaker.ts'
import type { RangeStore } from './range-store.ts'

/** Reports what a monitor knows of a number range, of four digits, or of six where it is closed. */
export type RangeReport = {
  readonly range: string
  /** Phones within the window that ranges are judged on, and how many of them were verified. */
  readonly texted: number
  readonly verified: number
  readonly closedUntil: number | undefined
}

/** All ranges are read again after this: to read them is much work while many do badly. */
const COMPARE_AGAIN = 15 * SECOND

const LOG_AGAIN = 10 * MINUTE

/** Judges which number ranges go unverified, for one monitor. */
export class RangeJudge {
  readonly #store: RangeStore
  readonly #gateways: GatewayStore
  readonly #monitor: string | undefined
  #all?: { readonly at: number; readonly buckets: ReadonlyMap<string, readonly Bucket[]> }
  #loggedAt = 0

  constructor(store: RangeStore, gateways: GatewayStore, monitor: string | undefined) {
    this.#store = store
    this.#gateways = gateways
    this.#monitor = monitor
  }

  /**
   * Judges the ranges of a number; the six digits first: what they are closed for does not count
   * against the four.
   */
  judge(range: NumberRange, now: number): void {
    for (const prefix of prefixesOf(range)) {
      const former = this.#store.closing(prefix)
      const buckets = this.#store.buckets(prefix, now - BREAKER_WINDOW)
      const others = () => this.#others(range.prefix4, now)
      const { closing, allFall } = judgeRange(buckets, others, former, now)
      if (allFall) this.#logFall(now)
      if (!closing || (closing.at === former?.at && closing.until === former.until)) continue
      this.#store.saveClosing(prefix, closing)
      const { strikes, until } = closing
      if (isClosed(closing, now)) logEvent('range_closed', { range: prefix, strikes, until })
      else logEvent('range_opened', { range: prefix })
    }
  }

  /** Reports on every range with phones in the window, and those that are closed. */
  report(now: number): readonly RangeReport[] {
    const since = now - BREAKER_WINDOW
    const all = this.#store.allBuckets(since)
    const closed = this.#store.closedRanges(now)
    return [...new Set([...all.keys(), ...closed])].toSorted().map((range) => {
      const { texted, verified } = total(all.get(range) ?? this.#store.buckets(range, since))
      const closedUntil = closed.includes(range) ? this.#store.closing(range)?.until : undefined
      return { range, texted, verified, closedUntil }
    })
  }

  #others(prefix4: string, now: number): readonly (readonly Bucket[])[] {
    if (!this.#all || now - this.#all.at >= COMPARE_AGAIN) {
      this.#all = { at: now, buckets: this.#store.allBuckets(now - BREAKER_WINDOW) }
    }
    return [...this.#all.buckets].flatMap(([range, some]) => (range === prefix4 ? [] : [some]))
  }

  /** Phones go unverified everywhere: that is no attack but a gateway, and somebody should know. */
  #logFall(now: number): void {
    if (now - this.#loggedAt < LOG_AGAIN) return
    this.#loggedAt = now
    const gateways = badGateways(this.#gateways.buckets(now - DAY), now).join(',')
    logEvent('conversion_fell', { monitor: this.#monitor, gateways })
  }
}
