import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { ACCOUNT_COOKIE, type Browser, SESSION_COOKIE } from '../support/people.ts'
import { Applicant } from './applicant.ts'
import type { TimedReply } from './exchange.ts'
import { Person } from './people.ts'
import { Random } from './random.ts'
import type { World } from './world.ts'

/** One attacker: what it is called, and a stream of chance of its own. */
class Attacker {
  readonly random: Random
  readonly world: World
  readonly name: string

  constructor(world: World, name: string) {
    this.world = world
    this.name = name
    this.random = new Random(`${world.seed} ${name}`)
  }

  /** A browser without cookies, at one of so many addresses. */
  browser(addresses: number): Browser<TimedReply> {
    const last = this.random.between(1, addresses)
    const address = this.random.chance(0.5) ? `198.51.100.${last}` : `2001:db8:${last}::7`
    return this.world.browser(this.name, address)
  }

  sleep(low: number, high: number): Promise<void> {
    return this.world.timeline.sleep(this.random.skewed(low, high))
  }
}

/** Guesses one phone's code over many sessions and addresses, for more than a day. */
export async function guesser(world: World, phone: string): Promise<void> {
  const self = new Attacker(world, 'guesser')
  const { random } = self
  const end = world.timeline.now + random.between(2, 27) * HOUR
  while (world.timeline.now < end) {
    const browser = self.browser(200)
    const started = await browser.send(phone)
    if (started?.status !== 200) {
      await self.sleep(MINUTE, 4 * HOUR)
      continue
    }
    const sessionId = String(started.body.session_id)
    const guess = () => browser.verify(sessionId, random.digits(6))
    for (let round = 0; round < 4; round++) {
      const atOnce = random.between(1, 5)
      const racing = random.chance(0.4) ? [browser.send(phone, sessionId)] : []
      await Promise.all([...racing, ...Array.from({ length: atOnce }, guess)])
      await guess()
      await self.sleep(25 * SECOND, 6 * MINUTE)
      const again = random.chance(0.3)
        ? await Promise.all([browser.send(phone, sessionId), guess(), guess()]).then(([r]) => r)
        : await browser.send(phone, sessionId)
      if (again?.status === 404) break
    }
  }
}

/**
 * Guesses at codes while their texts fail: the gateways are down whenever it sends again. What it
 * gains by that is to be nothing.
 */
export async function outageRacer(world: World, phone: string): Promise<void> {
  const self = new Attacker(world, 'outage racer')
  const { gateways } = world
  for (let session = 0; session < 12; session++) {
    const browser = self.browser(250)
    const started = await browser.send(phone)
    const sessionId = started?.body.session_id
    const guess = async () => {
      await self.sleep(40, 1500)
      await browser.verify(String(sessionId), self.random.digits(6))
    }
    const guesses = () => Array.from({ length: 4 }, guess)
    const begun = started?.status === 200
    if (begun) await Promise.all(guesses())
    for (let again = begun ? 0 : 2; again < 2; again++) {
      await self.sleep(61 * SECOND, 3 * MINUTE)
      gateways.outage = 'text_refused_5xx'
      await Promise.all([browser.send(phone, String(sessionId)), ...guesses()])
      gateways.outage = undefined
    }
    await self.sleep(5 * MINUTE, 2 * HOUR)
  }
}

/** Guesses while it changes its own session's phone back and forth. */
export async function phoneChanger(world: World, phones: readonly string[]): Promise<void> {
  const self = new Attacker(world, 'phone changer')
  const { random } = self
  for (let session = 0; session < 3; session++) {
    const browser = self.browser(50)
    const started = await browser.send(random.pick(phones))
    if (started?.status === 200) {
      const sessionId = String(started.body.session_id)
      const guess = async () => {
        await self.sleep(10, 4000)
        return browser.verify(sessionId, random.digits(6))
      }
      for (let round = 0; round < 5; round++) {
        const change = browser.send(random.pick(phones), sessionId)
        await Promise.all([change, ...Array.from({ length: random.between(1, 4) }, guess)])
        await self.sleep(SECOND, 3 * MINUTE)
      }
    }
    await self.sleep(MINUTE, HOUR)
  }
}

/** Has one phone texted as often as it can, from ever new addresses. */
export async function bomber(world: World, phone: string): Promise<void> {
  const self = new Attacker(world, 'bomber')
  const end = world.timeline.now + self.random.between(1, 26) * HOUR
  while (world.timeline.now < end) {
    const browser = self.browser(250)
    const started = await browser.send(phone)
    const again = started?.status === 200 && self.random.chance(0.5)
    if (again) {
      await self.sleep(20 * SECOND, 2 * MINUTE)
      await browser.send(phone, String(started.body.session_id))
    }
    const refused = started?.status === 429
    await self.sleep(5 * SECOND, refused ? 2 * HOUR : 2 * MINUTE)
  }
}

/** Has come by a person's session id, and nothing else. */
export async function idHolder(world: World, victim: Person): Promise<void> {
  const self = new Attacker(world, 'id holder')
  const sessionId = await sessionOf(self, victim)
  if (sessionId === undefined) return
  const own = `+9197${self.random.digits(8)}`
  const token = self.random.digits(43)
  for (let i = 0; i < 3; i++) {
    const browser = self.browser(20)
    if (self.random.chance(0.5)) browser.jar.set(SESSION_COOKIE, `${sessionId}.${token}`)
    await browser.session()
    await browser.send(own, sessionId)
    if (self.random.chance(0.5)) await browser.send(victim.phone, sessionId)
    if (self.random.chance(0.7)) await browser.verify(sessionId, self.random.digits(6))
    const asked = { browser, sessionId }
    if (self.random.chance(0.5)) await new Applicant(world, self.name, asked).jumpAhead()
    const account = victim.browser.jar.get(ACCOUNT_COOKIE)?.slice(0, 36)
    if (account) browser.jar.set(ACCOUNT_COOKIE, `${account}.${token}`)
    if (account) await browser.get('account')
    await self.sleep(SECOND, 2 * MINUTE)
  }
}

