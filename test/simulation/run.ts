import { HOUR, MINUTE } from '../../src/platform/time.ts'
import { answerOf } from '../support/people.ts'
import { brokenContract } from '../support/replies.ts'
import { Accounts } from './accounts.ts'
import * as attackers from './attackers.ts'
import { PhoneBudgets } from './budgets.ts'
import type { Fault, Weather } from './faults.ts'
import { checkLeaks } from './leaks.ts'
import { Person } from './people.ts'
import { keyOf } from './kept-accounts.ts'
import { Random } from './random.ts'
import { IDENTIFYING } from './registers.ts'
import { Sessions } from './sessions.ts'
import { Verdict, type Violation } from './verdict.ts'
import { World } from './world.ts'

/** From a calm day to a very bad one; and days on which nothing but the gateways fail. */
const WEATHERS: readonly Weather[] = [
  { gateways: 0, all: 0 },
  { gateways: 4, all: 0 },
  { gateways: 0.5, all: 0.5 },
  { gateways: 1, all: 1 },
  { gateways: 1, all: 1 },
  { gateways: 2, all: 2 },
  { gateways: 4, all: 4 },
]

/** What one seed came to. */
export type Outcome = {
  readonly seed: number
  readonly fingerprint: string
  readonly steps: number
  readonly violation?: Violation & { readonly recent: readonly string[] }
  readonly texts: number
  readonly guesses: number
  readonly verified: number
  readonly answers: ReadonlyMap<string, number>
  readonly faults: ReadonlyMap<Fault, number>
}

/** Plays one seed to its end, or to the first invariant that does not hold. */
export async function runSeed(seed: number, aloud?: (event: string) => void): Promise<Outcome> {
  const label = `seed ${seed}`
  const random = new Random(`${label} cast`)
  const weather = random.pick(WEATHERS)
  const identifies = new Random(`${label} identifies`).chance(0.4)
  const world = new World(label, weather, { aloud, vars: identifies ? IDENTIFYING : {} })
  const verdict = new Verdict()
  const answers = new Map<string, number>()
  const sessions = new Sessions(verdict, new PhoneBudgets(verdict))
  const accounts = new Accounts(verdict, world)
  let texts = 0
  world.watchers.push({
    requested: (exchange) => {
      sessions.requested(exchange)
      accounts.requested(exchange)
    },
    replied: (exchange) => {
      const { route, reply, body, id } = exchange
      const answer = `${route} ${reply ? answerOf(reply) : 'none'}`
      answers.set(answer, (answers.get(answer) ?? 0) + 1)
      if (reply && route !== 'other') {
        for (const promise of brokenContract(route, body.session_id === undefined, reply)) {
          verdict.fail(promise, `#${id} ${answer} ${reply.text}`)
        }
      }
      sessions.replied(exchange)
      accounts.replied(exchange)
    },
    texted: (text, exchange) => {
      texts += 1
      if (exchange) sessions.texted(text, exchange)
      else verdict.fail('texts are sent for a request', text.id)
    },
    lookedUp: (pan, exchange) => {
      if (exchange) accounts.lookedUp(pan, exchange)
      else verdict.fail('PANs are looked up for a request', pan)
    },
  })
  const onRejection = (error: unknown) => {
    const trace = error instanceof Error ? String(error.stack) : String(error)
    verdict.fail('no promise is left to reject unheard', trace)
  }
  process.on('unhandledRejection', onRejection)

  const play = async (acts: readonly Promise<unknown>[]) => {
    const over = await world.timeline.play(acts, () => verdict.violation !== undefined)
    if (!over) verdict.fail('every act comes to an end', `${acts.length} acts`)
  }

  const people = Array.from(
    { length: random.between(1, 3) },
    (_, i) => new Person(world, `person ${i + 1}`, newPhone(random), `203.0.113.${i + 1}`),
  )
  await play([...cast(world, random, people), ...operators(world, random, [sessions, accounts])])
  if (!verdict.violation) checkLeaks(world, verdict)

  // From here on nothing goes wrong: whoever has not signed up yet can.
  world.faults.on = false
  world.gateways.outage = undefined
  for (const database of world.databases) database.isDown = false
  const left = people.filter(({ hasAccount }) => !hasAccount)
  const again = left.map(
    ({ phone, name, browser }) => new Person(world, `${name} again`, phone, browser.address, true),
  )
  if (!verdict.violation) await play(again.map((person) => person.signUpToTheEnd(3)))
  for (const { name, hasAccount } of again) {
    verdict.hold(hasAccount, 'once faults stop, everybody gets to an account', () => name)
  }
  if (!verdict.violation) {
    await world.timeline.run(() => verdict.violation !== undefined, world.timeline.now + 120 * HOUR)
    checkEmpty(world, verdict)
    accounts.checkAtTheEnd()
  }
  process.off('unhandledRejection', onRejection)
  world.close()
  const count = (prefix: string) =>
    [...answers].reduce((sum, [answer, n]) => (answer.startsWith(prefix) ? sum + n : sum), 0)
  return {
    seed,
    fingerprint: world.fingerprint,
    steps: world.timeline.steps,
    ...(verdict.violation && { violation: { ...verdict.violation, recent: world.recent } }),
    texts,
    guesses: count('verify-otp 400 otp_incorrect') + count('verify-otp 200'),
    verified: [...people, ...again].filter(({ verified }) => verified).length,
    answers,
    faults: world.faults.counts,
  }
}

