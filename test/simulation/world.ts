import { createHash } from 'node:crypto'
import { type Config, configOf } from '../../src/config.ts'
import worker, {
  AccountDesk,
  PhoneGuard,
  SignIn,
  SignupSession,
  TrafficMonitor,
} from '../../src/index.ts'
import { consoleGateway } from '../../src/sms/gateways/console.ts'
import { Browser, cookiesOf, type Outgoing, readReply } from '../support/people.ts'
import { commonPasswords } from './common-passwords.ts'
import { SimulatedDatabase } from './database.ts'
import { HOST, LIMITS, Secrets, VARS, WEBHOOK_URL } from './environment.ts'
import { Faults, type Weather } from './faults.ts'
import { Gateways, type SeenText } from './gateways.ts'
import { type Life, lives, surround } from './globals.ts'
import { Namespace } from './objects.ts'
import { SimulatedKv, SimulatedLimit } from './kv.ts'
import { Random } from './random.ts'
import { Registers } from './registers.ts'
import { Timeline } from './timeline.ts'
import { type Exchange, routeOf, type TimedReply } from './exchange.ts'

/** How long the runtime lets work go on after the reply. */
const AFTER_REPLY = 30_000

/** How long a client waits for a reply. */
const PATIENCE = 25_000

const START = Date.UTC(2026, 10, 1)

/** The last events that a failing run prints. */
const REMEMBERED = 40

