import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { SLOT } from '../rate-limits/address-penalty.ts'
import type { AddressNames } from '../rate-limits/address-names.ts'
import type { Tried } from '../sms/failover.ts'
import type { Channel } from '../sms/gateway.ts'
import { DAY, HOUR, MINUTE } from '../time.ts'
import { AddressWatch, scopesOf } from './address-watch.ts'
import { heldBy, trickleAt } from './admission.ts'
import { isClosed } from './breaker.ts'
import { budgetStage, type Stage } from './budget.ts'
import { logEvent } from './events.ts'
import { GatewayWatch } from './gateway-watch.ts'
import { Ledger } from './ledger.ts'
import type { Range } from './range.ts'
import { RangeWatch, rangesOf } from './range-watch.ts'
import type { MonitorReport } from './report.ts'
import { parseRecord, trafficKey, type TrafficRecord } from './standing.ts'

/** A phone, by its keyed hash, and who asked for its text. */
export type PhoneEvent = {
  readonly phone: string
  /** Of a caller of the first release there is none: only its address counts. */
  readonly range?: Range
  readonly askedBy: AddressNames
}

/** A text that went out, or may have, and the gateway that took it. */
export type TextEvent = PhoneEvent & {
  readonly gateway: string
  readonly texts: number
  /** Every gateway that was asked, in order. A caller of an earlier release does not say. */
  readonly tried?: readonly Tried[]
  /** A text unless said. */
  readonly channel?: Channel
}

/** A send that no gateway took. */
export type FailedEvent = PhoneEvent & {
  readonly tried: readonly Tried[]
  /** A text unless said. */
  readonly channel?: Channel
}

/** What a gateway says became of a text, told once. */
export type ReceiptEvent = PhoneEvent & {
  readonly gateway: string
  readonly status: 'delivered' | 'undelivered'
}

/** A send that wants to go out where KV says that the monitor must be asked. */
export type AdmissionRequest = {
  readonly range: Range
  readonly askedBy: AddressNames
  /** The asker's device verified the number before, or the asker solved a bot check. */
  readonly trusted: boolean
}

/** One send of a trickle: no other passes for a minute, unless it is given back. */
export type Trickle = { readonly name: string; readonly at: number }

export type Admission =
  /** `trickle`: where it passed only as part of that. */
  | { readonly ok: true; readonly trickle?: Trickle }
  | { readonly ok: false; readonly reason: 'traffic_held'; readonly until: number }

const SWEEP_EVERY = 6 * HOUR

/** A record in KV is written again when less than this is left of it. */
const RENEW_BEFORE = 12 * HOUR

/** Gateways' results are told to the edge no sooner than this after the last ones. */
const RESULTS_AGAIN = 5 * MINUTE

/** What KV holds of this monitor, until when, and of when the gateways' results in it are. */
type Shown = { readonly record: string; readonly until: number; readonly resultsAt?: number }

const NOTHING_HELD = JSON.stringify({ closed: [], stage: 'open' } satisfies TrafficRecord)

/**
 * Counts what becomes of texts, after the reply, and writes the KV records that the edge enforces:
 * of addresses, and of the ranges, the budget and the gateways of its country. Named by country and
 * shard; all that one address does comes to the same object, and each shard judges by what it sees.
 */