/** Everybody who acts in a seed. */
function cast(world: World, random: Random, people: readonly Person[]): Promise<unknown>[] {
  const [victim] = people
  if (!victim) return []
  const acts: Promise<unknown>[] = people.map(async (person) => {
    await world.timeline.sleep(random.skewed(100, 20 * HOUR))
    await person.signUp(3)
    if (!person.verified) return
    await person.lookAgain(1)
    await person.openAccount()
    await person.signUpAgain()
  })
  const phones = people.map(({ phone }) => phone)
  const plots: readonly (readonly [number, () => Promise<void>])[] = [
    [0.1, () => attackers.guesser(world, victim.phone)],
    [0.12, () => attackers.phoneChanger(world, phones.slice(0, 2))],
    [0.1, () => attackers.bomber(world, victim.phone)],
    [0.2, () => attackers.idHolder(world, victim)],
    [0.2, () => attackers.formerCookieHolder(world, people.at(-1) ?? victim)],
    [0.04, () => attackers.outageRacer(world, victim.phone)],
    [0.04, () => attackers.pumper(world)],
    [0.06, () => attackers.nuisance(world)],
    [0.01, () => attackers.reloader(world, newPhone(random))],
    [0.04, () => crowd(world, random)],
    [0.012, () => rush(world, random)],
  ]
  for (const [probability, plot] of plots) if (random.chance(probability)) acts.push(plot())
  return acts
}

/** Many people behind one IPv4 address, within the hour. */
async function crowd(world: World, random: Random): Promise<void> {
  const people = Array.from(
    { length: random.between(8, 14) },
    (_, i) => new Person(world, `neighbour ${i + 1}`, newPhone(random), '192.0.2.1'),
  )
  const acts = people.map(async (person) => {
    await world.timeline.sleep(random.between(0, HOUR))
    await person.signUp(2)
  })
  await Promise.all(acts)
}

/** Many people who open their accounts in the same second. */
async function rush(world: World, random: Random): Promise<void> {
  const people = Array.from(
    { length: 14 },
    (_, i) => new Person(world, `rusher ${i + 1}`, newPhone(random), `192.0.2.${i + 2}`, true),
  )
  const verified = people.map((person) => person.signUp(3).then((is) => (is ? [person] : [])))
  const ready = (await Promise.all(verified)).flat()
  await Promise.all(ready.map((person) => person.openAccount()))
}

/** Outages that others cause, and changes of secrets. */
function operators(
  world: World,
  random: Random,
  watching: readonly (Sessions | Accounts)[],
): Promise<unknown>[] {
  const { timeline, faults, gateways, secrets, databases } = world
  const acts: Promise<unknown>[] = []
  const outage = async () => {
    await timeline.sleep(random.skewed(MINUTE, 10 * HOUR))
    gateways.outage = random.pick(['text_refused_5xx', 'text_undecided', 'text_timeout_before'])
    world.note(`outage: ${gateways.outage}`)
    await timeline.sleep(random.between(2, 30) * MINUTE)
    gateways.outage = undefined
    world.note('outage over')
  }
  const rotation = async (drops: boolean) => {
    await timeline.sleep(random.skewed(MINUTE, 10 * HOUR))
    for (const step of ['append', 'promote', ...(drops ? (['drop'] as const) : [])] as const) {
      // An account's key is sealed for good: its secret stays as long as there is one.
      if (step === 'drop') secrets.drop((id) => desksUnder(world, id) > 0)
      else secrets[step]()
      if (step === 'drop') for (const one of watching) one.secretsDroppedAt = timeline.now + MINUTE
      world.note(`secrets: ${step}`)
      world.deploy()
      await timeline.sleep(random.skewed(10_000, 20 * MINUTE))
    }
  }
  const databaseOutage = async () => {
    await timeline.sleep(random.skewed(MINUTE, 10 * HOUR))
    for (const database of databases) database.isDown = true
    world.note('databases down')
    await timeline.sleep(random.between(1, 90) * MINUTE)
    for (const database of databases) database.isDown = false
    world.note('databases up')
  }
  if (faults.strikes('gateway_outage')) acts.push(outage())
  if (faults.strikes('database_outage')) acts.push(databaseOutage())
  if (faults.strikes('secret_rotated')) acts.push(rotation(faults.strikes('secret_dropped')))
  return acts
}

/** Counts the desks whose key is sealed under a secret. */
function desksUnder({ desks }: World, id: string): number {
  const keys = [...desks.objects.values()].map(({ storage }) => keyOf(storage))
  return keys.filter((key) => key?.keyId === id).length
}

/** Once all is over nothing is kept, but what a phone's guard knows of its owner's device. */
function checkEmpty(world: World, verdict: Verdict): void {
  for (const [what, { objects }] of Object.entries({
    session: world.sessions,
    guard: world.guards,
    monitor: world.monitors,
    'sign-in': world.signIns,
  })) {
    for (const [name, { storage }] of objects) {
      const trusts = what === 'guard' && storage.keeps('guard', 'device')
      verdict.hold(
        storage.isEmpty || trusts,
        'objects end empty',
        () => `${what} ${name} keeps ${storage.dump().slice(0, 300)}, alarm ${storage.alarm}`,
      )
    }
  }
}

function newPhone(random: Random): string {
  return `+91${random.pick(['98', '96', '99'])}${random.digits(8)}`
}