/** What a world may be given beside its seed. */
type Options = {
  /** Hears of every event. */
  readonly aloud?: ((event: string) => void) | undefined
  /** Hears of every line that the Worker logs. */
  readonly logged?: (line: string) => void
  /** Vars other than those of wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>
}

type Watcher = {
  readonly requested: (exchange: Exchange) => void
  readonly replied: (exchange: Exchange) => void
  readonly texted: (text: SeenText, exchange: Exchange | undefined) => void
  readonly lookedUp?: (pan: string, exchange: Exchange | undefined) => void
}

/** One deployment of the Worker in a world made from one seed. */
export class World {
  readonly seed: string
  readonly timeline = new Timeline(START)
  readonly random: Random
  readonly faults: Faults
  readonly kv: SimulatedKv
  readonly gateways: Gateways
  readonly registers: Registers
  readonly secrets: Secrets
  readonly sessions: Namespace
  readonly guards: Namespace
  readonly monitors: Namespace
  readonly signIns: Namespace
  readonly desks: Namespace
  /** Hold the accounts: one, or half of them each. */
  readonly databases: readonly SimulatedDatabase[]
  readonly exchanges: Exchange[] = []
  /** Lines that the Worker logged. */
  readonly logged: string[] = []
  readonly recent: string[] = []
  readonly watchers: Watcher[] = []
  readonly #options: Options
  readonly #history = createHash('sha256')
  readonly #limits: Readonly<Record<string, SimulatedLimit>>
  /** The gateways in their order; with a second one the deployment is a development. */
  readonly #gatewayNames: string
  #env: unknown

  constructor(seed: string, weather: Weather, options: Options = {}) {
    this.#options = options
    this.seed = seed
    this.random = new Random(`${seed} world`)
    const { timeline } = this
    this.faults = new Faults(new Random(`${seed} faults`), weather)
    const around = { timeline, faults: this.faults, random: new Random(`${seed} surroundings`) }
    this.kv = new SimulatedKv(around)
    this.gateways = new Gateways(around, (text) => this.#texted(text))
    this.registers = new Registers({ ...around, random: new Random(`${seed} registers`) }, (pan) =>
      this.#lookedUp(pan),
    )
    this.secrets = new Secrets(new Random(`${seed} secrets`))
    const platform = { ...around, env: () => this.#env, log: (line: string) => this.note(line) }
    this.sessions = new Namespace(platform, SignupSession)
    this.guards = new Namespace(platform, PhoneGuard)
    this.monitors = new Namespace(platform, TrafficMonitor)
    this.signIns = new Namespace(platform, SignIn)
    this.desks = new Namespace(platform, AccountDesk)
    const count = new Random(`${seed} databases`).pick([1, 1, 2])
    this.databases = Array.from({ length: count }, () => new SimulatedDatabase(around))
    this.#limits = Object.fromEntries(
      LIMITS.map((limit) => [limit.name, new SimulatedLimit(around, limit)]),
    )
    this.#gatewayNames = this.random.pick(['webhook', 'webhook,console', 'console,webhook'])
    this.deploy()
    surround({
      timeline,
      random: new Random(`${seed} chance`),
      log: (line) => {
        this.logged.push(line)
        options.logged?.(line)
      },
      fetch: (url, init) => {
        if (Registers.has(url)) return this.registers.fetch(url, init)
        if (url !== WEBHOOK_URL) throw new Error('nothing else is to be fetched')
        return this.gateways.webhook(this.secrets.vars.SMS_WEBHOOK_SECRET, init)
      },
    })
    consoleGateway.send = (text, signal) => this.gateways.second(text, signal)
    consoleGateway.phoneVerified = () => undefined
  }

  /** Puts the vars and secrets as they are now to work; every object restarts. */
  deploy(): void {
    this.#env = {
      ...VARS,
      ENVIRONMENT: this.#gatewayNames.includes('console') ? 'development' : 'production',
      PUBLIC_HOST: HOST,
      SMS_GATEWAYS: this.#gatewayNames,
      SMS_WEBHOOK_URL: WEBHOOK_URL,
      ...this.#options.vars,
      ...this.secrets.vars,
      ...this.#limits,
      ADDRESSES: this.kv,
      SIGNUP_SESSION: this.sessions,
      PHONE_GUARD: this.guards,
      TRAFFIC_MONITOR: this.monitors,
      SIGN_IN: this.signIns,
      ACCOUNT_DESK: this.desks,
      ASSETS: commonPasswords,
      ...Object.fromEntries(
        this.databases.map((one, i) => [i === 0 ? 'ACCOUNTS' : `ACCOUNTS_${i + 1}`, one]),
      ),
    }
    for (const namespace of this.namespaces) namespace.restartAll()
  }

  get namespaces(): readonly Namespace[] {
    return [this.sessions, this.guards, this.monitors, this.signIns, this.desks]
  }

  /** Whether the steps for Aadhaar and PAN are on. */
  get identifies(): boolean {
    return this.config.panVerifier !== undefined
  }

  /** The configuration as the Worker has it now. */
  get config(): Config {
    return configOf(this.#env as Env)
  }

  /** A hash of all that happened: two runs of one seed have the same. */
  get fingerprint(): string {
    return this.#history.copy().digest('hex').slice(0, 16)
  }

  /** Writes an event down, for the fingerprint and for whoever reads a failure. */
  note(event: string): void {
    const line = `${((this.timeline.now - START) / 1000).toFixed(3)} ${event}`
    this.#history.update(line)
    this.recent.push(line)
    this.#options.aloud?.(line)
    if (this.recent.length > REMEMBERED) this.recent.shift()
  }

  /** A browser without cookies, whose requests are those of `by`. */
  browser(by: string, address: string): Browser<TimedReply> {
    return new Browser((outgoing) => this.#request(by, outgoing), address)
  }

  /** Frees what the seed's objects hold. */
  close(): void {
    for (const { objects } of this.namespaces) {
      for (const { storage } of objects.values()) storage.close()
    }
    for (const database of this.databases) database.close()
    surround(undefined)
  }

  /** Sends a request and waits for its reply; undefined where the client never gets one. */
  #request(by: string, outgoing: Outgoing): Promise<TimedReply | undefined> {
    const { timeline, faults, random } = this
    return new Promise((resolve) => {
      const gaveUp = timeline.after(PATIENCE, () => resolve(undefined))
      if (faults.strikes('request_lost')) return
      timeline.after(random.skewed(5, 400), () => {
        void this.#atTheEdge(by, outgoing, (reply) => {
          timeline.cancel(gaveUp)
          resolve(reply)
        })
      })
    })
  }

  async #atTheEdge(
    by: string,
    outgoing: Outgoing,
    received: (reply: TimedReply) => void,
  ): Promise<void> {
    const { timeline, faults, random } = this
    const exchange: Exchange = {
      id: this.exchanges.length + 1,
      by,
      address: outgoing.address,
      route: routeOf(outgoing),
      arrivedAt: timeline.now,
      body: typeof outgoing.body === 'object' ? outgoing.body : {},
      cookies: cookiesOf(outgoing.headers.Cookie),
      key: outgoing.headers['Idempotency-Key'],
      texts: [],
      died: false,
    }
    this.exchanges.push(exchange)
    const { id, route } = exchange
    this.note(
      `#${id} ${by} → ${route} ${JSON.stringify(outgoing.body ?? '')} ${outgoing.headers.Cookie ?? ''}`,
    )
    for (const watcher of this.watchers) watcher.requested(exchange)
    const life: Life = { over: false, of: exchange }
    if (faults.draws('edge_died')) {
      timeline.after(random.skewed(1, 5000), () => {
        life.over = true
        if (exchange.reply) return
        exchange.died = true
        faults.count('edge_died')
        this.note(`#${id} died at the edge`)
      })
    }
    const reply = await lives.run(life, () => this.#handle(outgoing))
    if (life.over) return
    exchange.reply = reply
    life.until = timeline.now + AFTER_REPLY
    this.note(
      `#${id} ${by} ← ${reply.status} ${reply.text} ${reply.headers.getSetCookie().join(' ')}`,
    )
    for (const watcher of this.watchers) watcher.replied(exchange)
    if (!faults.strikes('reply_lost')) {
      timeline.after(random.skewed(5, 400), () => received(reply))
    }
  }

  async #handle({ path, method, body, headers, address }: Outgoing): Promise<TimedReply> {
    const text = typeof body === 'object' ? JSON.stringify(body) : body
    const request = new Request(`https://${HOST}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'CF-Connecting-IP': address,
        ...(text !== undefined && { 'Content-Length': String(Buffer.byteLength(text)) }),
        ...headers,
      },
      body: text ?? null,
    })
    const ctx = { waitUntil: () => undefined, passThroughOnException: () => undefined }
    const response = await worker.fetch(request, this.#env as Env, ctx as never)
    return { ...(await readReply(response)), at: this.timeline.now }
  }

  #lookedUp(pan: string): void {
    const exchange = lives.getStore()?.of as Exchange | undefined
    this.note(`#${exchange?.id ?? '?'} look-up of ${pan}`)
    for (const watcher of this.watchers) watcher.lookedUp?.(pan, exchange)
  }

  #texted(text: SeenText): void {
    const exchange = lives.getStore()?.of as Exchange | undefined
    exchange?.texts.push(text)
    const fate = text.mayHaveGone ? 'may have gone out' : 'refused'
    this.note(`#${exchange?.id ?? '?'} text ${text.code} to ${text.to} (${text.gateway}) ${fate}`)
    for (const watcher of this.watchers) watcher.texted(text, exchange)
  }
}
