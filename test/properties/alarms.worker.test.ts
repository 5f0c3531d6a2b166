import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/platform/time.ts'
import { answeredSignup, giveDetails, openedAccount } from '../support/account.ts'
import { newAccount } from '../support/accounts.ts'
import { start } from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { newGuard } from '../support/guard.ts'
import { ipv4, newMonitor, newPhones, text } from '../support/monitor.ts'
import { newSend } from '../support/send.ts'

const clock = stopClock()

afterEach(() => vi.restoreAllMocks())

/** Objects with something to forget. */
const OBJECTS: readonly [string, () => Promise<DurableObjectStub>][] = [
  ['session', async () => env.SIGNUP_SESSION.getByName((await start()).sessionId)],
  [
    'session with answers',
    async () => env.SIGNUP_SESSION.getByName((await answeredSignup()).sessionId),
  ],
  [
    'session whose account is made',
    async () => env.SIGNUP_SESSION.getByName((await openedAccount()).sessionId),
  ],
  [
    'desk whose account was never made',
    async () => {
      const desk = env.ACCOUNT_DESK.getByName(newAccount().id)
      await desk.prepare()
      return desk
    },
  ],
  [
    'phone guard',
    async () => {
      const guard = newGuard()
      await guard.reserve(newSend())
      return guard
    },
  ],
  [
    'traffic monitor',
    async () => {
      const monitor = newMonitor()
      await text(monitor, ipv4(), newPhones(2))
      return monitor
    },
  ],
]

/** What is left: entries, the tables of our own, and the alarm. */
const left = (stub: DurableObjectStub) =>
  runInDurableObject(stub, async (_, { storage }) => ({
    entries: (await storage.list()).size,
    tables: storage.sql
      .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'")
      .toArray().length,
    alarm: await storage.getAlarm(),
  }))

const NOTHING = { entries: 0, tables: 0, alarm: null }

/** Runs the alarm as the runtime does, however often; the storage fails it where told. */
async function alarms(stub: DurableObjectStub, failures: number) {
  for (let failed = 0; failed < failures; failed++) {
    await runInDurableObject(stub, async (object, { storage }) => {
      vi.spyOn(storage, 'deleteAll').mockRejectedValueOnce(new Error('storage is not there'))
      await expect((object as { alarm(): Promise<void> }).alarm()).rejects.toThrow(/not there/)
    })
  }
  await runDurableObjectAlarm(stub)
}

describe.each(OBJECTS)('the alarm of a %s', (_, make) => {
  it('[R57, R58] leaves neither storage nor alarm, be it run once or twice', async () => {
    const stub = await make()
    expect(await left(stub)).not.toMatchObject({ alarm: null })
    clock.pass(4 * DAY + HOUR)
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    expect(await left(stub)).toEqual(NOTHING)
    await runInDurableObject(stub, (object) => (object as { alarm(): Promise<void> }).alarm())
    expect(await left(stub)).toEqual(NOTHING)
  })

  it.each([1, 2, 5])('[R57] does its work though it failed %i times before', async (failures) => {
    const stub = await make()
    clock.pass(4 * DAY + HOUR)
    await alarms(stub, failures)
    expect(await left(stub)).toEqual(NOTHING)
  })
})

const sessionOf = (sessionId: string) => env.SIGNUP_SESSION.getByName(sessionId)

describe('answers', () => {
  it('of an abandoned signup are gone a day after the last of them, though the alarm came before', async () => {
    const signup = await answeredSignup()
    clock.pass(DAY - HOUR)
    await giveDetails(signup)
    const session = sessionOf(signup.sessionId)
    clock.pass(DAY - 1)
    expect(await runDurableObjectAlarm(session)).toBe(true)
    expect(await left(session)).toMatchObject({ entries: 1, alarm: Date.now() + 1 })
    clock.pass(1)
    expect(await runDurableObjectAlarm(session)).toBe(true)
    expect(await left(session)).toEqual(NOTHING)
  })

  it('of a signup that goes on for ever are gone three days after its start', async () => {
    const signup = await answeredSignup()
    for (let hours = 0; hours < 72 - 20; hours += 20) {
      clock.pass(20 * HOUR)
      expect((await giveDetails(signup)).status).toBe(200)
    }
    clock.pass(12 * HOUR)
    expect((await giveDetails(signup)).status).toBe(404)
    const session = sessionOf(signup.sessionId)
    await runDurableObjectAlarm(session)
    expect(await left(session)).toEqual(NOTHING)
  })

  it('are gone once the account is made, and ten minutes later all that answered a repeat', async () => {
    const { sessionId, accountId } = await openedAccount()
    const session = sessionOf(sessionId)
    const stored = await runInDurableObject(session, (_, { storage }) => [...storage.kv.list()])
    expect(stored).toEqual([['ended', expect.objectContaining({ accountId })]])
    clock.pass(10 * MINUTE)
    expect(await runDurableObjectAlarm(session)).toBe(true)
    expect(await left(session)).toEqual(NOTHING)
  })
})
