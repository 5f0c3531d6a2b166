import { TrafficMonitor } from '../../src/index.ts'
import type { AddressNames } from '../../src/limits/address-names.ts'
import type { GatewayAttempt } from '../../src/sms/dispatch.ts'
import type { FailureEvent, PhoneEvent, TextEvent } from '../../src/traffic/events.ts'
import { routeFor } from '../../src/traffic/route.ts'
import { monitorName } from '../../src/traffic/shard.ts'
import { readTrafficRecord } from '../../src/traffic/edge-record.ts'
import { HOST, Secrets, VARS, WEBHOOK_URL } from './environment.ts'
import { Faults } from './faults.ts'
import { surround } from './globals.ts'
import { SimulatedKv } from './kv.ts'
import { Namespace } from './objects.ts'
import { Random } from './random.ts'
import { Timeline } from './timeline.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const START = Date.UTC(2026, 10, 1)

/** Of those who got their text, and of those who did not, how many verify or ask again. */
const VERIFY = 0.85
const ASK_AGAIN = 0.6

export type Policy = 'order' | 'result'

/** A country's traffic and gateways, as they truly are. */
export type Country = {
  /** Gateways in their configured order. */
  readonly names: readonly string[]
  /** Ranges of four digits. */
  readonly ranges: readonly string[]
  readonly hours: number
  readonly phonesAnHour: number
  /** The share of a gateway's texts that reach phones of a range then. */
  readonly delivers: (gateway: string, range: string, hour: number) => number
  /** Whether a gateway answers then, so that it takes texts at all. */
  readonly answers?: (gateway: string, hour: number) => boolean
  /** Phones an hour that an attacker texts from so many networks and never verifies. */
  readonly attack?: (hour: number) => { readonly phones: number; readonly networks: number }
}

/** An honest phone's first text: when, by whom, who was truly best, and what came of it. */
export type FirstText = {
  readonly hour: number
  readonly gateway: string
  readonly best: string
  readonly verified: boolean
}

export type Run = {
  readonly first: readonly FirstText[]
  /** Honest phones, and of them those verified in the end, by whichever text. */
  readonly phones: number
  readonly verified: number
  readonly texts: number
  /** Times that a gateway was asked which did not take the text. */
  readonly notTaken: number
  /** Records written to KV. */
  readonly writes: number
}

/**
 * One country under one policy: the real monitors on simulated storage and time, and the edge's own
 * reading and routing. The same seed brings the same people under either policy.
 */
class RoutingWorld {
  readonly #country: Country
  readonly #policy: Policy
  readonly #timeline = new Timeline(START)
  readonly #chance: Random
  readonly #kv: SimulatedKv
  readonly #monitors: Namespace
  readonly #first: FirstText[] = []
  #phones = 0
  #verified = 0
  #texts = 0
  #notTaken = 0
  #writes = 0

  constructor(country: Country, policy: Policy, seed: string) {
    this.#country = country
    this.#policy = policy
    this.#chance = new Random(`${seed} routing`)
    const timeline = this.#timeline
    const faults = new Faults(new Random(`${seed} faults`), { gateways: 0, all: 0 })
    const around = { timeline, faults, random: new Random(`${seed} surroundings`) }
    const kv = new SimulatedKv(around)
    this.#kv = kv
    const env = {
      ...VARS,
      PUBLIC_HOST: HOST,
      SMS_WEBHOOK_URL: WEBHOOK_URL,
      SMS_ROUTING: policy,
      ...new Secrets(new Random('routing secrets')).vars,
      ADDRESSES: {
        put: (...given: Parameters<SimulatedKv['put']>) => {
          if (given[0].startsWith('traffic:')) this.#writes += 1
          return kv.put(...given)
        },
      },
    }
    const platform = { ...around, env: () => env, log: () => undefined }
    this.#monitors = new Namespace(platform, TrafficMonitor)
    surround({
      timeline,
      random: this.#chance,
      log: () => undefined,
      fetch: () => Promise.reject(new Error('nothing is to be fetched')),
    })
  }

