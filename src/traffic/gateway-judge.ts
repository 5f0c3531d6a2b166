import { logEvent } from '../platform/log.ts'
import { DAY, HOUR, MINUTE } from '../platform/time.ts'
import type { GatewayAttempt } from '../sms/dispatch.ts'
import {
  afterText,
  HEALTHY,
  isSuccess,
  RUN_GAP,
  withoutProbe,
  withProbe,
} from './gateway-breaker.ts'
import type { GatewayCounts, GatewayStore } from './gateway-store.ts'

/** Reports what a monitor knows of a gateway. */
export type GatewayReport = {
  readonly gateway: string
  readonly hour: GatewayCounts
  readonly day: GatewayCounts
  /** Passed over, but for a probe from then on. */
  readonly trippedUntil: number | undefined
}

/** The log gets a report of each gateway once in each quarter of an hour that has texts. */
const REPORT_EVERY = 15 * MINUTE

const NOTHING: GatewayCounts = { segments: 0, phones: 0, verified: 0, delivered: 0, undelivered: 0 }

/** Judges gateways by how they fare, for one monitor. */
export class GatewayJudge {
  readonly #store: GatewayStore
  readonly #monitor: string | undefined

  constructor(store: GatewayStore, monitor: string | undefined) {
    this.#store = store
    this.#monitor = monitor
  }

  /**
   * Judges gateways by their answers to one text. A phone counts once in a run of failures, so that
   * nobody can trip a gateway by asking again and again for a number that it does not take.
   */
  judge(attempts: readonly GatewayAttempt[], phone: string, now: number): void {
    for (const { gateway, answer } of attempts) {
      const before = this.#store.health(gateway)
      const ok = isSuccess(answer)
      const inRun = !ok && !before.tripped
      if (inRun && !this.#store.saveFailure(gateway, phone, now - RUN_GAP, now)) continue
      const health = afterText(before, ok, now)
      if (health === before) continue
      this.#store.saveHealth(gateway, health)
      const { failures, tripped, at: until } = health
      const fields = { monitor: this.#monitor, gateway }
      if (tripped) logEvent('gateway_tripped', { ...fields, failures, until })
      else if (before.tripped) logEvent('gateway_recovered', fields)
    }
  }

  /** Takes the turn of a probe; false where none may go to this gateway now. */
  takeProbe(gateway: string, now: number): boolean {
    const health = withProbe(this.#store.health(gateway), now)
    if (health) this.#store.saveHealth(gateway, health)
    return health !== undefined
  }

  /** Gives back the turn of a probe that no text was sent for. */
  returnProbe(gateway: string, now: number): void {
    const before = this.#store.health(gateway)
    const health = withoutProbe(before, now)
    if (health !== before) this.#store.saveHealth(gateway, health)
  }

  /** Maps the gateways that are passed over to when each may be probed; undefined for none. */
  get tripped(): Readonly<Record<string, number>> | undefined {
    const tripped = [...this.#store.healths()].filter(([, health]) => health.tripped)
    if (tripped.length === 0) return undefined
    return Object.fromEntries(tripped.map(([gateway, { at }]) => [gateway, at]))
  }

  /** Reports on every gateway that was asked for a text within the day. */
  report(now: number): readonly GatewayReport[] {
    const [hour, day] = [this.#store.counts(now - HOUR), this.#store.counts(now - DAY)]
    const healths = this.#store.healths()
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

  /** Logs, before the first count of a quarter of an hour, how gateways fared in the hour up to it. */
  logReport(now: number): void {
    if (this.#store.hasCounts(now - (now % REPORT_EVERY))) return
    for (const { gateway, hour, trippedUntil } of this.report(now)) {
      const tripped = trippedUntil !== undefined
      if (hour !== NOTHING) {
        logEvent('gateway_report', { monitor: this.#monitor, gateway, ...hour, tripped })
      }
    }
  }
}
