import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { accountStore } from '../../src/accounts/d1-store.ts'
import { configOf } from '../../src/config.ts'
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { answeredSignup, createAccount, openedAccount, verifiedSignup } from '../support/account.ts'
import { databaseError, newAccount, tappedDatabase } from '../support/accounts.ts'
import { call, type Reply } from '../support/app.ts'
import { CountingLimit, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'

const clock = stopClock()

const unlimited = envWith({ BEARER_BURST: new CountingLimit(Infinity) })

const store = accountStore(configOf(env))

/** Tells whether an account's desk has a key for it. */
const opensWithin = async (id: string) =>
  (await env.ACCOUNT_DESK.getByName(id).openSession(crypto.randomUUID())).ok

const account = (cookie?: string) => call('/users/api/account/', { cookie })
const post = (name: string, cookie: string | undefined, body: object = {}) =>
  call(`/users/api/${name}/`, { cookie, body })

/** Reads what a reply says of consents. */
const withdrawn = (reply: Reply) =>
  (reply.body.consents as { purpose: string; withdrawn_at?: string }[])
    .filter((one) => one.withdrawn_at !== undefined)
    .map(({ purpose }) => purpose)

describe('the account', () => {
  it.each([
    ['no cookie', undefined],
    ['a cookie of no account', `__Host-account=${crypto.randomUUID()}.${'a'.repeat(43)}`],
    ['a cookie that is none', '__Host-account=x'],
  ])('is shown to nobody with %s', async (_, cookie) => {
    expectRefusal(await account(cookie), 401, 'signed_out')
  })

  it('is shown to nobody with a token of another account', async () => {
    const [mine, other] = [await openedAccount(), await openedAccount()]
    const mixed = mine.account.replace(mine.accountId, other.accountId)
    expectRefusal(await account(mixed), 401, 'signed_out')
  })

  it('is shown until nobody has used it for 15 minutes', async () => {
    const { account: cookie } = await openedAccount()
    clock.pass(14 * MINUTE)
    expect((await account(cookie)).status).toBe(200)
    clock.pass(14 * MINUTE)
    expect((await account(cookie)).status).toBe(200)
    clock.pass(15 * MINUTE)
    expectRefusal(await account(cookie), 401, 'signed_out')
  })

  it('is shown for 12 hours at most', async () => {
    const { account: cookie } = await openedAccount()
    for (let passed = 0; passed < 12 * HOUR - 12 * MINUTE; passed += 12 * MINUTE) {
      clock.pass(12 * MINUTE)
      const reply = await call('/users/api/account/', { cookie, env: unlimited })
      expect(reply.status).toBe(200)
    }
    clock.pass(12 * MINUTE)
    expectRefusal(await account(cookie), 401, 'signed_out')
  })
})

describe('signing out', () => {
  it('ends the session and takes the cookie away', async () => {
    const { account: cookie } = await openedAccount()
    const reply = await post('sign-out', cookie)
    expect(reply.status).toBe(200)
    expect(reply.headers.getSetCookie()).toEqual([
      '__Host-account=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
    ])
    expectRefusal(await account(cookie), 401, 'signed_out')
  })

  it('again, or without an account, is done already', async () => {
    expect((await post('sign-out', undefined)).status).toBe(200)
  })
})

describe('a consent', () => {
  it('that nothing needs is withdrawn at any time, and the account stays', async () => {
    const { account: cookie } = await openedAccount()
    clock.pass(10 * MINUTE)
    expect((await post('withdraw-consent', cookie, { purpose: 'offers' })).status).toBe(200)
    const shown = await account(cookie)
    expect(withdrawn(shown)).toEqual(['offers'])
  })

  it('that the account needs is withdrawn at any time too, which closes it', async () => {
    const { account: cookie, accountId } = await openedAccount()
    clock.pass(10 * MINUTE)
    expect((await post('withdraw-consent', cookie, { purpose: 'contact' })).status).toBe(200)
    expectRefusal(await account(cookie), 401, 'signed_out')
    const kept = await env.ACCOUNTS.prepare(
      'SELECT purpose FROM consents WHERE account_id = ? AND withdrawn_at IS NOT NULL',
    )
      .bind(accountId)
      .run()
    expect(kept.results).toEqual([{ purpose: 'contact' }])
  })

  it('that was not given cannot be withdrawn', async () => {
    const { account: cookie } = await openedAccount()
    const reply = await post('withdraw-consent', cookie, { purpose: 'everything' })
    expectRefusal(reply, 400, 'invalid_request', { field: 'purpose' })
  })

  it('withdrawn before there is an account deletes the signup at once', async () => {
    const signup = await answeredSignup()
    const body = { session_id: signup.sessionId, purpose: 'account' }
    expect((await post('withdraw-consent', signup.cookie, body)).status).toBe(200)
    expectRefusal(await call('/users/api/session/', signup), 404, 'session_not_found')
    expectRefusal(await createAccount(signup), 404, 'session_not_found')
  })

  it('of a signup is not withdrawn while its account is being made', async () => {
    const { sessionId, cookie } = await answeredSignup()
    const [, token = ''] = cookie.split('.')
    await env.SIGNUP_SESSION.getByName(sessionId).beginAccount({
      id: 'request',
      token,
      key: undefined,
    })
    const body = { session_id: sessionId, purpose: 'account' }
    expectRefusal(await post('withdraw-consent', cookie, body), 409, 'in_progress', {
      retry_after: 2,
    })
    clock.pass(30 * SECOND)
    expect((await post('withdraw-consent', cookie, body)).status).toBe(200)
  })

  it('of a signup is withdrawn from the account too that nobody heard of', async () => {
    const { sessionId, cookie, phone } = await answeredSignup()
    const { id, ...made } = newAccount({ phone, signup: sessionId })
    await env.ACCOUNT_DESK.getByName(id).prepare()
    await store.create({ id, ...made }, Date.now())
    const body = { session_id: sessionId, purpose: 'account' }
    expect((await post('withdraw-consent', cookie, body)).status).toBe(200)
    expect(await store.find(id)).toMatchObject({ account: { closedAt: Date.now(), cells: {} } })
    expect(await opensWithin(id)).toBe(false)
  })

  it('of a signup stays where the accounts cannot be reached', async () => {
    const signup = await answeredSignup()
    const error = databaseError('D1 DB is overloaded. Too many requests queued.')
    const ACCOUNTS = tappedDatabase(env.ACCOUNTS, { faultOf: () => ({ error, carriedOut: false }) })
    const body = { session_id: signup.sessionId, purpose: 'account' }
    const { cookie } = signup
    const reply = await call('/users/api/withdraw-consent/', {
      cookie,
      body,
      env: envWith({ ACCOUNTS }),
    })
    expectRefusal(reply, 503, 'temporarily_unavailable', { retry_after: 5 })
    expect((await createAccount(signup)).status).toBe(201)
  })

  it('of a signup is withdrawn by its bearer alone', async () => {
    const [mine, other] = [await verifiedSignup(), await verifiedSignup()]
    const body = { session_id: mine.sessionId, purpose: 'account' }
    expectRefusal(await post('withdraw-consent', other.cookie, body), 409, 'other_signup')
  })
})

describe('the calls of one minute', () => {
  it('are counted for whoever bears the token: with the id alone nobody uses up an owner’s', async () => {
    const limit = new CountingLimit(2)
    const limited = envWith({ BEARER_BURST: limit })
    const { account: cookie, accountId } = await openedAccount()
    const signup = await verifiedSignup()
    const strangers = [
      `__Host-account=${accountId}.${'x'.repeat(43)}`,
      `__Host-signup=${signup.sessionId}.${'x'.repeat(43)}`,
    ]
    for (const path of ['account', 'session']) {
      for (const stranger of [...strangers, ...strangers, ...strangers]) {
        await call(`/users/api/${path}/`, { cookie: stranger, env: limited })
      }
    }
    for (const [path, own] of [
      ['account', cookie],
      ['session', signup.cookie],
    ] as const) {
      const replies = [1, 2, 3].map(() =>
        call(`/users/api/${path}/`, { cookie: own, env: limited }),
      )
      expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 200, 429])
    }
    expect(limit.keys.join()).not.toContain(cookie.split('.')[1])
  })
})