  async run(seed: string): Promise<Run> {
    const { hours, phonesAnHour, attack, ranges } = this.#country
    const acts: Promise<unknown>[] = []
    const people = new Random(`${seed} people`)
    for (let i = 0; i < hours * phonesAnHour; i++) {
      const person = new Random(`${seed} person ${i}`)
      acts.push(this.#honest(person, people.unit() * hours * HOUR))
    }
    for (let hour = 0; hour < hours; hour++) {
      const { phones, networks } = attack?.(hour) ?? { phones: 0, networks: 1 }
      for (let i = 0; i < phones; i++) {
        const four = people.pick(ranges)
        const asker = `network ${i % networks}`
        acts.push(this.#attacker(people, four, asker, (hour + people.unit()) * HOUR))
      }
    }
    let over = false
    const toTheEnd = async () => {
      await Promise.all(acts)
      over = true
    }
    void toTheEnd()
    await this.#timeline.run(() => over)
    for (const { storage } of this.#monitors.objects.values()) storage.close()
    surround(undefined)
    return {
      first: this.#first,
      phones: this.#phones,
      verified: this.#verified,
      texts: this.#texts,
      notTaken: this.#notTaken,
      writes: this.#writes,
    }
  }

  async #honest(person: Random, at: number): Promise<void> {
    await this.#timeline.sleep(at)
    const event = newPhone(person, person.pick(this.#country.ranges))
    const verifies = person.chance(VERIFY)
    const [luck, secondLuck] = [person.unit(), person.unit()]
    const asksAgain = person.chance(ASK_AGAIN)
    const reading = person.skewed(5 * SECOND, 3 * MINUTE)
    this.#phones += 1
    const gateway = await this.#text(event)
    if (gateway === undefined) return
    const best = this.#best(event.range.prefix4)
    const hour = this.#hour
    const came = luck < this.#delivers(gateway, event.range.prefix4)
    this.#first.push({ hour, gateway, best, verified: came && verifies })
    if (came && verifies) return this.#verify(event, reading)
    if (came || !asksAgain) return
    await this.#timeline.sleep(45 * SECOND)
    const second = await this.#text(event, gateway)
    if (second === undefined || !verifies) return
    if (secondLuck < this.#delivers(second, event.range.prefix4)) await this.#verify(event, reading)
  }

  async #attacker(random: Random, four: string, asker: string, at: number): Promise<void> {
    await this.#timeline.sleep(at)
    await this.#text({ ...newPhone(random, four), asker: { kind: 'ipv4', address: asker } })
  }

  /** Texts as the edge does, a second time another gateway first; undefined where none took it. */
  async #text(event: PhoneEvent, tried?: string): Promise<string | undefined> {
    const name = monitorOf(event)
    const monitor = this.#monitors.getByName(name) as Monitor
    const { gateways } = await readTrafficRecord(
      this.#kv as unknown as KVNamespace,
      name,
      event.range,
      () => undefined,
    )
    const { order, probe } = routeFor({
      names: this.#country.names,
      gateways,
      range: event.range,
      random: () => this.#chance.unit(),
      now: this.#timeline.now,
      byResult: this.#policy === 'result',
    })
    const probing = probe !== undefined && (await monitor.takeProbe(probe))
    const route = probing ? [probe, ...order] : order
    const untried = [
      ...route.filter((one) => one !== tried),
      ...route.filter((one) => one === tried),
    ]
    const attempts: GatewayAttempt[] = []
    for (const gateway of untried) {
      const ok = this.#country.answers?.(gateway, this.#hour) ?? true
      if (ok) this.#texts += 1
      else this.#notTaken += 1
      attempts.push({ gateway, answer: ok ? 'accepted' : 'not_taken', duration: 300 })
      await this.#timeline.sleep(300)
      if (!ok) continue
      await monitor.countText({
        ...event,
        gateway,
        texts: 1,
        segments: 1,
        attempts,
        channel: 'sms',
      })
      return gateway
    }
    await monitor.countFailure({ ...event, attempts, channel: 'sms' })
    return undefined
  }

  async #verify(event: PhoneEvent, after: number): Promise<void> {
    await this.#timeline.sleep(after)
    this.#verified += 1
    await (this.#monitors.getByName(monitorOf(event)) as Monitor).countVerification(event)
  }

  get #hour(): number {
    return (this.#timeline.now - START) / HOUR
  }

  #delivers(gateway: string, range: string): number {
    return this.#country.delivers(gateway, range, this.#hour)
  }

  #best(range: string): string {
    const { names, answers } = this.#country
    const up = names.filter((name) => answers?.(name, this.#hour) ?? true)
    return up.toSorted((a, b) => this.#delivers(b, range) - this.#delivers(a, range))[0] ?? ''
  }
}

/** The monitor's methods that are called here. */
type Monitor = {
  readonly takeProbe: (gateway: string) => Promise<boolean>
  readonly countText: (event: TextEvent) => Promise<void>
  readonly countFailure: (event: FailureEvent) => Promise<void>
  readonly countVerification: (event: PhoneEvent) => Promise<void>
}

/** With as many monitors a country as there are unless it is set otherwise. */
function monitorOf({ asker }: PhoneEvent): string {
  return monitorName('IN', asker, 4)
}

function newPhone(random: Random, prefix4: string): PhoneEvent {
  const asker: AddressNames = { kind: 'ipv4', address: random.digits(12) }
  const range = { prefix6: `${prefix4}${random.digits(2)}`, prefix4 }
  return { phone: random.digits(20), range, asker }
}

/** Plays a country's day under a policy. */
export function runRouting(country: Country, policy: Policy, seed: string): Promise<Run> {
  return new RoutingWorld(country, policy, seed).run(seed)
}
