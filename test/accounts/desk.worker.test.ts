import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { openCells } from '../../src/accounts/cells.ts'
import { accountStore } from '../../src/accounts/d1-store.ts'
import { configOf } from '../../src/config.ts'
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { databaseError, newAccount, tappedDatabase } from '../support/accounts.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { newPhone } from '../support/people.ts'
import { evict } from '../support/stores.ts'

const clock = stopClock()

const store = accountStore(configOf(env))

const deskOf = (id: string) => env.ACCOUNT_DESK.getByName(id)

const newToken = () => crypto.randomUUID()

const stored = (id: string) =>
  runInDurableObject(deskOf(id), async (_, { storage }) => ({
    entries: [...storage.kv.list()],
    alarm: await storage.getAlarm(),
  }))

const EMPTY = { entries: [], alarm: null }

/** Makes an account as the flow does: its key, the rows, the first session. */
async function open() {
  const phone = newPhone()
  const { id } = newAccount({ phone })
  const desk = deskOf(id)
  const { key } = await desk.prepare()
  const account = newAccount({ phone, key, id })
  await store.create(account, Date.now())
  const token = newToken()
  const { session } = opened(await desk.openSession(token))
  return { id, desk, key, account, token, session }
}

function opened<Answer extends { readonly ok: boolean }>(answer: Answer) {
  if (!answer.ok) throw new Error('signed out')
  return answer as Extract<Answer, { readonly ok: true }>
}

describe('a desk that was never prepared', () => {
  it('stays empty, whatever it is asked', async () => {
    const { id } = newAccount()
    const desk = deskOf(id)
    expect(await desk.openSession(newToken())).toEqual({ ok: false, reason: 'signed_out' })
    expect(await desk.session(newToken())).toEqual({ ok: false, reason: 'signed_out' })
    await desk.endSession(newToken())
    await desk.beginClose()
    await desk.close()
    expect(await stored(id)).toEqual(EMPTY)
  })
})

describe('the key of an account', () => {
  it('is 32 random bytes, the same whenever it is asked for, and stored sealed', async () => {
    const [{ id }, other] = [newAccount(), newAccount()]
    const { key } = await deskOf(id).prepare()
    await evict(deskOf(id))
    expect(await deskOf(id).prepare()).toEqual({ key })
    expect(Buffer.from(key, 'base64')).toHaveLength(32)
    expect(await deskOf(other.id).prepare()).not.toEqual({ key })
    const all = JSON.stringify(await stored(id))
    for (const spelling of ['base64', 'base64url', 'hex'] as const) {
      expect(all).not.toContain(Buffer.from(key, 'base64').toString(spelling))
    }
  })

  it('goes after an hour in which no account was made with it', async () => {
    const { id } = newAccount()
    await deskOf(id).prepare()
    expect((await stored(id)).alarm).toBe(Date.now() + HOUR)
    clock.pass(HOUR)
    await runDurableObjectAlarm(deskOf(id))
    expect(await stored(id)).toEqual(EMPTY)
  })

  it('stays where the account was made, though no session was opened', async () => {
    const phone = newPhone()
    const { id } = newAccount({ phone })
    const { key } = await deskOf(id).prepare()
    await store.create(newAccount({ phone, key, id }), Date.now())
    clock.pass(HOUR)
    await runDurableObjectAlarm(deskOf(id))
    expect(await deskOf(id).prepare()).toEqual({ key })
    expect((await stored(id)).alarm).toBeNull()
  })

  it('stays where a session was opened', async () => {
    const { id, desk, key } = await open()
    clock.pass(HOUR)
    await runDurableObjectAlarm(desk)
    expect(await desk.prepare()).toEqual({ key })
    expect((await stored(id)).alarm).toBeNull()
  })

  it('stays for another hour where it is asked for again', async () => {
    const { id } = newAccount()
    const { key } = await deskOf(id).prepare()
    clock.pass(HOUR - SECOND)
    await deskOf(id).prepare()
    expect((await stored(id)).alarm).toBe(Date.now() + HOUR)
    expect(await deskOf(id).prepare()).toEqual({ key })
  })

  it('stays where it is asked for again while its alarm looks for the account', async () => {
    const { id } = newAccount()
    const { key } = await deskOf(id).prepare()
    clock.pass(HOUR)
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const slow = new Proxy(env.ACCOUNTS, {
      get: (target, property) => {
        if (property !== 'prepare') return Reflect.get(target, property)
        return (text: string) => ({
          bind: (...values: unknown[]) => ({
            first: async () => {
              asked.resolve()
              await answer.promise
              return target
                .prepare(text)
                .bind(...values)
                .first()
            },
          }),
        })
      },
    })
    await bindWithin(deskOf(id), envWith({ ACCOUNTS: slow }))
    const alarm = runInDurableObject(deskOf(id), (desk) => desk.alarm())
    await asked.promise
    clock.pass(SECOND)
    await runInDurableObject(deskOf(id), (desk) => desk.prepare())
    answer.resolve()
    await alarm
    expect(await deskOf(id).prepare()).toEqual({ key })
  })

  it('stays where nobody knows whether the account was made, and is seen to later', async () => {
    const { id } = newAccount()
    const { key } = await deskOf(id).prepare()
    clock.pass(HOUR)
    const error = databaseError('D1 DB is overloaded. Too many requests queued.')
    const ACCOUNTS = tappedDatabase(env.ACCOUNTS, { faultOf: () => ({ error, carriedOut: false }) })
    await bindWithin(deskOf(id), envWith({ ACCOUNTS }))
    await runDurableObjectAlarm(deskOf(id))
    expect((await stored(id)).alarm).toBe(Date.now() + HOUR)
    expect(await deskOf(id).prepare()).toEqual({ key })
  })

  it('goes within the hour once its account is closed, though nobody comes to say so', async () => {
    const { id, desk } = await open()
    await desk.beginClose()
    await store.close(id, Date.now())
    expect((await stored(id)).alarm).toBe(Date.now() + HOUR)
    clock.pass(HOUR)
    await runDurableObjectAlarm(desk)
    expect(await stored(id)).toEqual(EMPTY)
  })

  it('stays with its sessions where a closing came to nothing', async () => {
    const { id, desk, key, token } = await open()
    await desk.beginClose()
    expect(await desk.prepare()).toEqual({ key })
    expect(await desk.session(token)).toMatchObject({ ok: true, key })
    clock.pass(HOUR)
    await runDurableObjectAlarm(desk)
    expect(await desk.prepare()).toEqual({ key })
    expect((await stored(id)).alarm).toBeNull()
  })

  it('of a secret that is gone is not replaced: the account could never be read again', async () => {
    const { id } = newAccount()
    await deskOf(id).prepare()
    const before = await stored(id)
    const DATA_SECRET = `other:${Buffer.alloc(32, 9).toString('base64')}`
    await bindWithin(deskOf(id), envWith({ DATA_SECRET }))
    const call = runInDurableObject(deskOf(id), (desk) => desk.prepare())
    await expect(call).rejects.toThrow('the secret of an account')
    expect(await stored(id)).toEqual(before)
  })
})