describe('closing an account', () => {
  it('leaves of it its dates and consents, and nothing that shows the person', async () => {
    const { account: cookie, accountId, phone } = await openedAccount()
    expect((await post('close-account', cookie)).status).toBe(200)
    expectRefusal(await account(cookie), 401, 'signed_out')
    const held = async (table: string) =>
      (await env.ACCOUNTS.prepare(`SELECT * FROM ${table}`).run()).results.filter(
        (row) => row['account_id'] === accountId || row['id'] === accountId,
      )
    const tables = ['cells', 'claims', 'passwords', 'consents', 'accounts']
    const rows = await Promise.all(tables.map(held))
    expect(rows.map(({ length }) => length)).toEqual([0, 0, 0, 3, 1])
    clock.pass(HOUR)
    expect((await createAccount(await answeredSignup({ phone }))).status).toBe(201)
  })

  it('is told as done to whoever asks again at once, since no session is left to ask by', async () => {
    const { account: cookie } = await openedAccount()
    expect((await post('close-account', cookie)).status).toBe(200)
    const again = await post('close-account', cookie)
    expect(again).toMatchObject({ status: 200, body: { message: 'Your account is closed.' } })
    expect((await post('withdraw-consent', cookie, { purpose: 'account' })).status).toBe(200)
    const optional = await post('withdraw-consent', cookie, { purpose: 'offers' })
    expectRefusal(optional, 401, 'signed_out')
    clock.pass(10 * MINUTE)
    expectRefusal(await post('close-account', cookie), 401, 'signed_out')
  })

  it('closes none for whoever has no session of it', async () => {
    const { account: cookie, accountId } = await openedAccount()
    const forged = `__Host-account=${accountId}.${'x'.repeat(43)}`
    expectRefusal(await post('close-account', forged), 401, 'signed_out')
    expect((await account(cookie)).status).toBe(200)
  })

  it('shows it to nobody any more, even before its sessions are ended', async () => {
    const { account: cookie, accountId } = await openedAccount()
    await store.close(accountId, Date.now())
    expectRefusal(await account(cookie), 401, 'signed_out')
  })

  it('asks for a sign-in of the last five minutes', async () => {
    const { account: cookie } = await openedAccount()
    clock.pass(5 * MINUTE + 1000)
    expectRefusal(await post('close-account', cookie), 403, 'fresh_sign_in_required')
    expect((await account(cookie)).status).toBe(200)
  })
})
