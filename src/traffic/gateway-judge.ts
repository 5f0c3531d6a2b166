import type { GatewayAttempt } from '../sms/dispatch.ts'
import { DAY, HOUR, MINUTE } from '../platform/time.ts'
import { logEvent } from '../platform/log.ts'
import {
  afterText,
  answered,
  HEALTHY,
  RUN_GAP,
  withoutProbe,
  withProbe,
} from './gateway-breaker.ts'
import type { GatewayCounts, GatewayLedger } from './gateway-store.ts'

/** What a monitor knows of a gateway. */
export type GatewayReport = {
  readonly gateway: string
  readonly hour: GatewayCounts
  readonly day: GatewayCounts
  /** Passed over, but for a probe from then on. */
  readonly trippedUntil: number | undefined
}

/** The log gets a report of each gateway once in each quarter of an hour that has texts. */
const REPORT_EVERY = 15 * MINUTE

const NOTHING: GatewayCounts = { texts: 0, phones: 0, verified: 0, delivered: 0, undelivered: 0 }

/** Watches how gateways fare, for one monitor. */
export class GatewayWatch {
  readonly #ledger: GatewayLedger
  readonly #monitor: string | undefined

  constructor(ledger: GatewayLedger, monitor: string | undefined) {
    this.#ledger = ledger
    this.#monitor = monitor
  }

  /**
   * Hears what each gateway that was asked for a text to a phone said. A phone counts once in a run of
   * failures: whoever knows a number that a gateway does not take, and asks for it again and again,
   * must not have the gateway passed over for everybody.
   */
  tried(all: readonly GatewayAttempt[], phone: string, now: number): void {
    for (const { gateway, answer } of all) {
      const before = this.#ledger.health(gateway)
      const ok = answered(answer)
      const inRun = !ok && !before.tripped
      if (inRun && !this.#ledger.failedAnew(gateway, phone, now - RUN_GAP, now)) continue
      const health = afterText(before, ok, now)
      if (health === before) continue
      this.#ledger.keepHealth(gateway, health)
      const { failures, tripped, at: until } = health
      const named = { monitor: this.#monitor, gateway }
      if (tripped) logEvent('gateway_tripped', { ...named, failures, until })
      else if (before.tripped) logEvent('gateway_recovered', named)
    }
  }

  /** Whether this very send may try a gateway that is passed over; it takes the turn. */
  mayProbe(gateway: string, now: number): boolean {
    const health = withProbe(this.#ledger.health(gateway), now)
    if (health) this.#ledger.keepHealth(gateway, health)
    return health !== undefined
  }

  /** Gives back the turn of a probe that no text was sent for. */
  giveBackProbe(gateway: string, now: number): void {
    const before = this.#ledger.health(gateway)
    const health = withoutProbe(before, now)
    if (health !== before) this.#ledger.keepHealth(gateway, health)
  }

  /** The gateways that are passed over, and from when on each may be probed. */
  get tripped(): Readonly<Record<string, number>> | undefined {
    const tripped = [...this.#ledger.healths()].filter(([, health]) => health.tripped)
    if (tripped.length === 0) return undefined
    return Object.fromEntries(tripped.map(([gateway, { at }]) => [gateway, at]))
  }

  /** Of every gateway that was asked for a text within the day. */
  report(now: number): readonly GatewayReport[] {
    const [hour, day] = [this.#ledger.counts(now - HOUR), this.#ledger.counts(now - DAY)]
    const healths = this.#ledger.healths()
    return [...new Set([...day.keys(), ...healths.keys()])].toSorted().map((gateway) => {
      const { tripped, at } = healths.get(gateway) ?? HEALTHY
      return {
        gateway,
        hour: hour.get(gateway) ?? NOTHING,
        day: day.get(gateway) ?? NOTHING,
        trippedUntil: tripped ? at : undefined,
      }
    })
  }

  /** Before the first count of a quarter of an hour, says how gateways fared in the hour up to it. */
  sayReport(now: number): void {
    if (this.#ledger.hasCounted(now - (now % REPORT_EVERY))) return
    for (const { gateway, hour, trippedUntil } of this.report(now)) {
      const tripped = trippedUntil !== undefined
      if (hour !== NOTHING) {
        logEvent('gateway_report', { monitor: this.#monitor, gateway, ...hour, tripped })
      }
    }
  }
}
