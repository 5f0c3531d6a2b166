import { HOUR, MINUTE } from '../../src/platform/time.ts'
import { Person } from './people.ts'
import { Random } from './random.ts'
import { World } from './world.ts'

/** The range that is attacked: ten thousand numbers. */
const PUMPED = '981100'

/** A range that a monitor closed: in which minute, and after which texts. */
type Closing = {
  readonly range: string
  readonly minute: number
  readonly textsBefore: Readonly<Record<string, number>>
}

/** What a scenario came to, as texts, replies and the log tell it. */
export type Report = {
  readonly closed: readonly Closing[]
  /** Penalties given to addresses. */
  readonly addressesHeld: number
  /** Texts by what the number was for. */
  readonly texts: Readonly<Record<string, number>>
  /** Of the people who came to verify, by kind: how many came, and how many did. */
  readonly people: Readonly<Record<string, { readonly came: number; readonly verified: number }>>
}

/** One scenario: a world without faults, some honest traffic, and whatever else it brings in. */
class Scene {
  readonly world: World
  readonly random: Random
  readonly acts: Promise<unknown>[] = []
  readonly texts = new Map<string, number>()
  readonly #people: { readonly kind: string; readonly person: Person }[] = []
  readonly start: number
  readonly #closed: Closing[] = []
  #addressesHeld = 0
  readonly #kinds = new Map<string, string>()

