import { NOTICES } from '../../src/contract/notices.ts'
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { ACCOUNT_COOKIE, type Browser, errorOf, SESSION_COOKIE } from '../support/people.ts'
import { COMMON_PASSWORDS } from './common-passwords.ts'
import type { TimedReply } from './exchange.ts'
import { identify, identifyAhead, type Identifying, identityOf } from './identification.ts'
import { Random } from './random.ts'
import type { Registers } from './registers.ts'

/** What an applicant is in. */
type Surroundings = {
  readonly seed: string
  readonly timeline: { readonly sleep: (milliseconds: number) => Promise<void> }
  readonly registers: Registers
  readonly identifies: boolean
}

/** Draws what an honest person does beside what the steps ask of them. */
function habitsOf(random: Pick<Random, 'pick' | 'chance'>) {
  return {
    mistakes: random.pick([0, 0, 0.3]),
    changesAnswers: random.chance(0.25),
    jumpsAhead: random.chance(0.2),
    doubleClicks: random.pick([0, 0.4]),
    reloads: random.pick([0, 0.3]),
    weakPasswords: random.chance(0.2),
    withdrawsEarly: random.chance(0.08),
    withdrawsMeanwhile: random.chance(0.08),
    answersMeanwhile: random.chance(0.1),
    asksAgain: random.chance(0.3),
    keyless: random.chance(0.05),
    hasSecondThoughts: random.chance(0.2),
  }
}

/** Nothing but what it takes. */
const CAREFUL = habitsOf({ pick: ([first]) => first, chance: () => false })

const { version: noticeVersion } = NOTICES['personal-details']

/** What came of one signup: an account, one that was there before, or nothing. */
export type Ending = 'opened' | 'exists' | 'gone'

/** A person whose phone is verified, on the way through the steps that follow. */
export class Applicant {
  readonly #world: Surroundings
  readonly #random: Random
  readonly #browser: Browser<TimedReply>
  readonly #sessionId: string
  readonly #habits: ReturnType<typeof habitsOf>
  readonly #persistence: number
  readonly #isCareful: boolean
  #answered = { full_name: '', date_of_birth: '', email: '' }

  /** A careful one makes no mistakes, and does not give up. */
  constructor(
    world: Surroundings,
    name: string,
    signup: { readonly browser: Browser<TimedReply>; readonly sessionId: string },
    careful = false,
  ) {
    this.#world = world
    this.#random = new Random(`${world.seed} ${name} ${signup.sessionId}`)
    this.#browser = signup.browser
    this.#sessionId = signup.sessionId
    this.#habits = careful ? CAREFUL : habitsOf(this.#random)
    this.#isCareful = careful
    this.#persistence = careful ? 40 : this.#random.pick([3, 6, 20])
  }

