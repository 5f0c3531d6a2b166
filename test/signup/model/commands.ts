import * as fc from 'fast-check'
import { vi } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time.ts'
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
  starting,
} from './requests.ts'
import {
  endOf,
  KEY_SPAN,
  LEAST_LEFT,
  FROM_FIRST_TEXT,
  phoneFreeAt,
  REPEAT_SPAN,
  resendAt,
  type World,
} from './world.ts'

type Command = fc.AsyncCommand<Run, Client>

/** How long a send may be under way; after it, it counts as sent. */
const LEASE = 20 * SECOND

/** From a millisecond before a moment to one after it. */
const offset = fc.constantFrom(-1, 0, 0, 0, 1)
const nth = fc.nat(5)
const sending = fc.oneof(resending, changingPhone)
const verifying = fc.oneof(guessingRight, guessingWrong, guessingFormer)
const either: fc.Arbitrary<Chosen<PlainSend | Guess>> = fc.oneof(sending, verifying)
const waits = fc.oneof(
  fc.integer({ min: 1, max: 60_000 }),
  fc.constantFrom(MINUTE, 5 * MINUTE, HOUR, DAY),
)

/** All that people and the platform may do, alone or two at once. */
export const commands: readonly fc.Arbitrary<Command>[] = [
  sends(starting, always),
  sends(resending, hasSession),
  sends(resending, hasSession),
  sends(changingPhone, hasSession),
  guesses(guessingRight),
  guesses(guessingWrong),
  guesses(guessingWrong),
  guesses(guessingFormer),
  nth.map((which) =>
    command(`repeat send ${which}`, hasAsked, (run, client) =>
      compareSend(run, client, { ...pick(run.asked, which), gateway: 'takes' }),
    ),
  ),
  fc.tuple(fc.oneof(starting, sending), fc.boolean()).map(([chosen, keyed]) =>
    command(`${chosen.label}, held by the gateway`, isFree, (run, client) => {
      const key = keyed ? newKey() : undefined
      return compareSend(run, client, { ...chosen.from(run, client), key, gateway: 'held' })
    }),
  ),
  fc.boolean().map((taken) => {
    const name = `the gateway ${taken ? 'takes' : 'refuses'} what it holds`
    return command(name, hasFlight, (run, client) => compareLanding(run, client, taken))
  }),
  atOnce(either, either),
  atOnce(sending, verifying),
  choice.map((of) =>
    command(`read ${fc.stringify(of)}`, hasSession, async (run, client) => {
      const cookie = cookieOf(run.world, of)
      if (cookie !== undefined) await compareReading(run, client, cookie)
    }),
  ),
  choice.map((of) =>
    command('evict', hasSession, async ({ world }, client) => {
      await client.evict(pick(world.sessions, of.session).id, pick(client.phones, of.phone))
    }),
  ),
  choice.map((of) =>
    command('alarm', hasSession, async ({ world }, client) => {
      await client.alarm(pick(world.sessions, of.session).id, pick(client.phones, of.phone))
    }),
  ),
  waitsUntil(fc.constantFrom('resend', 'phone')),
  waitsUntil(fc.constantFrom('resend', 'phone')),
  waitsUntil(fc.constantFrom('expiry', 'least left', 'repeat', 'key', 'end')),
  waits.map((span) =>
    command(
      `wait ${span} ms`,
      ({ world }) => mayPass(world, span),
      async ({ world }) => pass(world, span),
    ),
  ),
]

/** The gateway answers what it still holds, and every cookie ever given is tried. */
export async function finish(run: Run, client: Client): Promise<void> {
  if (hasFlight(run)) await compareLanding(run, client, true)
  for (const cookie of run.world.sessions.flatMap(({ cookies }) => cookies)) {
    await compareReading(run, client, cookie)
  }
}

function sends(choose: fc.Arbitrary<Chosen<PlainSend>>, ready: (run: Run) => boolean) {
  const answer = fc.constantFrom('takes', 'takes', 'takes', 'takes', 'unknown', 'refuses')
  return fc.tuple(choose, answer, fc.boolean()).map(([chosen, gateway, keyed]) => {
    const key = keyed ? newKey() : undefined
    const name = `${chosen.label}${keyed ? ' with a key' : ''}, the gateway: ${gateway}`
    return command(name, ready, (run, client) =>
      compareSend(run, client, { ...chosen.from(run, client), key, gateway }),
    )
  })
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
  const session = pick(world.sessions, which)
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

function mayPass({ flight, now }: World, span: number): boolean {
  return flight === undefined || now + span < flight.at + LEASE
}

function pass(world: World, span: number): void {
  world.now += span
  vi.setSystemTime(world.now)
}

function always(): boolean {
  return true
}

function hasSession({ world }: Run): boolean {
  return world.sessions.length > 0
}

function hasAsked({ asked }: Run): boolean {
  return asked.length > 0
}

function hasFlight({ world }: Run): boolean {
  return world.flight !== undefined
}

function isFree(run: Run): boolean {
  return hasSession(run) && !hasFlight(run)
}

function command(name: string, check: (run: Run) => boolean, run: Command['run']): Command {
  return { check, run, toString: () => name }
}
