import * as fc from 'fast-check'
import { vi } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/platform/time.ts'
import { newKey } from '../../support/app.ts'
import type { Client } from './client.ts'
import {
  compareBoth,
  compareGuess,
  compareLanding,
  compareReading,
  compareSend,
} from './compare.ts'
import type { Guess } from './contract.ts'
import {
  changingPhone,
  choice,
  type Chosen,
  cookieOf,
  guessingFormer,
  guessingRight,
  guessingWrong,
  pick,
  type PlainSend,
  resending,
  type Run,
  sessionOf,
  starting,
} from './requests.ts'
import {
  endOf,
  find,
  KEY_SPAN,
  LEAST_LEFT,
  FROM_FIRST_TEXT,
  phoneFreeAt,
  REPEAT_SPAN,
  resendAt,
  type World,
} from './world.ts'

type Command = fc.AsyncCommand<Run, Client>

/** When a command may run. */
const always = () => true
const hasSession = ({ world }: Run) => world.sessions.length > 0
const hasAsked = ({ asked }: Run) => asked.length > 0
const hasFlight = ({ world }: Run) => world.flight !== undefined
const isFree = (run: Run) => hasSession(run) && !hasFlight(run)

/** How long a send may be under way; after it, it counts as sent. */
const LEASE = 20 * SECOND

/** From a millisecond before a moment to one after it. */
const offset = fc.constantFrom(-1, 0, 0, 0, 1)
const answer = fc.constantFrom('takes', 'takes', 'takes', 'takes', 'unknown', 'refuses')
const nth = fc.nat(5)
const sending = fc.oneof(resending, changingPhone)
const verifying = fc.oneof(
  { weight: 1, arbitrary: guessingRight },
  { weight: 4, arbitrary: guessingWrong },
  { weight: 1, arbitrary: guessingFormer },
)
const either: fc.Arbitrary<Chosen<PlainSend | Guess>> = fc.oneof(sending, verifying)

const repeats = nth.map((which) =>
  command(`repeat send ${which}`, hasAsked, (run, client) =>
    compareSend(run, client, { ...pick(run.asked, which), gateway: 'takes' }),
  ),
)

const holding = fc.oneof({ weight: 1, arbitrary: starting }, { weight: 3, arbitrary: sending })
const holds = fc.tuple(holding, fc.boolean()).map(([chosen, keyed]) =>
  command(`wait, ${chosen.label}, held by the gateway`, isFree, (run, client) => {
    const key = keyed ? newKey() : undefined
    const asked = chosen.from(run, client)
    passUntilDue(run, asked, 0)
    return compareSend(run, client, { ...asked, key, gateway: 'held' })
  }),
)

const lands = fc.boolean().map((taken) => {
  const name = `the gateway ${taken ? 'takes' : 'refuses'} what it holds`
  return command(name, hasFlight, (run, client) => compareLanding(run, client, taken))
})

/** A new code that is guessed at before its gateway refuses it. */
const withdrawals = fc.tuple(changingPhone, guessingWrong).map(([chosen, guess]) =>
  command(`${chosen.label}, ${guess.label}, the gateway refuses`, isFree, async (run, client) => {
    const asked = chosen.from(run, client)
    passUntilDue(run, asked, 0)
    await compareSend(run, client, { ...asked, key: undefined, gateway: 'held' })
    await compareGuess(run, client, guess.from(run, client))
    if (hasFlight(run)) await compareLanding(run, client, false)
  }),
)

/** A right guess and its repeats, with the code and the cookie of the first. */
const repeatedGuesses = fc.tuple(guessingRight, fc.constantFrom(1, 4)).map(([of, times]) =>
  command(`${of.label}, and ${times} times again`, hasSession, async (run, client) => {
    const guess = of.from(run, client)
    for (let time = 0; time <= times; time++) await compareGuess(run, client, guess)
  }),
)

const reads = choice.map((of) =>
  command(`read ${fc.stringify(of)}`, hasSession, async (run, client) => {
    const cookie = cookieOf(run.world, of)
    if (cookie !== undefined) await compareReading(run, client, cookie)
  }),
)

const receipts = fc
  .tuple(choice, nth, fc.constantFrom('delivered', 'undelivered'))
  .map(([of, which, status]) =>
    command(`${status}: text ${which} of ${fc.stringify(of)}`, hasSession, ({ world }, client) =>
      client.receipt(sessionOf(world, of).id, which, status),
    ),
  )

const evicts = choice.map((of) =>
  command('evict', hasSession, async ({ world }, client) => {
    await client.evict(sessionOf(world, of).id, pick(client.phones, of.phone))
  }),
)

const alarms = choice.map((of) =>
  command('alarm', hasSession, async ({ world }, client) => {
    await client.alarm(sessionOf(world, of).id, pick(client.phones, of.phone))
  }),
)

const waits = fc
  .oneof(fc.integer({ min: 1, max: 60_000 }), fc.constantFrom(MINUTE, 5 * MINUTE, HOUR, DAY))
  .map(wait)

/** All that people and the platform may do, alone or two at once. */
export const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: sends(starting, always) },
  { weight: 2, arbitrary: sends(sending, hasSession) },
  { weight: 6, arbitrary: sendsWhenDue(resending) },
  { weight: 3, arbitrary: sendsWhenDue(changingPhone) },
  { weight: 1, arbitrary: guesses(guessingRight) },
  { weight: 2, arbitrary: repeatedGuesses },
  { weight: 6, arbitrary: guesses(guessingWrong) },
  { weight: 1, arbitrary: guesses(guessingFormer) },
  { weight: 1, arbitrary: repeats },
  { weight: 3, arbitrary: holds },
  { weight: 2, arbitrary: lands },
  { weight: 2, arbitrary: withdrawals },
  { weight: 2, arbitrary: atOnce(either, either) },
  { weight: 1, arbitrary: atOnce(sending, verifying) },
  { weight: 1, arbitrary: reads },
  { weight: 1, arbitrary: receipts },
  { weight: 1, arbitrary: evicts },
  { weight: 1, arbitrary: alarms },
  { weight: 2, arbitrary: waitsUntil(fc.constantFrom('resend', 'phone', 'expiry', 'least left')) },
  { weight: 1, arbitrary: waitsUntil(fc.constantFrom('repeat', 'key', 'end')) },
  { weight: 1, arbitrary: waits },
)

