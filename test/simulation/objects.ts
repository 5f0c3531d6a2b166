import { copy } from './copy.ts'
import type { Faults } from './faults.ts'
import { type Life, lives, resume } from './globals.ts'
import type { Random } from './random.ts'
import { ObjectStorage } from './storage.ts'
import type { Timeline } from './timeline.ts'

type Instance = Record<string, (...given: readonly unknown[]) => Promise<unknown>>

/** A class of Durable Objects, as the Worker exports it. */
export type ObjectClass = new (ctx: never, env: never) => object

/** What objects run in: read again at each use, as operators change the environment. */
export type Platform = {
  readonly timeline: Timeline
  readonly faults: Faults
  readonly random: Random
  readonly env: () => unknown
  readonly log: (line: string) => void
}

/** An error as the runtime marks those of a stub. */
function objectError(message: string, mark: 'retryable' | 'overloaded'): Error {
  return Object.assign(new Error(message), { [mark]: true, remote: true })
}

/** One Durable Object: one instance at a time, over storage that outlives it. */
class HostedObject {
  readonly storage: ObjectStorage
  readonly #platform: Platform
  readonly #class: ObjectClass
  readonly #name: string
  readonly #waiting = new Set<(error: Error) => void>()
  #instance: Instance | undefined
  #life: Life = { over: false }
  #alarmVersion = 0

  constructor(platform: Platform, objectClass: ObjectClass, name: string) {
    this.#platform = platform
    this.#class = objectClass
    this.#name = name
    this.storage = new ObjectStorage(() => this.#planAlarm())
  }

  /** Runs a method of the instance, making one where there is none. Arguments are its own. */
  call(method: string, given: readonly unknown[]): Promise<unknown> {
    const instance = this.#awake()
    return new Promise((resolve, reject) => {
      const run = async () => {
        try {
          resolve(copy(await instance[method]?.(...given)))
        } catch (error) {
          reject(error)
        } finally {
          this.#waiting.delete(reject)
        }
      }
      this.#waiting.add(reject)
      void lives.run(this.#life, run)
    })
  }

  /** Draws whether the instance is evicted now, if it is idle, or crashes a little later. */
  mayEnd(): void {
    const { timeline, faults, random } = this.#platform
    if (faults.draws('object_evicted') && this.#instance && this.#waiting.size === 0) {
      faults.count('object_evicted')
      this.restart()
    }
    if (!faults.draws('object_crashed')) return
    timeline.after(random.skewed(1, 2000), () => {
      faults.count(this.#waiting.size > 0 ? 'object_crashed' : 'object_evicted')
      this.restart()
    })
  }

  /** Ends the instance, as a deployment does: calls under way break off where they wait. */
  restart(): void {
    this.#life.over = true
    this.#instance = undefined
    for (const reject of this.#waiting) reject(objectError('The object was reset', 'retryable'))
    this.#waiting.clear()
  }

  #awake(): Instance {
    if (this.#instance) return this.#instance
    this.#life = { over: false, of: this.#name }
    const ctx = {
      id: { name: this.#name, toString: () => this.#name },
      storage: this.storage.api,
      waitUntil: () => undefined,
    }
    const made = new this.#class(ctx as never, this.#platform.env() as never)
    this.#instance = made as Instance
    return this.#instance
  }

  #planAlarm(): void {
    this.#alarmVersion += 1
    const { alarm } = this.storage
    if (alarm === null) return
    const version = this.#alarmVersion
    const { timeline, faults, random } = this.#platform
    const late = faults.strikes('alarm_late') ? random.skewed(1000, 900_000) : 20
    timeline.at(alarm + late, () => {
      if (version === this.#alarmVersion) void this.#ring()
    })
  }

  async #ring(): Promise<void> {
    const { timeline, faults, random, log } = this.#platform
    this.storage.takeAlarm()
    try {
      await this.call('alarm', [])
    } catch {
      log(`alarm of ${this.#name} failed and comes again`)
      timeline.after(2000, () => void this.#ring())
      return
    }
    if (faults.strikes('alarm_twice')) {
      timeline.after(random.skewed(10, 60_000), () => void this.#ringAgain())
    }
  }

  /** At-least-once delivery: the handler runs again, whatever alarm is set meanwhile. */
  async #ringAgain(): Promise<void> {
    await this.call('alarm', []).catch(() => undefined)
  }
}

/** A Durable Object binding. Calls cross a network that delays, loses and repeats. */
export class Namespace {
  readonly objects = new Map<string, HostedObject>()
  readonly #platform: Platform
  readonly #class: ObjectClass

  constructor(platform: Platform, objectClass: ObjectClass) {
    this.#platform = platform
    this.#class = objectClass
  }

  getByName(name: string): unknown {
    const call = (method: string, given: readonly unknown[]) => this.#call(name, method, given)
    return new Proxy(
      {},
      {
        get: (_, method) =>
          method === 'then' || typeof method === 'symbol'
            ? undefined
            : (...given: readonly unknown[]) => call(method, given),
      },
    )
  }

  restartAll(): void {
    for (const object of this.objects.values()) object.restart()
  }

  #call(name: string, method: string, given: readonly unknown[]): Promise<unknown> {
    const { timeline, faults } = this.#platform
    const life = lives.getStore()
    const sent = copy(given)
    return new Promise((resolve, reject) => {
      const answer = (then: () => void) => timeline.after(this.#delay(), () => resume(life, then))
      const fail = (mark: 'retryable' | 'overloaded') =>
        answer(() => reject(objectError('The object did not answer', mark)))
      if (faults.strikes('overloaded')) return fail('overloaded')
      if (faults.strikes('call_failed_before')) return fail('retryable')
      const call = async () => {
        const object = this.#object(name)
        object.mayEnd()
        try {
          const result = await object.call(method, sent)
          if (faults.strikes('answer_lost')) fail('retryable')
          else answer(() => resolve(result))
        } catch (error) {
          answer(() => reject(error))
        }
      }
      timeline.after(this.#delay(), () => void call())
    })
  }

  #delay(): number {
    const { faults, random } = this.#platform
    return faults.strikes('call_slow') ? random.skewed(200, 8000) : random.skewed(1, 40)
  }

  #object(name: string): HostedObject {
    const known = this.objects.get(name)
    if (known) return known
    const object = new HostedObject(this.#platform, this.#class, name)
    this.objects.set(name, object)
    return object
  }
}