export class TrafficMonitor extends DurableObject<Env> {
  readonly #ledger: Ledger
  readonly #addresses: AddressWatch
  readonly #ranges: RangeWatch
  readonly #gateways: GatewayWatch

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#ledger = new Ledger(ctx.storage.sql)
    this.#addresses = new AddressWatch(this.#ledger)
    this.#ranges = new RangeWatch(this.#ledger, ctx.id.name)
    this.#gateways = new GatewayWatch(this.#ledger.gateways, ctx.id.name)
  }

  /**
   * A text went out, or may have. A phone counts once a day for an address, however often texted,
   * and once for its range; the budget counts every text. A phone's verification is the merit of the
   * gateway that took its text, unless another may have sent it too.
   */
  async texted(event: TextEvent): Promise<void> {
    const { phone, askedBy, range, gateway, texts, tried = [], channel = 'sms' } = event
    const now = Date.now()
    await this.#prepare(now)
    for (const scoped of scopesOf(askedBy)) {
      this.#ledger.textedFrom(scoped.name, phone, now - (now % SLOT), now - DAY)
      await this.#addresses.judge(scoped, this.env.ADDRESSES, now)
    }
    if (range) {
      const asker = askedBy.network ?? askedBy.address
      const ownText = texts === 1 && channel === 'sms'
      const byRange = this.#byResult
      this.#gateways.sayReport(now)
      this.#ledger.textedIn({ phone, range, gateway, texts, asker, ownText, byRange }, now)
      this.#ranges.judge(range, now)
    }
    if (channel === 'sms') this.#gateways.tried(tried, phone, now)
    await this.#show(now)
  }

  /** No gateway took a text. Only gateways are judged by that. */
  async failed({ phone, tried, channel = 'sms' }: FailedEvent): Promise<void> {
    if (channel !== 'sms') return
    const now = Date.now()
    await this.#prepare(now)
    this.#gateways.tried(tried, phone, now)
    await this.#show(now)
  }

  /** A gateway told what became of a text. */
  async receipt({ gateway, status }: ReceiptEvent): Promise<void> {
    const now = Date.now()
    await this.#prepare(now)
    this.#gateways.sayReport(now)
    this.#ledger.gateways.receipt(gateway, status, now)
  }

  /** A phone that was texted is verified. */
  async verified({ phone, range, askedBy }: PhoneEvent): Promise<void> {
    const now = Date.now()
    await this.#prepare(now)
    for (const scoped of scopesOf(askedBy)) {
      this.#ledger.verifiedFrom(scoped.name, phone)
      await this.#addresses.judge(scoped, this.env.ADDRESSES, now)
    }
    if (range) {
      this.#ledger.verifiedIn(phone, range)
      this.#ranges.judge(range, now)
    }
    await this.#show(now)
  }

  /** Whether a send may go out now: exact, where what KV says is a minute old. */
  async admit({ range, askedBy, trusted }: AdmissionRequest): Promise<Admission> {
    if (!this.#ledger.exists) return { ok: true }
    const now = Date.now()
    this.#ledger.create()
    this.#ranges.judge(range, now)
    await this.#show(now)
    const closed = rangesOf(range).find((one) => isClosed(this.#ledger.closing(one), now))
    const held = heldBy({
      stage: this.#stage(now),
      closed: closed !== undefined,
      knownNetwork: this.#ledger.knows(scopesOf(askedBy).map(({ name }) => name)),
      trusted,
    })
    if (!held) return { ok: true }
    const trickle = held === 'range' && closed !== undefined ? closed : held
    const until = trickleAt(this.#ledger.trickled(trickle), now)
    if (until > now) return { ok: false, reason: 'traffic_held', until }
    this.#ledger.keepTrickle(trickle, now)
    return { ok: true, trickle: { name: trickle, at: now } }
  }

  /** Takes back a trickle that no text came of, so that refused sends use none of it up. */
  async giveBack({ name, at }: Trickle): Promise<void> {
    if (this.#ledger.exists) this.#ledger.dropTrickle(name, at)
  }

  /**
   * Whether a send may go to a gateway that is passed over: one at a time, and none within the wait
   * after the last. Exact, so that sends with a KV record of a minute ago cannot pass together.
   */
  async mayProbe(gateway: string): Promise<boolean> {
    if (!this.#ledger.exists) return false
    this.#ledger.create()
    return this.#gateways.mayProbe(gateway, Date.now())
  }

  /** Takes back the turn of a probe that no text came of, so that refused sends use none up. */
  async giveBackProbe(gateway: string): Promise<void> {
    if (!this.#ledger.exists) return
    this.#ledger.create()
    this.#gateways.giveBackProbe(gateway, Date.now())
  }

  /** What operators want to know of this country and shard. An object that is only asked stays empty. */
  async report(): Promise<MonitorReport> {
    if (!this.#ledger.exists) return { gateways: [], ranges: [], stage: 'open' }
    this.#ledger.create()
    const now = Date.now()
    return {
      gateways: this.#gateways.report(now),
      ranges: this.#ranges.report(now),
      stage: this.#stage(now),
    }
  }

  /** Forgets what no window looks back on. */
  override async alarm(): Promise<void> {
    // An alarm may come twice, and the first may have wiped the object.
    if (!this.#ledger.exists) return
    const now = Date.now()
    this.#ledger.create()
    if (this.#ledger.sweep(now)) await this.ctx.storage.deleteAll()
    else await this.ctx.storage.setAlarm(now + SWEEP_EVERY)
  }

  /** Tables and alarm come with the first count: an object that is only asked stays empty. */
  async #prepare(now: number): Promise<void> {
    this.#ledger.create()
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(now + SWEEP_EVERY)
    }
  }

  #stage(now: number): Stage {
    const { budget, trafficShards } = configOf(this.env)
    const share = { hourly: budget.hourly / trafficShards, daily: budget.daily / trafficShards }
    return budgetStage(this.#ledger.gateways.spending(now - DAY - HOUR), share, now)
  }

  get #byResult(): boolean {
    return configOf(this.env).routing === 'result'
  }

  /** Tells the edge what is held back and how gateways stand, where KV does not say so yet. */
  async #show(now: number): Promise<void> {
    const { name } = this.ctx.id
    if (name === undefined)
      throw new Error('a monitor is reached by its country and shard as a name')
    const shown = this.ctx.storage.kv.get<Shown>('shown')
    const [stage, closed, tripped] = [
      this.#stage(now),
      [...this.#ledger.closed(now)],
      this.#gateways.tripped,
    ]
    const { results, resultsAt } = this.#resultsToShow(shown, now)
    const record = JSON.stringify({
      closed,
      stage,
      ...(tripped && { tripped }),
      ...(results && { results }),
    } satisfies TrafficRecord)
    const former = shown?.record ?? NOTHING_HELD
    const told = record !== NOTHING_HELD
    if (record === former && (!told || (shown && now < shown.until - RENEW_BEFORE))) return
    try {
      await this.env.ADDRESSES.put(trafficKey(name), record, { expirationTtl: DAY / 1000 })
    } catch (cause) {
      // The next event tries again.
      return logEvent('traffic_record_not_written', { monitor: name }, cause)
    }
    const until = now + DAY
    this.ctx.storage.kv.put<Shown>('shown', { record, until, ...(results && { resultsAt }) })
    const before = parseRecord(former)
    const same = before.stage === stage && before.closed.join() === closed.join()
    if (!same) logEvent('traffic_held', { monitor: name, stage, closed: closed.length })
  }

  /** Where texts are routed by result, the results shown last until they are old, then those of now. */
  #resultsToShow(shown: Shown | undefined, now: number) {
    if (!this.#byResult) return {}
    const { resultsAt = 0 } = shown ?? {}
    const last =
      shown && now < resultsAt + RESULTS_AGAIN ? parseRecord(shown.record).results : undefined
    if (last) return { results: last, resultsAt }
    const results = this.#ledger.gateways.results(now)
    return Object.keys(results.country).length === 0 ? {} : { results, resultsAt: now }
  }
}
