import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import type { AddressNames } from '../limits/address-names.ts'
import { logEvent } from '../platform/log.ts'
import { DAY, HOUR } from '../platform/time.ts'
import { AddressJudge, type AddressScope, scopesOf } from './address-judge.ts'
import { holdOf, nextTrickleAt } from './admission.ts'
import { BatchQueue } from './batch-queue.ts'
import { budgetStage, type Stage } from './budget.ts'
import type { FailureEvent, PhoneEvent, ReceiptEvent, TextEvent } from './events.ts'
import { GatewayJudge, type GatewayReport } from './gateway-judge.ts'
import { type NumberRange, prefixesOf } from './number-range.ts'
import { PublishedRecord } from './published-record.ts'
import { isClosed } from './range-breaker.ts'
import { RangeJudge, type RangeReport } from './range-judge.ts'
import { Store } from './store.ts'

/** Describes a send where KV says that the monitor must be asked. */
export type AdmissionRequest = {
  readonly range: NumberRange
  readonly asker: AddressNames
  /** The asker's device verified the number before, or the asker solved a bot check. */
  readonly trusted: boolean
}

/** Identifies one send of a trickle: no other passes for a minute, unless it is returned. */
export type Trickle = { readonly name: string; readonly at: number }

export type Admission =
  /** `trickle`: where it passed only as part of that. */
  | { readonly ok: true; readonly trickle?: Trickle }
  | { readonly ok: false; readonly reason: 'traffic_held'; readonly until: number }

/** Reports what one monitor knows of its share of a country. */
export type MonitorReport = {
  readonly gateways: readonly GatewayReport[]
  readonly ranges: readonly RangeReport[]
  /** How far its share of the budget is used up. */
  readonly stage: Stage
}

const SWEEP_EVERY = 6 * HOUR

/**
 * Counts what becomes of texts, after the reply, and writes the KV records that the edge enforces.
 * Named by country and shard; an address always comes to the same one, which judges by what it sees.
 */
