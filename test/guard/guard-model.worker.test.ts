import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import * as fc from 'fast-check'
import { expect, inject, test, vi } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { stopClock } from '../support/clock.ts'
import { type Guard, newGuard } from '../support/guard.ts'
import {
  type Asking,
  type Counted,
  freeAt,
  GUESSING_DAY,
  type Outcome,
  type Phone,
  reserve,
  settle,
} from './guard-model.ts'

stopClock()

/** At most so many texts, and so many codes that may be guessed at. */
const TEXTS = 15

type Send = { readonly id: string; readonly at: number; readonly asking: Asking; guessed: boolean }

type Run = {
  phone: Phone
  now: number
  /** Every send that was ever reserved, the latest last. */
  readonly sends: Send[]
  /** Those that were not given back in the end: guesses at their codes may have been evaluated. */
  readonly guessable: Map<string, Counted>
}

type Command = fc.AsyncCommand<Run, Guard>

const nth = fc.nat(3)
const asking: fc.Arbitrary<Asking> = fc.record({
  address: fc.constantFrom('a', 'b', 'c'),
  deviceId: fc.constantFrom(undefined, 'mine', 'theirs'),
  solved: fc.boolean(),
  gateways: fc.integer({ min: 1, max: 3 }),
})
const label = (value: unknown) => fc.stringify(value)

/** A reservation, as soon as it is due or a millisecond before. */
const reserves = fc.tuple(asking, fc.constantFrom(-1, 0, 0, 0, 0)).map(([by, early]) =>
  command(`reserve ${label(by)} ${early}`, always, async (run, guard) => {
    pass(run, freeAt(run.phone, by, run.now) + early - run.now)
    const send: Send = { id: crypto.randomUUID(), at: run.now, asking: by, guessed: false }
    await compareReserve(run, guard, send)
  }),
)

const reservesAtOnce = asking.map((by) =>
  command(`reserve ${label(by)} at once`, always, async (run, guard) => {
    await compareReserve(run, guard, {
      id: crypto.randomUUID(),
      at: run.now,
      asking: by,
      guessed: false,
    })
  }),
)

/** A call delivered twice, or the second time after the send has ended. */
const reservesAgain = nth.map((which) =>
  command(`reserve again ${which}`, hasRecent, (run, guard) =>
    compareReserve(run, guard, latest(run, which)),
  ),
)

/** A guess at the code of a send, before its outcome is known or after. */
const guesses = nth.map((which) =>
  command(`guess ${which}`, hasRecent, async (run) => {
    latest(run, which).guessed = true
  }),
)

const settles = fc
  .tuple(nth, fc.constantFrom('sent', 'all gateways', 'failed', 'failed', 'undeliverable'))
  .map(([which, end]) =>
    command(`settle ${which} ${end}`, hasRecent, async (run, guard) => {
      const send = latest(run, which)
      const { most = 1 } = run.phone.counted.find(({ id }) => id === send.id) ?? {}
      const outcome: Outcome = end.startsWith('failed')
        ? { kind: 'failed', counts: send.guessed }
        : end === 'undeliverable'
          ? { kind: 'failed', counts: true }
          : { kind: 'sent', texts: end === 'all gateways' ? most : 1 }
      await tellEnd(run, guard, send.id, outcome)
    }),
  )

/** Sends that fail one after another, as while every gateway is down. */
const outages = fc.tuple(asking, fc.constantFrom(5, 25)).map(([by, times]) =>
  command(`${times} sends fail ${label(by)}`, always, async (run, guard) => {
    for (let time = 0; time < times; time++) {
      const send: Send = { id: crypto.randomUUID(), at: run.now, asking: by, guessed: false }
      await compareReserve(run, guard, send)
      await tellEnd(run, guard, send.id, { kind: 'failed', counts: false })
    }
  }),
)

const settlesUnknown = fc.constantFrom('sent', 'failed').map((kind) =>
  command(`settle an unknown send as ${kind}`, always, async (_, guard) => {
    const outcome: Outcome =
      kind === 'sent' ? { kind: 'sent', texts: 3 } : { kind: 'failed', counts: true }
    await guard.settle(crypto.randomUUID(), outcome)
  }),
)

const trusts = fc.tuple(fc.constantFrom('mine', 'theirs'), fc.nat(1)).map(([id, late]) =>
  command(`trust ${id}${late === 0 ? '' : ', told late'}`, always, async (run, guard) => {
    const verifiedAt = run.now - late * MINUTE
    await guard.trust({ id, verifiedAt })
    const { trusted } = run.phone
    if (!trusted || trusted.verifiedAt < verifiedAt) {
      run.phone = { ...run.phone, trusted: { id, verifiedAt } }
    }
  }),
)

