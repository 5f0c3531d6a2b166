import type { Faults } from './faults.ts'
import { lives, resume } from './globals.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

type Version = { readonly at: number; readonly value: string | null; readonly until: number }

/** What KV and the bursts run in. */
type Weather = { readonly timeline: Timeline; readonly faults: Faults; readonly random: Random }

/** How stale a location's copy may be. */
const STALE = 60_000

/** A KV namespace: slow or failing at times, and up to a minute behind what was written. */
export class SimulatedKv {
  readonly #weather: Weather
  readonly #versions = new Map<string, Version[]>()

  constructor(weather: Weather) {
    this.#weather = weather
  }

  get keys(): readonly string[] {
    return [...this.#versions.keys()]
  }

  /** The values kept now, to be searched for what must not be there. */
  get values(): readonly string[] {
    return [...this.#versions.values()].flatMap((all) => all.map(({ value }) => value ?? ''))
  }

  get(key: string, options?: 'text' | 'json' | { readonly type?: string }): Promise<unknown> {
    const type = typeof options === 'string' ? options : options?.type
    return this.#crossing('kv_read_failed', () => {
      const value = this.#read(key)
      return value !== null && type === 'json' ? (JSON.parse(value) as unknown) : value
    })
  }

  put(key: string, value: string, options?: { readonly expirationTtl?: number }): Promise<void> {
    return this.#crossing('kv_write_failed', () => {
      const { now } = this.#weather.timeline
      const until = options?.expirationTtl === undefined ? Infinity : options.expirationTtl * 1000
      this.#write(key, { at: now, value, until: now + until })
    })
  }

  delete(key: string): Promise<void> {
    return this.#crossing('kv_write_failed', () => {
      this.#write(key, { at: this.#weather.timeline.now, value: null, until: Infinity })
    })
  }

  #write(key: string, version: Version): void {
    this.#versions.set(key, [...(this.#versions.get(key) ?? []), version])
  }

  #read(key: string): string | null {
    const { timeline, faults, random } = this.#weather
    const versions = this.#versions.get(key)
    if (!versions) return null
    const seenAt = timeline.now - (faults.strikes('kv_stale') ? random.between(1, STALE) : 0)
    const version = versions.findLast(({ at }) => at <= seenAt)
    return version && timeline.now < version.until ? version.value : null
  }

  #crossing<T>(failure: 'kv_read_failed' | 'kv_write_failed', work: () => T): Promise<T> {
    const { timeline, faults, random } = this.#weather
    const life = lives.getStore()
    const delay = faults.strikes('kv_slow') ? random.skewed(100, 5000) : random.skewed(1, 30)
    return new Promise((resolve, reject) => {
      timeline.after(delay, () => {
        if (faults.strikes(failure)) {
          return resume(life, () => reject(new Error('KV: 500 Internal Server Error')))
        }
        const result = work()
        resume(life, () => resolve(result))
      })
    })
  }
}

/** A binding of the `ratelimits` kind: so many a minute for each key, at this location. */
export class SimulatedLimit {
  readonly #weather: Weather
  readonly #limit: number
  readonly #period: number
  #counts = new Map<string, number>()
  #countedIn = -1

  constructor(weather: Weather, { limit, period }: { limit: number; period: number }) {
    this.#weather = weather
    this.#limit = limit
    this.#period = period * 1000
  }

  async limit({ key }: { readonly key: string }): Promise<{ readonly success: boolean }> {
    const { timeline, faults } = this.#weather
    if (faults.strikes('burst_limit_failed')) throw new Error('the rate limiter failed')
    const period = Math.floor(timeline.now / this.#period)
    if (period !== this.#countedIn) this.#counts = new Map()
    this.#countedIn = period
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return { success: count <= this.#limit }
  }
}
