import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { SLOT } from './address-penalty.ts'
import type { AddressNames } from '../limits/address-names.ts'
import { DAY, HOUR } from '../platform/time.ts'
import { AddressWatch, type Scoped, scopesOf } from './address-judge.ts'
import { heldBy, trickleAt } from './admission.ts'
import { isClosed } from './range-breaker.ts'
import { budgetStage, type Stage } from './budget.ts'
import { logEvent } from '../platform/log.ts'
import { GatewayWatch } from './gateway-judge.ts'
import { GroupCommit } from './group-commit.ts'
import { Ledger } from './store.ts'
import type { FailedEvent, PhoneEvent, ReceiptEvent, TextEvent } from './events.ts'
import type { Range } from './number-range.ts'
import { RangeWatch, rangesOf } from './range-judge.ts'
import type { MonitorReport } from '../operators/report.ts'
import { ShownRecord } from './published-record.ts'

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

/** What came, as a batch counts it, and what is to be judged by it. */
type Event = {
  readonly count: (now: number) => void
  readonly scopes?: readonly Scoped[]
  readonly range?: Range
  /** Something of a gateway is counted. */
  readonly ofGateway?: boolean
}

const SWEEP_EVERY = 6 * HOUR

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
  readonly #record: ShownRecord
  readonly #events = new GroupCommit<Event>((events) => this.#carryOut(events))
  readonly #uncounted: Event[] = []
  readonly #failures: unknown[] = []
  /** Apart from counting, which waits for no KV; one at a time, so that no two write one key. */
  readonly #telling = new GroupCommit<readonly Scoped[]>((scopes) => this.#tell(scopes))
  #told: Promise<void> = Promise.resolve()

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#ledger = new Ledger(ctx.storage.sql)
    this.#addresses = new AddressWatch(this.#ledger)
    this.#ranges = new RangeWatch(this.#ledger.ranges, this.#ledger.gateways, ctx.id.name)
    this.#gateways = new GatewayWatch(this.#ledger.gateways, ctx.id.name)
    this.#record = new ShownRecord(ctx.storage.kv, ctx.id.name)
  }

  /**
   * A text went out, or may have. A phone counts once a day for an address, however often texted,
   * and once for its range; the budget counts every text. A phone's verification is the merit of the
   * gateway that took its text, unless another may have sent it too.
   */
  async texted(event: TextEvent): Promise<void> {
    const { phone, askedBy, range, gateway, texts, tried = [], channel = 'sms' } = event
    const scopes = scopesOf(askedBy)
    const count = (now: number) => {
      for (const { name } of scopes) {
        this.#ledger.textedFrom(name, phone, now - (now % SLOT), now - DAY)
      }
      if (range) {
        const asker = askedBy.network ?? askedBy.address
        const ownText = texts === 1 && channel === 'sms'
        const byRange = this.#byResult
        this.#ledger.ranges.textedIn({ phone, range, gateway, texts, asker, ownText, byRange }, now)
      }
      if (channel === 'sms') this.#gateways.tried(tried, phone, now)
    }
    await this.#take({ count, scopes, ...(range && { range }), ofGateway: range !== undefined })
  }

  /** No gateway took a text. Only gateways are judged by that. */
  async failed({ phone, tried, channel = 'sms' }: FailedEvent): Promise<void> {
    if (channel !== 'sms') return
    await this.#take({ count: (now) => this.#gateways.tried(tried, phone, now) })
  }

  /** A gateway told what became of a text. */
  async receipt({ gateway, status }: ReceiptEvent): Promise<void> {
    const count = (now: number) => this.#ledger.gateways.receipt(gateway, status, now)
    await this.#take({ count, ofGateway: true })
  }

  /** A phone that was texted is verified. */
  async verified({ phone, range, askedBy }: PhoneEvent): Promise<void> {
    const scopes = scopesOf(askedBy)
    const count = () => {
      for (const { name } of scopes) this.#ledger.verifiedFrom(name, phone)
      if (range) this.#ledger.ranges.verifiedIn(phone, range)
    }
    await this.#take({ count, scopes, ...(range && { range }) })
  }

  /** Whether a send may go out now: exact, where what KV says is a minute old. */
  async admit({ range, askedBy, trusted }: AdmissionRequest): Promise<Admission> {
    if (!this.#ledger.exists && this.#uncounted.length === 0) return { ok: true }
    const now = Date.now()
    this.#ledger.create()
    this.#countAll(now)
    this.#ranges.judge(range, now)
    // The person does not wait for KV.
    this.#telling.add([]).catch((error: unknown) => logEvent('unexpected_error', {}, error))
    const closed = rangesOf(range).find((one) => isClosed(this.#ledger.ranges.closing(one), now))
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

  /** Ends once the event is counted and stored, and KV has been told what followed from it. */
  async #take(event: Event): Promise<void> {
    this.#uncounted.push(event)
    await this.#events.add(event)
    await this.#told
  }

  /** Counts all that came, then judges once whatever it was of. It waits for nothing but storage. */
  async #carryOut(events: readonly Event[]): Promise<void> {
    const now = Date.now()
    await this.#prepare(now)
    this.#countAll(now)
    const ranges = new Map(events.flatMap(({ range }) => (range ? [[range.six, range]] : [])))
    for (const range of ranges.values()) this.#ranges.judge(range, now)
    await this.ctx.storage.sync()
    this.#told = this.#telling.add(events.flatMap(({ scopes = [] }) => scopes))
    const [cause] = this.#failures.splice(0)
    if (cause !== undefined) throw new Error('events could not be counted', { cause })
  }

  /** Counts what has come. One event that is not as it should be must not lose the others. */
  #countAll(now: number): void {
    const events = this.#uncounted.splice(0)
    if (events.some(({ ofGateway }) => ofGateway)) this.#gateways.sayReport(now)
    for (const { count } of events) {
      try {
        count(now)
      } catch (error) {
        this.#failures.push(error)
      }
    }
    this.#ledger.store()
  }

  /** Has KV told of addresses, and of how things stand. */
  async #tell(all: readonly (readonly Scoped[])[]): Promise<void> {
    const now = Date.now()
    const scopes = new Map(all.flat().map((scoped) => [scoped.name, scoped]))
    await Promise.all([
      ...[...scopes.values()].map((one) => this.#addresses.judge(one, this.env.ADDRESSES, now)),
      this.#show(now),
    ])
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
    const { tripped } = this.#gateways
    const results = this.#byResult
      ? this.#record.results(() => this.#ledger.gateways.results(now), now)
      : undefined
    const closed = [...this.#ledger.ranges.closed(now)]
    const record = { closed, stage: this.#stage(now), ...(tripped && { tripped }) }
    await this.#record.show(this.env.ADDRESSES, record, results, now)
  }
}