  /** Answers what is not asked yet. */
  async jumpAhead(): Promise<void> {
    await this.#post('personal-details', this.#newAnswers())
    await identifyAhead(this.#identifying)
    await this.#create(this.#word(12))
  }

  /** Answers what is asked, and opens the account. */
  async apply(): Promise<Ending> {
    const habits = this.#habits
    if (habits.jumpsAhead) await this.#create(this.#word(12))
    if (!(await this.#answers())) return 'gone'
    if (habits.changesAnswers && !(await this.#answers())) return 'gone'
    if (!(await this.#identifies())) return 'gone'
    if (habits.withdrawsEarly) {
      await this.#withdraws()
      return 'gone'
    }
    if (!this.#isCareful) await this.#sleep(SECOND, this.#random.pick([MINUTE, 3 * HOUR]))
    return this.#opens()
  }

  /** Answers step 2 until it is taken; false where the signup is not there any more. */
  async #answers(): Promise<boolean> {
    const answers = this.#newAnswers()
    this.#answered = answers
    for (let i = 0; i < 3; i++) {
      if (this.#random.chance(this.#habits.reloads)) await this.#browser.session()
      const change = this.#random.chance(this.#habits.mistakes) ? this.#mistake(answers) : {}
      const body = { ...answers, ...change }
      if (this.#random.chance(this.#habits.doubleClicks)) void this.#post('personal-details', body)
      const reply = await this.#persist(() => this.#post('personal-details', body))
      if (reply?.status === 200) return true
      if (reply && reply.status !== 400 && errorOf(reply) !== 'notice_changed') return false
      await this.#sleep(SECOND, MINUTE)
    }
    return false
  }

  /** Shows who they are, where that is asked. */
  async #identifies(): Promise<boolean> {
    const { registers, identifies } = this.#world
    if (!identifies) return true
    const { full_name: name, date_of_birth: dateOfBirth } = this.#answered
    return identify(this.#identifying, identityOf(registers, this.#random, { name, dateOfBirth }))
  }

  get #identifying(): Identifying {
    return {
      registers: this.#world.registers,
      browser: this.#browser,
      sessionId: this.#sessionId,
      random: this.#random,
      isCareful: this.#isCareful,
      sleep: (...bounds) => this.#sleep(...bounds),
      persist: (ask) => this.#persist(ask),
    }
  }

  async #opens(): Promise<Ending> {
    const habits = this.#habits
    if (habits.weakPasswords) {
      for (const password of [this.#random.pick(COMMON_PASSWORDS), 'short', 'x'.repeat(129)]) {
        await this.#create(password)
      }
      await this.#create(this.#answered.email)
    }
    const password = this.#word(12)
    const key = habits.keyless ? undefined : this.#random.digits(30)
    if (this.#random.chance(habits.doubleClicks)) void this.#create(password, key)
    if (habits.withdrawsMeanwhile) {
      void this.#sleep(20, this.#random.pick([600, MINUTE])).then(() => this.#withdraws())
    }
    const cookie = this.#browser.jar.get(SESSION_COOKIE) ?? ''
    if (habits.hasSecondThoughts) {
      const first = await this.#create(this.#word(12))
      if (first?.status === 201) return 'opened'
      await this.#answers()
      await this.#identifies()
    }
    if (habits.answersMeanwhile) void this.#sleep(20, 400).then(() => this.#answersAhead())
    const reply = await this.#persist(() => this.#create(password, key))
    if (habits.asksAgain) {
      await this.#sleep(SECOND, 12 * MINUTE)
      const [other, another] = [this.#word(12), this.#random.digits(30)]
      const ways: readonly (readonly [string, string?])[] = [
        [password, key],
        [password, key],
        [password],
        [other, key],
        [other, another],
      ]
      // As from another tab, which had asked before the cookie was taken away.
      this.#browser.jar.set(SESSION_COOKIE, cookie)
      if (this.#random.chance(0.5)) {
        await this.#browser.get('session')
        await this.#browser.get('account')
      } else await this.#create(...this.#random.pick(ways))
    }
    if (reply && errorOf(reply) === 'account_exists') return 'exists'
    return reply?.status === 201 ? 'opened' : 'gone'
  }

  /** Answers while the account is being made. */
  async #answersAhead(): Promise<void> {
    await Promise.all([identifyAhead(this.#identifying), this.#answers()])
  }

  #withdraws(): Promise<TimedReply | undefined> {
    return this.#persist(() => this.#post('withdraw-consent', { purpose: 'account' }))
  }

  #create(password: string, key?: string): Promise<TimedReply | undefined> {
    const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key }
    return this.#post('create-account', { password }, headers)
  }

  #post(route: string, body: object, headers: Readonly<Record<string, string>> = {}) {
    return this.#browser.post(route, { session_id: this.#sessionId, ...body }, headers)
  }

  /** Asks until an answer comes that asking again would not change. */
  #persist(ask: () => Promise<TimedReply | undefined>): Promise<TimedReply | undefined> {
    return persist(ask, this.#persistence, (...bounds) => this.#sleep(...bounds))
  }

  /** Of this person alone, and another time others. */
  #newAnswers() {
    const name = this.#word(9)
    return {
      full_name: `S. ${name}`,
      date_of_birth: `19${this.#random.between(40, 99)}-0${this.#random.between(1, 9)}-1${this.#random.between(0, 9)}`,
      email: `${name}@example.com`,
      pin_code: `${this.#random.between(1, 7)}${this.#random.digits(5)}`,
      consent: this.#consent(this.#random.chance(0.5) ? ['offers'] : []),
    }
  }

  #consent(more: readonly string[]) {
    return {
      notice_version: noticeVersion,
      language: 'en',
      purposes: ['account', 'contact', ...more],
    }
  }

  #mistake({ consent }: { readonly consent: object }): object {
    return this.#random.pick([
      { full_name: '1' },
      { date_of_birth: '2020-02-02' },
      { date_of_birth: '1990-02-31' },
      { email: 'nobody' },
      { pin_code: '0' },
      { consent: { ...consent, purposes: ['offers'] } },
      { consent: { ...consent, purposes: ['account', 'contact', 'more'] } },
      { consent: { ...consent, notice_version: '1999-01-01' } },
    ])
  }

  #word(length: number): string {
    const letters = Array.from({ length }, () => this.#random.between(97, 122))
    return String.fromCharCode(...letters)
  }

  #sleep(low: number, high: number): Promise<void> {
    return this.#world.timeline.sleep(this.#random.skewed(low, high))
  }
}

/** The owner of an account, in the browser that it was opened in. */
export async function useAccount(
  { seed, timeline }: Surroundings,
  name: string,
  browser: Browser<TimedReply>,
): Promise<void> {
  const random = new Random(`${seed} ${name}'s account`)
  const sleep = (low: number, high: number) => timeline.sleep(random.skewed(low, high))
  const ask = (route: string, body: object = {}) =>
    persist(() => browser.post(route, { ...body }), random.pick([1, 5, 20]), sleep)
  const cookie = browser.jar.get(ACCOUNT_COOKIE) ?? ''
  const ends = random.pick(['nothing', 'nothing', 'sign-out', 'close', 'withdraw', 'close late'])
  await browser.get('account')
  if (random.chance(0.3)) await ask('withdraw-consent', { purpose: 'offers' })
  if (random.chance(0.3)) {
    await sleep(MINUTE, 20 * MINUTE)
    await browser.get('account')
  }
  if (ends === 'sign-out') await ask('sign-out')
  if (ends === 'close late') await sleep(5 * MINUTE, 14 * MINUTE)
  if (ends.startsWith('close')) await ask('close-account')
  if (ends === 'withdraw') await ask('withdraw-consent', { purpose: 'account' })
  if (random.chance(0.5)) return
  // By whoever has the cookie still, as a thief has.
  browser.jar.set(ACCOUNT_COOKIE, cookie)
  await browser.get('account')
}

async function persist(
  ask: () => Promise<TimedReply | undefined>,
  times: number,
  sleep: (low: number, high: number) => Promise<void>,
): Promise<TimedReply | undefined> {
  let reply: TimedReply | undefined
  for (let i = 0; i < times; i++) {
    reply = await ask()
    const passes = !reply || [429, 503].includes(reply.status) || errorOf(reply) === 'in_progress'
    if (!passes) return reply
    const wait = Math.max(1, Number(reply?.body.retry_after ?? 2)) * SECOND
    await sleep(wait, wait * (i + 2))
  }
  return reply
}
