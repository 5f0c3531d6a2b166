import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { type Browser, errorOf, SESSION_COOKIE } from '../support/people.ts'
import { Applicant, type Ending, useAccount } from './applicant.ts'
import type { TimedReply } from './exchange.ts'
import { Random } from './random.ts'
import type { World } from './world.ts'

/** Draws what an honest person does beside signing up. */
function habitsOf(random: Pick<Random, 'pick' | 'chance'>) {
  return {
    mistypes: random.pick([0, 0.1, 0.5]),
    typesOldCode: random.pick([0, 0, 0.3]),
    impatient: random.pick([0, 0.2]),
    doubleClicks: random.pick([0, 0.3]),
    reloads: random.pick([0, 0.3]),
    wrongNumberFirst: random.chance(0.25),
    secondTab: random.chance(0.2),
    comesBackLater: random.chance(0.15),
    losesCookie: random.chance(0.05),
    comesAgain: random.chance(0.15),
    typesWhileResending: random.chance(0.15),
  }
}

/** Nothing but what it takes. */
const CAREFUL = habitsOf({ pick: ([first]) => first, chance: () => false })

/** An honest person with one phone and one browser. */
export class Person {
  readonly name: string
  readonly phone: string
  readonly browser: Browser<TimedReply>
  verified = false
  /** Has an account, or was told that there is one of this phone. */
  hasAccount = false
  /** The session under way, and the cookie it began with. */
  sessionId: string | undefined
  firstCookie: string | undefined
  readonly #world: World
  readonly #random: Random
  readonly #habits: ReturnType<typeof habitsOf>
  /** The longest wait that they bear. */
  readonly #patience: number
  readonly #isCareful: boolean
  readonly #jumpsAhead: boolean
  readonly #namesIssue: boolean
  /** The issue of the last code that a reply told of, as the page remembers it. */
  #issue: number | undefined

  /** A careful one makes no mistakes, and waits however long they are told to. */
  constructor(world: World, name: string, phone: string, address: string, careful = false) {
    this.#world = world
    this.name = name
    this.phone = phone
    this.#random = new Random(`${world.seed} ${name}`)
    this.#habits = careful ? CAREFUL : habitsOf(this.#random)
    this.#patience = careful ? 25 * HOUR : HOUR
    this.#isCareful = careful
    // Of its own, so that what a person does in step 1 stays as it was.
    this.#jumpsAhead = !careful && new Random(`${world.seed} ${name} ahead`).chance(0.1)
    this.#namesIssue = careful || new Random(`${world.seed} ${name} issue`).chance(0.7)
    this.browser = world.browser(name, address)
  }

  /** Signs up, in at most so many sessions; true once the phone is verified. */
  async signUp(sessions: number): Promise<boolean> {
    for (let i = 0; i < sessions && !this.verified; i++) {
      if (i > 0) await this.#sleep(30 * SECOND, 10 * MINUTE)
      this.verified = await this.#oneSession()
    }
    return this.verified
  }