describe('a session of an account', () => {
  it('is opened at the sign-in, and gives its bearer the key', async () => {
    const { desk, key, token, session } = await open()
    const now = Date.now()
    expect(session).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      openedAt: now,
      lastSeenAt: now,
      signedInAt: now,
    })
    expect(await desk.session(token)).toEqual({ ok: true, key, session, sessions: [session] })
    expect(await desk.session(newToken())).toEqual({ ok: false, reason: 'signed_out' })
  })

  it('is not stored with its token', async () => {
    const { id, token } = await open()
    expect(JSON.stringify(await stored(id))).not.toContain(token)
  })

  it('is the same for the same token, as a lost reply is asked for again', async () => {
    const { desk, token, session } = await open()
    clock.pass(MINUTE)
    expect(opened(await desk.openSession(token)).session).toEqual(session)
    expect(opened(await desk.session(token)).sessions).toHaveLength(1)
  })

  it('survives the eviction of its object', async () => {
    const { desk, token, session } = await open()
    await evict(desk)
    expect(opened(await desk.session(token)).session.id).toBe(session.id)
  })

  it('ends after 15 minutes unused', async () => {
    const { desk, token } = await open()
    clock.pass(15 * MINUTE - 1)
    expect(opened(await desk.session(token)).session.lastSeenAt).toBe(Date.now())
    clock.pass(15 * MINUTE - 1)
    expect(await desk.session(token)).toMatchObject({ ok: true })
    clock.pass(15 * MINUTE)
    expect(await desk.session(token)).toMatchObject({ ok: false })
  })

  it('ends after 12 hours, however much it is used', async () => {
    const { desk, token } = await open()
    for (let passed = 0; passed < 12 * 60 - 10; passed += 10) {
      clock.pass(10 * MINUTE)
      expect(await desk.session(token)).toMatchObject({ ok: true })
    }
    clock.pass(10 * MINUTE)
    expect(await desk.session(token)).toMatchObject({ ok: false })
  })

  it('is one of five: a sixth sign-in ends the oldest', async () => {
    const { desk, token } = await open()
    const tokens = Array.from({ length: 5 }, newToken)
    for (const one of tokens) {
      clock.pass(SECOND)
      await desk.openSession(one)
    }
    expect(await desk.session(token)).toMatchObject({ ok: false })
    const answers = await Promise.all(tokens.map((one) => desk.session(one)))
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true, true])
    expect(opened(await desk.session(tokens[0] ?? '')).sessions).toHaveLength(5)
  })

  it('is dead at once when it is ended, and the others live', async () => {
    const { desk, token } = await open()
    const other = newToken()
    await desk.openSession(other)
    await desk.endSession(token)
    expect(await desk.session(token)).toMatchObject({ ok: false })
    expect(opened(await desk.session(other)).sessions).toHaveLength(1)
  })
})

describe('an account that is closed', () => {
  it('has no key and no session any more', async () => {
    const { id, desk, token } = await open()
    await store.close(id, Date.now())
    await desk.close()
    expect(await stored(id)).toEqual(EMPTY)
    expect(await desk.session(token)).toMatchObject({ ok: false })
    expect(await desk.openSession(token)).toMatchObject({ ok: false })
    expect(await stored(id)).toEqual(EMPTY)
  })

  it('is not to be read, though its rows are restored from an earlier day', async () => {
    const { id, desk, key, account } = await open()
    expect(openCells(key, id, account.cells).phone?.text).toMatch(/^\+91/)
    const { results: dump } = await env.ACCOUNTS.prepare(
      'SELECT * FROM cells WHERE account_id = ?1',
    )
      .bind(id)
      .all<{ account_id: string; name: string; box: string; source: string }>()
    expect(dump).toHaveLength(5)

    await store.close(id, Date.now())
    await desk.close()
    const insert = env.ACCOUNTS.prepare('INSERT INTO cells VALUES (?1, ?2, ?3, ?4)')
    await env.ACCOUNTS.batch(
      dump.map(({ account_id: of, name, box, source }) => insert.bind(of, name, box, source)),
    )

    const found = opened(await store.find(id))
    expect(found.account.cells).toEqual(account.cells)
    const { key: made } = await desk.prepare()
    expect(openCells(made, id, found.account.cells)).toEqual({})
  })
})
