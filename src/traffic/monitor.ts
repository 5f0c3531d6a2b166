import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import {
  judgeAddress,
  type Penalty,
  penaltyForgottenAt,
  type Scope,
  SLOT,
} from '../rate-limits/address-penalty.ts'
import type { AddressNames } from '../rate-limits/address-names.ts'
import { writeAddressRecord } from '../rate-limits/address-records.ts'
import type { Receipt } from '../sms/gateway.ts'
import type { Tried } from '../sms/failover.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts'
import { heldBy, trickleAt } from './admission.ts'
import { badlyConverting, BREAKER_WINDOW, isClosed, judgeRange } from './breaker.ts'
import { budgetStage, type Stage } from './budget.ts'
import { logEvent } from './events.ts'
import { type AddressRow, Ledger } from './ledger.ts'
import type { Range } from './range.ts'
import { SHARDS } from './shard.ts'
import { trafficKey, type TrafficRecord } from './standing.ts'

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
  readonly tried?: readonly Tried[]
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

/** All ranges are read again after this: to read them is much work while many do badly. */
const COMPARE_AGAIN = 15 * SECOND

const SAY_AGAIN = 10 * MINUTE

/** What KV holds of this monitor, and until when. */
type Shown = { readonly record: string; readonly until: number }

const NOTHING_HELD = JSON.stringify({ closed: [], stage: 'open' } satisfies TrafficRecord)

/**
 * Counts what becomes of texts, after the reply, and writes the KV records that the edge enforces:
 * of addresses, and of the ranges and the budget of its country. Named by country and shard; all
 * that one address does comes to the same object, and each shard judges by what it sees.
 */