export class TrafficMonitor extends DurableObject<Env> {
  readonly #store: Store
  readonly #addresses: AddressJudge
  readonly #ranges: RangeJudge
  readonly #gateways: GatewayJudge
  readonly #record: PublishedRecord
  /** One run at a time, so that no two write one key of KV. */
  readonly #publishing = new BatchQueue<AddressScope>((scopes) => this.#publish(scopes))

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#store = new Store(ctx.storage.sql)
    this.#addresses = new AddressJudge(this.#store)
    this.#ranges = new RangeJudge(this.#store.ranges, this.#store.gateways, ctx.id.name)
    this.#gateways = new GatewayJudge(this.#store.gateways, ctx.id.name)
    this.#record = new PublishedRecord(ctx.storage.kv, ctx.id.name)
  }

  /**
   * Counts a text that went out, or may have: its phone once a day for an address and once for its
   * range, what every text costs for the budget, and its gateways' answers.
   */
  async countText(event: TextEvent): Promise<void> {
    const { phone, asker, range, gateway, texts, segments, attempts, channel } = event
    const scopes = scopesOf(asker)
    await this.#count(scopes, (now) => {
      this.#gateways.logReport(now)
      for (const { name } of scopes) this.#store.countText(name, phone, now)
      const network = asker.network ?? asker.address
      const ownText = texts === 1 && channel === 'sms'
      const byRange = this.#routesByResult
      const text = { phone, range, gateway, segments, network, ownText, byRange }
      this.#store.ranges.countText(text, now)
      if (channel === 'sms') this.#gateways.judge(attempts, phone, now)
      this.#ranges.judge(range, now)
    })
  }

  /** Counts a send that no gateway took. Only gateways are judged by that. */
  async countFailure({ phone, attempts, channel }: FailureEvent): Promise<void> {
    if (channel !== 'sms') return
    await this.#count([], (now) => this.#gateways.judge(attempts, phone, now))
  }

  /** Counts what a gateway says became of a text. */
  async countReceipt({ gateway, status }: ReceiptEvent): Promise<void> {
    await this.#count([], (now) => {
      this.#gateways.logReport(now)
      this.#store.gateways.countReceipt(gateway, status, now)
    })
  }

  /** Counts that a phone that was texted is verified. */
  async countVerification({ phone, range, asker }: PhoneEvent): Promise<void> {
    const scopes = scopesOf(asker)
    await this.#count(scopes, (now) => {
      for (const { name } of scopes) this.#store.countVerification(name, phone)
      this.#store.ranges.countVerification(phone, range)
      this.#ranges.judge(range, now)
    })
  }

  /** Decides whether a send may go out now: exact, where what KV says is a minute old. */
  async admit({ range, asker, trusted }: AdmissionRequest): Promise<Admission> {
    if (!this.#store.exists) return { ok: true }
    const now = Date.now()
    this.#ranges.judge(range, now)
    // The person does not wait for KV.
    this.#publishing.add([]).catch((error: unknown) => logEvent('unexpected_error', {}, error))
    const closed = prefixesOf(range).find((one) => isClosed(this.#store.ranges.closing(one), now))
    const hold = holdOf({
      stage: this.#stage(now),
      rangeClosed: closed !== undefined,
      networkVerified: this.#store.hasVerified(scopesOf(asker).map(({ name }) => name)),
      trusted,
    })
    if (!hold) return { ok: true }
    const name = hold === 'range' && closed !== undefined ? closed : hold
    const until = nextTrickleAt(this.#store.trickleAt(name), now)
    if (until > now) return { ok: false, reason: 'traffic_held', until }
    this.#store.saveTrickle(name, now)
    return { ok: true, trickle: { name, at: now } }
  }

  /** Takes back a trickle that no text came of, so that refused sends use none of it up. */
  async returnTrickle({ name, at }: Trickle): Promise<void> {
    if (this.#store.exists) this.#store.deleteTrickle(name, at)
  }

  /**
   * Takes the turn to probe a gateway that is passed over; false where there is none. Exact, so that
   * sends with a KV record of a minute ago cannot pass together.
   */
  async takeProbe(gateway: string): Promise<boolean> {
    return this.#store.exists && this.#gateways.takeProbe(gateway, Date.now())
  }

  /** Takes back the turn of a probe that no text came of. */
  async returnProbe(gateway: string): Promise<void> {
    if (this.#store.exists) this.#gateways.returnProbe(gateway, Date.now())
  }

  /** Reports on this country and shard. An object that is only asked stays empty. */
  async report(): Promise<MonitorReport> {
    if (!this.#store.exists) return { gateways: [], ranges: [], stage: 'open' }
    const now = Date.now()
    return {
      gateways: this.#gateways.report(now),
      ranges: this.#ranges.report(now),
      stage: this.#stage(now),
    }
  }

  /** Deletes what no window looks back on. */
  override async alarm(): Promise<void> {
    // An alarm may come twice, and the first may have wiped the object.
    if (!this.#store.exists) return
    const now = Date.now()
    if (this.#store.sweep(now)) await this.ctx.storage.deleteAll()
    else await this.ctx.storage.setAlarm(now + SWEEP_EVERY)
  }

  /** Counts at once, whatever KV does; ends when KV has been told what follows from it. */
  async #count(scopes: readonly AddressScope[], count: (now: number) => void): Promise<void> {
    const now = Date.now()
    this.#store.create()
    count(now)
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(now + SWEEP_EVERY)
    }
    await this.#publishing.add(scopes)
  }

  /** Judges addresses, and tells the edge what is held back and how gateways fare. */
  async #publish(scopes: readonly AddressScope[]): Promise<void> {
    const now = Date.now()
    const kv = this.env.ADDRESSES
    const distinct = new Map(scopes.map((scope) => [scope.name, scope]))
    const results = this.#routesByResult
      ? this.#record.results(() => this.#store.gateways.results(now), now)
      : undefined
    const record = {
      closed: [...this.#store.ranges.closedRanges(now)],
      stage: this.#stage(now),
      tripped: this.#gateways.tripped,
    }
    await Promise.all([
      ...[...distinct.values()].map((scope) => this.#addresses.judge(scope, kv, now)),
      this.#record.publish(kv, record, results, now),
    ])
  }

  #stage(now: number): Stage {
    const { budget, trafficShards } = configOf(this.env)
    const share = { hourly: budget.hourly / trafficShards, daily: budget.daily / trafficShards }
    return budgetStage(this.#store.gateways.spending(now - DAY - HOUR), share, now)
  }

  get #routesByResult(): boolean {
    return configOf(this.env).routing === 'result'
  }
}