const waits = fc
  .constantFrom(SECOND, MINUTE, 10 * MINUTE, HOUR, 8 * HOUR, DAY)
  .map((span) => command(`wait ${span} ms`, always, async (run) => pass(run, span)))

const evicts = fc.constant(
  command('evict', always, async (_, guard) => {
    await evictDurableObject(guard).catch(ignoreNotRunning)
  }),
)

/** With no text left to look back on, the phone is forgotten, and all the model knows with it. */
const alarms = fc.constant(
  command('alarm', always, async (_, guard) => {
    await runDurableObjectAlarm(guard)
  }),
)

const commands = fc.oneof(
  { weight: 12, arbitrary: reserves },
  { weight: 3, arbitrary: reservesAtOnce },
  { weight: 2, arbitrary: reservesAgain },
  { weight: 2, arbitrary: guesses },
  { weight: 6, arbitrary: settles },
  { weight: 1, arbitrary: outages },
  { weight: 1, arbitrary: settlesUnknown },
  { weight: 2, arbitrary: trusts },
  { weight: 1, arbitrary: waits },
  { weight: 1, arbitrary: evicts },
  { weight: 1, arbitrary: alarms },
)

test('[R8] no 24 hours hold more than 45 guesses, and no text is lost or counted twice', async () => {
  const scripts = fc.commands([commands], { maxCommands: 120, size: 'max' })
  const runScript = fc.asyncProperty(scripts, async (script) => {
    const phone = { counted: [], givenBack: [] }
    const run: Run = { phone, now: Date.now(), sends: [], guessable: new Map() }
    await fc.asyncModelRun(() => ({ model: run, real: newGuard() }), script)
    expectBounded([...run.guessable.values()])
  })
  await fc.assert(runScript, { numRuns: inject('modelRuns'), unbiased: true, timeout: 30 * SECOND })
}, 600_000)

async function compareReserve(run: Run, guard: Guard, send: Send): Promise<void> {
  const { address, deviceId, solved, gateways } = send.asking
  const answer = await guard.reserve({
    sendId: send.id,
    sessionId: send.id,
    address,
    solved,
    gateways,
    ...(deviceId !== undefined && { deviceId }),
  })
  const expected = reserve(run.phone, send.id, send.asking, run.now)
  expect(answer).toEqual(expected.answer)
  run.phone = expected.phone
  const counted = run.phone.counted.find(({ id }) => id === send.id)
  if (!counted || run.guessable.has(send.id)) return
  run.sends.push(send)
  run.guessable.set(send.id, counted)
}

async function tellEnd(run: Run, guard: Guard, id: string, outcome: Outcome): Promise<void> {
  await guard.settle(id, outcome)
  run.phone = settle(run.phone, id, outcome, run.now)
  const counted = run.phone.counted.find((one) => one.id === id)
  if (counted) run.guessable.set(id, counted)
  else run.guessable.delete(id)
}

/**
 * The code of a send may be guessed at three times, in the ten minutes after it. So the guesses of
 * any 24 hours are at codes sent in these hours and the ten minutes before.
 */
function expectBounded(counted: readonly Counted[]): void {
  for (const { at: end } of counted) {
    const within = counted.filter(({ at }) => at > end - GUESSING_DAY && at <= end)
    expect(within.reduce((sum, { texts }) => sum + texts, 0)).toBeLessThanOrEqual(TEXTS)
    expect(within.length).toBeLessThanOrEqual(TEXTS)
  }
}

/** One of the last sends; a call about an older one is not delivered any more. */
function latest({ sends }: Run, which: number): Send {
  const send = sends.toReversed()[which % Math.min(4, sends.length)]
  if (!send) throw new Error('nothing was sent')
  return send
}

function hasRecent({ sends, now }: Run): boolean {
  return sends.length > 0 && sends.slice(-4).every(({ at }) => now < at + HOUR)
}

function pass(run: Run, span: number): void {
  if (span <= 0) return
  run.now += span
  vi.setSystemTime(run.now)
}

function always(): boolean {
  return true
}

function ignoreNotRunning(error: unknown): void {
  if (!String(error).includes('not currently running')) throw error
}

function command(name: string, check: Command['check'], run: Command['run']): Command {
  return { check, run, toString: () => name }
}