export class TrafficMonitor extends DurableObject<Env> {
  readonly #ledger: Ledger
  #ranges?: { readonly at: number; readonly slots: ReturnType<Ledger['slotsOfRanges']> }
  #fallSaidAt = 0

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#ledger = new Ledger(ctx.storage.sql)
  }

  /**
   * A text went out, or may have. A phone counts once a day for an address, however often texted,
   * and once for its range; the budget counts every text.
   */
  async texted({ phone, askedBy, range, gateway, texts }: TextEvent): Promise<void> {
    const now = Date.now()
    await this.#prepare(now)
    for (const scoped of scopesOf(askedBy)) {
      this.#ledger.textedFrom(scoped.name, phone, now - (now % SLOT), now - DAY)
      await this.#judgeAddress(scoped, now)
    }
    if (range) {
      const asker = askedBy.network ?? askedBy.address
      this.#ledger.textedIn({ phone, range, gateway, texts, asker }, now)
      this.#judgeRanges(range, now)
    }
    await this.#show(now)
  }

  /** No gateway took a text. */
  async failed(_: PhoneEvent & { readonly tried: readonly Tried[] }): Promise<void> {}

  /** A gateway tells for the first time what became of a text. */
  async receipt(
    _: PhoneEvent & { readonly gateway: string; readonly status: Receipt['status'] },
  ): Promise<void> {}

  /** A phone that was texted is verified. */
  async verified({ phone, range, askedBy }: PhoneEvent): Promise<void> {
    const now = Date.now()
    await this.#prepare(now)
    for (const scoped of scopesOf(askedBy)) {
      this.#ledger.verifiedFrom(scoped.name, phone)
      await this.#judgeAddress(scoped, now)
    }
    if (range) {
      this.#ledger.verifiedIn(phone, range)
      this.#judgeRanges(range, now)
    }
    await this.#show(now)
  }

  /** Whether a send may go out now: exact, where what KV says is a minute old. */
  async admit({ range, askedBy, trusted }: AdmissionRequest): Promise<Admission> {
    if (!this.#ledger.exists) return { ok: true }
    const now = Date.now()
    this.#ledger.create()
    this.#judgeRanges(range, now)
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

  async #judgeAddress({ name, scope }: Scoped, now: number): Promise<void> {
    const row = this.#ledger.address(name)
    const { penalty, shared } = judgeAddress(this.#ledger.slotsOfAddress(name), row, scope, now)
    const struck = penalty !== row && penalty !== undefined
    if (struck) this.#ledger.keepAddress(name, { ...penalty, shownUntil: 0, shownShared: 0 })
    if (!isUnshown(struck ? undefined : row, penalty, shared, now)) return
    const standing = penalty ?? { strikes: 0, at: 0, until: 0 }
    const expiresAt = Math.max(penaltyForgottenAt(standing), shared ? now + DAY : 0)
    const record = { blockedUntil: standing.until, strikes: standing.strikes, shared }
    try {
      await writeAddressRecord(this.env.ADDRESSES, name, record, expiresAt, now)
    } catch (cause) {
      // The next event of this address tries again.
      return logEvent('address_record_not_written', { scope }, cause)
    }
    const shown: AddressRow = { ...standing, shownUntil: expiresAt, shownShared: Number(shared) }
    this.#ledger.keepAddress(name, shown)
    if (struck)
      logEvent('address_held', { strikes: standing.strikes, until: standing.until, scope })
  }

  /** The six digits first: what they are closed for does not count against the four. */
  #judgeRanges(range: Range, now: number): void {
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
    const gateways = badlyConverting(this.#ledger.slotsOfGateways(now - DAY), now).join(',')
    logEvent('conversion_fell', { monitor: this.ctx.id.name, gateways })
  }

  #stage(now: number): Stage {
    const { hourly, daily } = configOf(this.env).budget
    const share = { hourly: hourly / SHARDS, daily: daily / SHARDS }
    return budgetStage(this.#ledger.spending(now - DAY - HOUR), share, now)
  }

  /** Tells the edge what is held back, where KV does not say so yet. */
  async #show(now: number): Promise<void> {
    const { name } = this.ctx.id
    if (name === undefined)
      throw new Error('a monitor is reached by its country and shard as a name')
    const [stage, closed] = [this.#stage(now), this.#ledger.closed(now)]
    const record = JSON.stringify({
      closed: [...closed],
      stage,
    } satisfies TrafficRecord)
    const shown = this.ctx.storage.kv.get<Shown>('shown')
    const held = record !== NOTHING_HELD
    const current = record === (shown?.record ?? NOTHING_HELD)
    if (current && (!held || (shown && now < shown.until - RENEW_BEFORE))) return
    try {
      await this.env.ADDRESSES.put(trafficKey(name), record, { expirationTtl: DAY / 1000 })
    } catch (cause) {
      // The next event tries again.
      return logEvent('traffic_record_not_written', { monitor: name }, cause)
    }
    this.ctx.storage.kv.put<Shown>('shown', { record, until: now + DAY })
    logEvent('traffic_held', { monitor: name, stage, closed: closed.length })
  }
}

/** Whether KV has still to hear how an address stands. */
function isUnshown(
  row: AddressRow | undefined,
  penalty: Penalty | undefined,
  shared: boolean,
  now: number,
): boolean {
  const shownUntil = row?.shownUntil ?? 0
  const held = penalty !== undefined && now < penalty.until
  const sharedShown = row?.shownShared === 1 && shownUntil >= now + RENEW_BEFORE
  return (held && shownUntil === 0) || (shared && !sharedShown)
}

/** A name to count under, and the limits that hold for it. */
type Scoped = { readonly name: string; readonly scope: Scope }

function scopesOf({ kind, address, network }: AddressNames): readonly Scoped[] {
  const own: Scoped = { name: address, scope: kind === 'ipv6' ? 'ipv6-64' : 'ipv4' }
  return network === undefined ? [own] : [own, { name: network, scope: 'ipv6-48' }]
}

function rangesOf({ six, four }: Range): readonly [string, string] {
  return [six, four]
}
