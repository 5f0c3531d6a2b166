import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SendOutcome } from '../../src/guard/reservations.ts'
import type { Send } from '../../src/otp/send.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { newSend } from '../support/send.ts'
import {
  commitSend,
  type Counted,
  freeAt,
  GUESSING_DAY,
  type Phone,
  reserve,
  textsOf,
  trust,
} from './guard-model.ts'
import { MemoryGuard } from './memory-guard.ts'

// In memory, since the object adds no rule to these and each script costs a millisecond here:
// what storage, eviction and calls at once could change is in guard.worker.test.ts.

/** No day holds more texts, nor codes that may be guessed at. */
const TEXTS = 15

type Attempt = { readonly send: Send; readonly at: number; guessed: boolean }

type Run = {
  readonly guard: MemoryGuard
  phone: Phone
  /** Every send that was ever reserved, the latest last. */
  readonly attempts: Attempt[]
  /** Those that were not released in the end: guesses at their codes may have been evaluated. */
  readonly guessable: Map<string, Counted>
}

type Command = fc.Command<Run, undefined>

const which = fc.nat(3)
const sends = fc
  .record({
    address: fc.constantFrom('a', 'b', 'c'),
    deviceId: fc.constantFrom(undefined, 'mine', 'theirs'),
    solved: fc.boolean(),
    gateways: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ address, gateways, ...shown }) => ({
    asker: { kind: 'ipv4' as const, address },
    route: Array<string>(gateways).fill('webhook'),
    ...shown,
  }))

/** A reservation: as soon as it is due, a millisecond before, or at once. */
const reserves = fc.tuple(sends, fc.constantFrom(-1, 0, 0, 0, 0, -Infinity)).map(([by, early]) =>
  command(`reserve ${fc.stringify(by)} ${early}`, always, (run) => {
    const { guard, phone } = run
    const send = newSend(by)
    guard.pass(Math.max(0, freeAt(phone, send, guard.now) + early - guard.now))
    compareReserve(run, send)
  }),
)

/** A call delivered twice, or the second time after the send has ended. */
const reservesAgain = which.map((nth) =>
  command(`reserve again ${nth}`, hasRecent, (run) => compareReserve(run, latest(run, nth).send)),
)

/** A guess at the code of a send, before its outcome is known or after. */
const guesses = which.map((nth) =>
  command(`guess ${nth}`, hasRecent, (run) => {
    latest(run, nth).guessed = true
  }),
)

const ends = fc.constantFrom('sent', 'all gateways', 'failed', 'failed', 'undeliverable')
const commits = fc.tuple(which, ends).map(([nth, end]) =>
  command(`commit ${nth} ${end}`, hasRecent, (run) => {
    const { send, guessed } = latest(run, nth)
    const { texts = 1 } = run.phone.counted.find(({ id }) => id === send.id) ?? {}
    if (end === 'failed') commit(run, send, { kind: 'failed', counts: guessed })
    else if (end === 'undeliverable') commit(run, send, { kind: 'failed', counts: true })
    else commit(run, send, { kind: 'sent', texts: end === 'sent' ? 1 : texts })
  }),
)

/** Sends that fail one after another, as while every gateway is down. */
const outages = fc.tuple(sends, fc.constantFrom(5, 25)).map(([by, times]) =>
  command(`${times} sends fail ${fc.stringify(by)}`, always, (run) => {
    for (let time = 0; time < times; time++) {
      const send = newSend(by)
      compareReserve(run, send)
      commit(run, send, { kind: 'failed', counts: false })
    }
  }),
)

const trusts = fc.tuple(fc.constantFrom('mine', 'theirs'), fc.nat(1)).map(([id, late]) =>
  command(`trust ${id} ${late} min late`, always, (run) => {
    const device = { id, verifiedAt: run.guard.now - late * MINUTE }
    run.guard.trust(device)
    run.phone = trust(run.phone, device)
  }),
)

const waits = fc
  .constantFrom(SECOND, MINUTE, 10 * MINUTE, HOUR, 8 * HOUR, DAY)
  .map((span) => command(`wait ${span} ms`, always, ({ guard }) => guard.pass(span)))

/** Changes no answer: the model forgets nothing. */
const alarms = fc.constant(command('alarm', always, ({ guard }) => guard.alarm()))

const commands = fc.oneof(
  { weight: 15, arbitrary: reserves },
  { weight: 2, arbitrary: reservesAgain },
  { weight: 2, arbitrary: guesses },
  { weight: 6, arbitrary: commits },
  { weight: 1, arbitrary: outages },
  { weight: 2, arbitrary: trusts },
  { weight: 1, arbitrary: waits },
  { weight: 1, arbitrary: alarms },
)

test('[R8] no 24 hours hold more than 45 guesses, and no text is lost or counted twice', () => {
  const scripts = fc.commands([commands], { maxCommands: 120, size: 'max' })
  const runScript = fc.property(scripts, (script) => {
    const run: Run = {
      guard: new MemoryGuard(),
      phone: { counted: [], released: [] },
      attempts: [],
      guessable: new Map(),
    }
    fc.modelRun(() => ({ model: run, real: undefined }), script)
    expectBounded([...run.guessable.values()])
  })
  fc.assert(runScript, { numRuns: 500, unbiased: true })
})

function compareReserve(run: Run, send: Send): void {
  const { guard } = run
  const expected = reserve(run.phone, send, guard.now)
  expect(guard.reserve(send)).toEqual(expected.answer)
  run.phone = expected.phone
  const counted = run.phone.counted.find(({ id }) => id === send.id)
  if (!counted || run.guessable.has(send.id)) return
  run.attempts.push({ send, at: guard.now, guessed: false })
  run.guessable.set(send.id, counted)
}

function commit(run: Run, { id }: Send, outcome: SendOutcome): void {
  const { guard } = run
  guard.commitSend(id, outcome)
  run.phone = commitSend(run.phone, id, outcome, guard.now)
  const counted = run.phone.counted.find((one) => one.id === id)
  if (counted) run.guessable.set(id, counted)
  else run.guessable.delete(id)
}

/**
 * Expects no 24 hours to hold more guesses: the code of a send may be guessed at three times, in the
 * ten minutes after it, so they are at codes sent in these hours and the ten minutes before.
 */
function expectBounded(counted: readonly Counted[]): void {
  for (const { at: end } of counted) {
    const within = counted.filter(({ at }) => at > end - GUESSING_DAY && at <= end)
    expect(textsOf(within)).toBeLessThanOrEqual(TEXTS)
    expect(within.length).toBeLessThanOrEqual(TEXTS)
  }
}

/** Finds one of the last sends; a call about an older one is not delivered any more. */
function latest({ attempts }: Run, nth: number): Attempt {
  const attempt = attempts.toReversed()[nth % Math.min(4, attempts.length)]
  if (!attempt) throw new Error('nothing was sent')
  return attempt
}

function hasRecent({ attempts, guard }: Run): boolean {
  return attempts.length > 0 && attempts.slice(-4).every(({ at }) => guard.now < at + HOUR)
}

function always(): boolean {
  return true
}

function command(name: string, check: Command['check'], run: Command['run']): Command {
  return { check, run, toString: () => name }
}