/** Has the cookie that a person's session began with, and the codes, after they have served. */
export async function formerCookieHolder(world: World, victim: Person): Promise<void> {
  const self = new Attacker(world, 'former cookie holder')
  const sessionId = await sessionOf(self, victim)
  for (let waited = 0; waited < 200 && !victim.verified; waited++) await self.sleep(SECOND, MINUTE)
  const cookie = victim.firstCookie
  if (!victim.verified || sessionId === undefined || cookie === undefined) return
  const own = `+9197${self.random.digits(8)}`
  for (let i = 0; i < 4; i++) {
    const browser = self.browser(20)
    browser.jar.set(SESSION_COOKIE, cookie)
    await browser.session()
    await browser.send(own, sessionId)
    await browser.verify(sessionId, self.random.digits(6))
    await self.sleep(SECOND, 2 * MINUTE)
    browser.jar.set(SESSION_COOKIE, cookie)
    await new Applicant(world, self.name, { browser, sessionId }).jumpAhead()
    if (i > 1) {
      await self.sleep(61 * SECOND, HOUR)
      browser.jar.set(SESSION_COOKIE, cookie)
      await browser.verify(sessionId, world.gateways.inbox(victim.phone).at(-1) ?? '000000')
    }
  }
}

/** Pumps texts to the numbers of one range from one address, and verifies none. */
export async function pumper(world: World): Promise<void> {
  const self = new Attacker(world, 'pumper')
  const browser = self.browser(250)
  for (let i = 0; i < 60; i++) {
    await browser.send(`+919811${self.random.digits(6)}`)
    await self.sleep(20 * SECOND, MINUTE)
  }
}

/** Sends what no page sends. */
export async function nuisance(world: World): Promise<void> {
  const self = new Attacker(world, 'nuisance')
  const { random } = self
  const phone = '9876543210'
  const unminted = 'a1b2c3d4-e5f6-8890-abcd-ef1234567890'
  const bodies: readonly (readonly [string, Record<string, unknown> | string])[] = [
    ['send-otp', '{"phone":'],
    ['send-otp', { phone: 9876543210 }],
    ['send-otp', { phone: '12' }],
    ['send-otp', { phone: '+14155550123' }],
    ['send-otp', { phone, step: 2 }],
    ['send-otp', { phone, session_id: unminted }],
    ['send-otp', `{"phone":"${'9'.repeat(5000)}"}`],
    ['verify-otp', { session_id: unminted, otp_code: '000000' }],
    ['verify-otp', { session_id: unminted, otp_code: 0 }],
    ['verify-otp', { session_id: unminted, otp_code: '１２３４５６' }],
    ['verify-otp', { otp_code: '123456' }],
    ['verify-aadhaar-qr', { session_id: unminted }],
    ['start-aadhaar', { session_id: unminted }],
    ['finish-aadhaar', { session_id: unminted, return_query: 1 }],
    ['verify-pan', { session_id: unminted }],
  ]
  for (const [route, body] of bodies) {
    if (random.chance(0.5)) await self.browser(9).post(route, body)
  }
  const body = { phone }
  const browser = self.browser(9)
  await browser.post('send-otp', body, { Origin: 'https://evil.example' })
  await browser.post('send-otp', body, { 'Sec-Fetch-Site': 'cross-site' })
  await browser.post('send-otp', body, { 'Content-Type': 'text/plain' })
  await browser.post('send-otp', body, { 'Idempotency-Key': 'short' })
  browser.jar.set(SESSION_COOKIE, `${unminted}.${random.digits(43)}`)
  await browser.session()
  const own = await browser.send(`+9197${random.digits(8)}`)
  const sessionId = String(own?.body.session_id)
  await Promise.all(Array.from({ length: 40 }, () => browser.verify(sessionId, '000000')))
  await browser.post('withdraw-consent', { session_id: unminted, purpose: 'account' })
  const wants = { session_id: sessionId, password: 'whatever it is' }
  await browser.post('create-account', wants, { 'Idempotency-Key': 'short' })
}

const burst = (ask: () => Promise<unknown>) => Promise.all(Array.from({ length: 62 }, ask))

/** Has an account, and a signup under way again, and asks for both without end. */
export async function reloader(world: World, phone: string): Promise<void> {
  const self = new Attacker(world, 'reloader')
  const person = new Person(world, self.name, phone, '203.0.113.99', true)
  if (!(await person.signUpToTheEnd(3))) return
  const { browser } = person
  await self.sleep(MINUTE, 10 * MINUTE)
  await browser.send(phone)
  const sessionId = browser.jar.get(SESSION_COOKIE)?.slice(0, 36) ?? ''
  await burst(() => browser.session())
  await new Applicant(world, self.name, { browser, sessionId }).jumpAhead()
  await burst(() => browser.get('account'))
  await browser.post('sign-out', {})
  await browser.post('withdraw-consent', { purpose: 'offers' })
  await browser.post('close-account', {})
}

/** The victim's session id, once there is one. */
async function sessionOf(self: Attacker, victim: Person): Promise<string | undefined> {
  for (let i = 0; i < 60 && victim.sessionId === undefined; i++) {
    await self.sleep(SECOND, 3 * MINUTE)
  }
  return victim.sessionId
}