  constructor(name: string, vars: Readonly<Record<string, string>> = {}) {
    this.world = new World(
      `scenario ${name}`,
      { gateways: 0, all: 0 },
      {
        vars,
        logged: (line) => this.#heard(line),
      },
    )
    this.random = new Random(`scenario ${name}`)
    this.start = this.world.timeline.now
    this.world.watchers.push({
      requested: () => undefined,
      replied: () => undefined,
      texted: ({ to, mayHaveGone }) => {
        if (mayHaveGone) this.count(this.#kinds.get(to) ?? 'other')
      },
    })
  }

  count(kind: string): void {
    this.texts.set(kind, (this.texts.get(kind) ?? 0) + 1)
  }

  /** A number of a range, counted as of this kind. */
  number(range: string, kind: string, rest = this.random.digits(10 - range.length)): string {
    const phone = `+91${range}${rest}`
    this.#kinds.set(phone, kind)
    return phone
  }

  sleep(milliseconds: number): Promise<void> {
    return this.world.timeline.sleep(milliseconds)
  }

  /** So many honest people within a time: they read their texts and type their codes, or leave. */
  honest(
    count: number,
    within: number,
    options: {
      readonly ranges?: readonly string[]
      readonly address?: () => string
      readonly verifying?: number
      readonly from?: number
      readonly kind?: string
    } = {},
  ): void {
    const { ranges = RANGES, verifying = 0.85, from = 0, kind = 'honest' } = options
    const address = options.address ?? (() => newAddress(this.random))
    for (let i = 0; i < count; i++) {
      const phone = this.number(this.random.pick(ranges), kind)
      const at = from + this.random.between(0, within)
      if (this.random.chance(verifying)) {
        const person = new Person(this.world, `${kind} ${i}`, phone, address(), true)
        this.#people.push({ kind, person })
        this.acts.push(this.#later(at, () => person.signUp(2)))
      } else {
        const browser = this.world.browser(kind, address())
        this.acts.push(this.#later(at, () => browser.send(phone)))
      }
    }
  }

  /** Texts to numbers of one range, evenly over a time, that nobody verifies. */
  pump(
    range: string,
    count: number,
    within: number,
    address: (i: number) => string,
    { kind = 'pumped', from = 0 } = {},
  ): void {
    for (let i = 0; i < count; i++) {
      const rest = String(i).padStart(10 - range.length, '0')
      const browser = this.world.browser(kind, address(i))
      const phone = this.number(range, kind, rest)
      this.acts.push(this.#later(from + (within * i) / count, () => browser.send(phone)))
    }
  }

  async play(): Promise<Report> {
    await this.world.timeline.play(this.acts)
    this.world.close()
    return {
      closed: this.#closed,
      addressesHeld: this.#addressesHeld,
      texts: Object.fromEntries(this.texts),
      people: Object.fromEntries(
        [...Map.groupBy(this.#people, ({ kind }) => kind)].map(([kind, all]) => {
          const verified = all.filter(({ person }) => person.verified).length
          return [kind, { came: all.length, verified }]
        }),
      ),
    }
  }

  #heard(line: string): void {
    const { event, range } = JSON.parse(line) as Record<string, string>
    if (event === 'address_held') this.#addressesHeld += 1
    if (event !== 'range_closed') return
    const minute = Math.round((this.world.timeline.now - this.start) / MINUTE)
    this.#closed.push({ range: String(range), minute, textsBefore: Object.fromEntries(this.texts) })
  }

  async #later<T>(at: number, act: () => Promise<T>): Promise<T> {
    await this.sleep(at)
    return act()
  }
}

/** Forty ranges of four digits in which honest people have their numbers. */
const RANGES: readonly string[] = Array.from({ length: 40 }, (_, i) => String(9600 + 7 * i))

function newAddress(random: Random): string {
  const [a, b, c] = [random.between(1, 250), random.between(0, 250), random.between(1, 250)]
  return random.chance(0.5) ? `100.${a}.${b}.${c}` : `2001:db8:${a}:${b}${c}::1`
}

/** Ten thousand numbers of one range, from 2,500 networks within four hours. */
async function pumping(): Promise<Report> {
  const scene = new Scene('pumping')
  scene.honest(900, 4 * HOUR)
  // Honest people of the same operator: their range of four digits is the attacked one's.
  scene.honest(60, 4 * HOUR, { ranges: ['981177', '981155'], kind: 'neighbour' })
  scene.pump(PUMPED, 10_000, 4 * HOUR, (i) => `2001:db9:${(i % 2500).toString(16)}::1`)
  return scene.play()
}

/** Three thousand honest people of ranges that convert well and badly, and no attack. */
async function honestRanges(): Promise<Report> {
  const scene = new Scene('honest ranges')
  for (const [i, verifying] of [0.9, 0.7, 0.5, 0.35].entries()) {
    const ranges = RANGES.slice(10 * i, 10 * i + 10)
    scene.honest(600, 6 * HOUR, { ranges, verifying })
  }
  return scene.play()
}

/** Five hundred students behind one IPv4 address, in an afternoon. */
async function college(): Promise<Report> {
  const scene = new Scene('college')
  scene.honest(500, 4 * HOUR, { address: ofCollege, verifying: 1 })
  return scene.play()
}

/** An attacker at five networks who wants a range closed in which others have their numbers. */
async function rangeMalice(): Promise<Report> {
  const scene = new Scene('range malice')
  scene.honest(400, 4 * HOUR)
  scene.honest(60, 4 * HOUR, { ranges: [PUMPED], kind: 'neighbour' })
  scene.pump(PUMPED, 1500, 4 * HOUR, (i) => `2001:db9:${i % 5}::1`, { kind: 'malice' })
  return scene.play()
}

/** An attacker inside a college who wants its address held. */
async function addressMalice(): Promise<Report> {
  const scene = new Scene('address malice')
  scene.honest(300, 4 * HOUR, { address: ofCollege, verifying: 1, kind: 'student' })
  scene.pump('98220', 240, 4 * HOUR, ofCollege, { kind: 'malice' })
  return scene.play()
}

/** An hour in which no gateway answers, on a busy day. */
async function outage(): Promise<Report> {
  const scene = new Scene('outage')
  scene.honest(1500, 3 * HOUR)
  scene.honest(150, 3 * HOUR, { address: ofCollege, kind: 'student' })
  const strike = async () => {
    await scene.sleep(HOUR)
    scene.world.gateways.outage = 'text_timeout_before'
    await scene.sleep(HOUR)
    scene.world.gateways.outage = undefined
  }
  scene.acts.push(strike())
  return scene.play()
}

/** A flood from unknown networks into all ranges at once, on a budget of 400 texts an hour. */
async function budget(): Promise<Report> {
  const scene = new Scene('spent budget', { SMS_HOURLY_BUDGET: '400', SMS_DAILY_BUDGET: '2000' })
  const known = Array.from({ length: 40 }, (_, i) => `192.0.2.${i + 1}`)
  const atHome = { address: () => scene.random.pick(known), verifying: 1 }
  scene.honest(160, 2 * HOUR, { ...atHome, kind: 'known, before' })
  scene.pump('97', 1500, HOUR, () => newAddress(scene.random), { kind: 'flood', from: 3 * HOUR })
  scene.honest(60, HOUR, { ...atHome, from: 3 * HOUR, kind: 'known, during' })
  return scene.play()
}

/** The one address of a college. */
function ofCollege(): string {
  return '192.0.2.1'
}

/** Every scenario, by its name. */
export const SCENARIOS: Readonly<Record<string, () => Promise<Report>>> = {
  pumping,
  honestRanges,
  college,
  rangeMalice,
  addressMalice,
  outage,
  budget,
}