  /** Goes through the steps that follow, once the phone is verified; uses what comes of it. */
  async openAccount(): Promise<Ending> {
    const { browser, name } = this
    const ending = await this.#applicant().apply()
    if (ending !== 'gone') this.hasAccount = true
    if (ending === 'opened' && !this.#isCareful) await useAccount(this.#world, name, browser)
    return ending
  }

  /** Signs up until there is an account, in at most so many signups. */
  async signUpToTheEnd(signups: number): Promise<boolean> {
    for (let i = 0; i < signups && !this.hasAccount; i++) {
      this.verified = false
      if (await this.signUp(3)) await this.openAccount()
    }
    return this.hasAccount
  }

  /** Signs up again and again on the same device, as one who lost their way later on. */
  async signUpAgain(): Promise<void> {
    for (let i = 0; this.#habits.comesAgain && i < 4; i++) {
      await this.#sleep(MINUTE, 5 * HOUR)
      if (await this.#oneSession()) await this.openAccount()
    }
  }

  /** Looks at the page now and then, once verified. */
  async lookAgain(times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      await this.#sleep(SECOND, 3 * HOUR)
      await this.browser.session()
    }
  }

  #applicant(): Applicant {
    const { browser, sessionId = '', name } = this
    return new Applicant(this.#world, name, { browser, sessionId }, this.#isCareful)
  }

  async #oneSession(): Promise<boolean> {
    const habits = this.#habits
    const inbox = this.#world.gateways.inbox(this.phone)
    const wrongNumber = `${this.phone.slice(0, -1)}${(Number(this.phone.at(-1)) + 1) % 10}`
    let texted = habits.wrongNumberFirst ? wrongNumber : this.phone
    let read = inbox.length
    const started = await this.#ask(texted)
    if (started?.status !== 200) return false
    const sessionId = String(started.body.session_id)
    this.sessionId = sessionId
    this.firstCookie = this.browser.jar.get(SESSION_COOKIE)
    if (this.#jumpsAhead) await this.#applicant().jumpAhead()
    if (habits.losesCookie) this.browser.jar.clear()
    if (habits.secondTab) void this.#ask(this.phone)
    if (habits.comesBackLater) await this.#sleep(2 * MINUTE, 70 * MINUTE)
    for (let round = 0; round < 9; round++) {
      if (this.#random.chance(habits.reloads)) await this.browser.session()
      const mustChange = texted !== this.phone
      const codes = mustChange ? 0 : await this.#waitForText(inbox, read)
      if (codes > 0 && !this.#random.chance(habits.impatient)) {
        read = inbox.length
        const outcome = await this.#type(sessionId, inbox)
        if (outcome === 'verified') return true
        if (outcome === 'gone') return false
        if (outcome === 'again') {
          read -= 1
          continue
        }
      }
      const again = await this.#ask(this.phone, sessionId)
      if (again?.status === 200) texted = this.phone
      else if (again?.status === 404 || again?.status === 409) return false
    }
    return false
  }

  /** Asks for a text, and again while the reply says when or never came. */
  async #ask(phone: string, sessionId?: string): Promise<TimedReply | undefined> {
    const key = this.#random.chance(0.9) ? this.#random.digits(30) : undefined
    let reply: TimedReply | undefined
    for (let i = 0; i < 6; i++) {
      if (this.#random.chance(this.#habits.doubleClicks)) {
        void this.browser.send(phone, sessionId, key)
      }
      reply = await this.browser.send(phone, sessionId, key)
      this.#learnIssue(reply)
      if (reply && [200, 404].includes(reply.status)) return reply
      if (reply && errorOf(reply) === 'already_verified') return reply
      // A wait that ran down while its reply was on its way is told as none.
      const told = Math.max(1, Number(reply?.body.retry_after ?? 2)) * SECOND
      if (told > this.#patience) return reply
      await this.#sleep(told, told + 3 * SECOND)
    }
    return reply
  }

  #learnIssue(reply: TimedReply | undefined): void {
    const issue = reply?.body.code_issue
    if (this.#namesIssue && typeof issue === 'number') this.#issue = issue
  }

  async #waitForText(inbox: readonly string[], read: number): Promise<number> {
    for (let waited = 0; waited < 40 * SECOND && inbox.length <= read; waited += 4 * SECOND) {
      await this.#world.timeline.sleep(4 * SECOND)
    }
    return inbox.length - read
  }

  async #type(
    sessionId: string,
    inbox: readonly string[],
  ): Promise<'verified' | 'again' | 'resend' | 'gone'> {
    await this.#sleep(SECOND, 20 * SECOND)
    const right = inbox.at(-1) ?? ''
    const old = this.#random.chance(this.#habits.typesOldCode) ? inbox.at(-2) : undefined
    const code = this.#random.chance(this.#habits.mistypes)
      ? this.#random.digits(6)
      : (old ?? right)
    if (this.#habits.typesWhileResending) {
      await this.#sleep(61 * SECOND, 90 * SECOND)
      void this.browser.send(this.phone, sessionId)
    }
    for (let i = 0; i < 4; i++) {
      const reply = await this.browser.verify(sessionId, code, this.#issue)
      if (reply?.status === 200) return 'verified'
      const error = reply && errorOf(reply)
      if (error === 'already_verified') return this.#resumes()
      if (error === 'otp_incorrect') return reply?.body.attempts_left === 0 ? 'resend' : 'again'
      if (error === 'session_not_found') return 'gone'
      if (error === 'code_replaced') {
        this.#learnIssue(reply)
        return 'again'
      }
      if (error === 'otp_expired' || error === 'too_many_attempts') return 'resend'
      await this.#sleep(SECOND, 8 * SECOND)
    }
    return 'again'
  }

  /** The phone is verified, but perhaps under a cookie that never came. */
  async #resumes(): Promise<'verified' | 'gone'> {
    const reply = await this.browser.session()
    return reply?.status === 200 && Number(reply.body.step) > 1 ? 'verified' : 'gone'
  }

  #sleep(low: number, high: number): Promise<void> {
    return this.#world.timeline.sleep(this.#random.skewed(low, high))
  }
}
