import { DAY, MINUTE, SECOND } from '../platform/time.ts'
import { badlyConverting, BREAKER_WINDOW, isClosed, judgeRange, total } from './range-breaker.ts'
import { logEvent } from '../platform/log.ts'
import type { GatewayLedger } from './gateway-store.ts'
import type { RangeLedger } from './range-store.ts'
import type { Range } from './number-range.ts'

/** What a monitor knows of a number range, of four digits, or of six where it is closed. */
export type RangeReport = {
  readonly range: string
  /** Phones within the window that ranges are judged on, and how many of them were verified. */
  readonly texted: number
  readonly verified: number
  /** Closed until then. */
  readonly closedUntil: number | undefined
}

/** All ranges are read again after this: to read them is much work while many do badly. */
const COMPARE_AGAIN = 15 * SECOND

const SAY_AGAIN = 10 * MINUTE

/** Watches which number ranges go unverified, for one monitor. */
export class RangeWatch {
  readonly #ledger: RangeLedger
  readonly #gateways: GatewayLedger
  readonly #monitor: string | undefined
  #ranges?: { readonly at: number; readonly slots: ReturnType<RangeLedger['slotsOfRanges']> }
  #fallSaidAt = 0

  constructor(ledger: RangeLedger, gateways: GatewayLedger, monitor: string | undefined) {
    this.#ledger = ledger
    this.#gateways = gateways
    this.#monitor = monitor
  }

  /**
   * Judges the ranges of a number; the six digits first: what they are closed for does not count
   * against the four.
   */
  judge(range: Range, now: number): void {
    for (const one of rangesOf(range)) {
      const former = this.#ledger.closing(one)
      const since = now - BREAKER_WINDOW
      const slots = this.#ledger.slotsOfRange(one, since)
      const others = () => this.#otherRanges(range.four, now)
      const { closing, allFall } = judgeRange(slots, others, former, now)
      if (allFall) this.#sayAllFall(now)
      if (!closing || (closing.at === former?.at && closing.until === former.until)) continue
      this.#ledger.keepClosing(one, closing)
      const { strikes, until } = closing
      if (isClosed(closing, now)) logEvent('range_closed', { range: one, strikes, until })
      else logEvent('range_opened', { range: one })
    }
  }

  /** Of every range with phones in the window, and of those that are closed. */
  report(now: number): readonly RangeReport[] {
    const since = now - BREAKER_WINDOW
    const counted = this.#ledger.slotsOfRanges(since)
    const closed = this.#ledger.closed(now)
    return [...new Set([...counted.keys(), ...closed])].toSorted().map((range) => {
      const slots = counted.get(range) ?? this.#ledger.slotsOfRange(range, since)
      const { texted, verified } = total(slots)
      const closedUntil = closed.includes(range) ? this.#ledger.closing(range)?.until : undefined
      return { range, texted, verified, closedUntil }
    })
  }

  #otherRanges(four: string, now: number) {
    if (!this.#ranges || now - this.#ranges.at >= COMPARE_AGAIN) {
      this.#ranges = { at: now, slots: this.#ledger.slotsOfRanges(now - BREAKER_WINDOW) }
    }
    return [...this.#ranges.slots].filter(([range]) => range !== four).map(([, slots]) => slots)
  }

  /** Phones go unverified everywhere: that is no attack but a gateway, and somebody should know. */
  #sayAllFall(now: number): void {
    if (now - this.#fallSaidAt < SAY_AGAIN) return
    this.#fallSaidAt = now
    const gateways = badlyConverting(this.#gateways.slots(now - DAY), now).join(',')
    logEvent('conversion_fell', { monitor: this.#monitor, gateways })
  }
}

/** A number's ranges, the smaller first. */
export function rangesOf({ six, four }: Range): readonly [string, string] {
  return [six, four]
}