/**
 * Uses up a phone's day by each of its limits, and asks again around its end: random scripts seldom
 * come to it.
 */
export const usedUpDays: readonly (readonly Command[])[] = [
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
].map((addresses) => {
  const gap = 20 * MINUTE
  const last = startAt(addresses.at(-1) ?? 0)
  return [
    ...addresses.flatMap((address) => [startAt(address), wait(gap)]),
    wait(DAY - addresses.length * gap),
    last,
    wait(FROM_FIRST_TEXT - 1),
    last,
    wait(1),
    last,
  ]
})

/** The gateway answers what it still holds, and every cookie ever given is tried. */
export async function finish(run: Run, client: Client): Promise<void> {
  if (hasFlight(run)) await compareLanding(run, client, true)
  for (const cookie of run.world.sessions.flatMap(({ cookies }) => cookies)) {
    await compareReading(run, client, cookie)
  }
}

function sends(choose: fc.Arbitrary<Chosen<PlainSend>>, ready: (run: Run) => boolean) {
  return fc.tuple(choose, answer, fc.boolean()).map(([chosen, gateway, keyed]) => {
    const key = keyed ? newKey() : undefined
    const name = `${chosen.label}${keyed ? ' with a key' : ''}, the gateway: ${gateway}`
    return command(name, ready, (run, client) =>
      compareSend(run, client, { ...chosen.from(run, client), key, gateway }),
    )
  })
}

/** Sends just when the session and the phone may be texted again, so that a script gets further. */
function sendsWhenDue(choose: fc.Arbitrary<Chosen<PlainSend>>) {
  return fc.tuple(choose, answer, offset).map(([chosen, gateway, by]) =>
    command(`wait, ${chosen.label}, the gateway: ${gateway}`, hasSession, async (run, client) => {
      const asked = chosen.from(run, client)
      passUntilDue(run, asked, by)
      await compareSend(run, client, { ...asked, key: undefined, gateway })
    }),
  )
}

function guesses(choose: fc.Arbitrary<Chosen<Guess>>) {
  return choose.map((chosen) =>
    command(chosen.label, hasSession, (run, client) =>
      compareGuess(run, client, chosen.from(run, client)),
    ),
  )
}

function atOnce(one: typeof either, other: typeof either) {
  return fc.tuple(one, other).map((both) => {
    const name = `at once: ${both.map(({ label }) => label).join(' and ')}`
    return command(name, isFree, (run, client) => {
      const plain = { key: undefined, gateway: 'takes' } as const
      const calls = both.map((chosen) => chosen.from(run, client))
      return compareBoth(
        run,
        client,
        calls.map((call) => ('phone' in call ? { ...call, ...plain } : call)),
      )
    })
  })
}

function wait(span: number): Command {
  return command(
    `wait ${span} ms`,
    ({ world }) => mayPass(world, span),
    async ({ world }) => pass(world, span),
  )
}

function startAt(address: number): Command {
  return command(`start at address ${address}`, always, (run, client) =>
    compareSend(run, client, {
      phone: pick(client.phones, 0),
      sessionId: undefined,
      cookie: undefined,
      address: pick(client.addresses, address),
      key: undefined,
      gateway: 'takes',
    }),
  )
}

function waitsUntil(moments: fc.Arbitrary<string>) {
  return fc.tuple(moments, nth, offset).map(([moment, which, by]) => {
    const span = (world: World) => momentOf(world, moment, which) + by - world.now
    const ready = ({ world }: Run) =>
      world.sessions.length > 0 && span(world) > 0 && mayPass(world, span(world))
    const name = `wait until ${moment} of session ${which}${by === 0 ? '' : ` ${by} ms`}`
    return command(name, ready, async ({ world }) => pass(world, span(world)))
  })
}

function momentOf(world: World, moment: string, which: number): number {
  const session = sessionOf(world, { session: which })
  const { texting, verified } = session
  const { issue, phone } = texting
  const moments: Record<string, number> = {
    resend: resendAt(texting),
    phone: phoneFreeAt(world, phone, ''),
    expiry: issue.expiresAt,
    'least left': issue.firstTextAt + FROM_FIRST_TEXT - LEAST_LEFT,
    repeat: (verified?.at ?? 0) + REPEAT_SPAN,
    key: (world.keys[which]?.at ?? 0) + KEY_SPAN,
    end: endOf(session),
  }
  return moments[moment] ?? 0
}

function passUntilDue({ world }: Run, { phone, sessionId, address }: PlainSend, by: number) {
  const session = find(world, sessionId)
  const own = session?.texting.phone === phone ? resendAt(session.texting) : 0
  const span = Math.max(own, phoneFreeAt(world, phone, address)) + by - world.now
  if (span > 0 && mayPass(world, span)) pass(world, span)
}

function mayPass({ flight, now }: World, span: number): boolean {
  return flight === undefined || now + span < flight.at + LEASE
}

function pass(world: World, span: number): void {
  world.now += span
  vi.setSystemTime(world.now)
}

function command(name: string, check: (run: Run) => boolean, run: Command['run']): Command {
  return { check, run, toString: () => name }
}
