import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { accountStore } from '../../src/accounts/d1-store.ts'
import { claimHash } from '../../src/accounts/claims.ts'
import { HOUR, MINUTE } from '../../src/platform/time.ts'
import { ACCOUNT_LEASE } from '../../src/signup/account.ts'
import {
  DETAILS,
  accountCookie,
  answerStep,
  answeredSignup,
  createAccount,
  giveDetails,
  heldHash,
  openedAccount,
  quickHashes,
  verifiedSignup,
} from '../support/account.ts'
import { call, newKey, type Started } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { faultyNamespace } from '../support/faulty.ts'
import { cookiesSet } from '../support/people.ts'

const clock = stopClock()

const account = (cookie: string) => call('/users/api/account/', { cookie })
const session = ({ cookie }: Started) => call('/users/api/session/', { cookie })

/** Counts the accounts that hold a phone. */
async function accountsOf(phone: string): Promise<number> {
  const hash = claimHash(configOf(env), 'phone', phone)
  const row = await env.ACCOUNTS.prepare('SELECT count(*) AS held FROM claims WHERE hash = ?')
    .bind(hash)
    .first<{ held: number }>()
  return row?.held ?? 0
}

describe('a signup whose steps are done', () => {
  it('becomes an account, whose owner is signed in, and ends', async () => {
    const signup = await answeredSignup()
    const reply = await createAccount(signup)
    expect(reply).toMatchObject({ status: 201, body: { next: '/users/account/' } })
    const shown = await account(accountCookie(reply) ?? '')
    expect(shown.body).toMatchObject({
      account_id: reply.body.account_id,
      tier: 'unidentified',
      data: [
        {
          item: 'phone',
          value: `+91 •••••• ${signup.phone.slice(-4)}`,
          source: 'verified_by_code',
        },
        { item: 'full_name', value: 'S••• J•••', source: 'given' },
        { item: 'date_of_birth', value: '••••-••-27' },
        { item: 'email', value: 'j•••@example.com' },
        { item: 'pin_code', value: '56••••' },
      ],
      sessions: [{ current: true }],
    })
    expectRefusal(await session(signup), 404, 'session_not_found', { next: '/users/account/' })
  })

  it('becomes none before its turn, and says which step is next', async () => {
    const signup = await verifiedSignup()
    expectRefusal(await createAccount(signup), 409, 'step_out_of_order', { next_step: 2 })
    expect(await accountsOf(signup.phone)).toBe(0)
  })

  it.each([
    ['1234567', 'password_too_short'],
    ['a'.repeat(129), 'password_too_long'],
    ['Password123', 'password_common'],
    ['NeoBank2026', 'password_personal'],
    ['!!27031990!!', 'password_personal'],
  ])(
    'becomes none with the password %j, and may be tried again at once',
    async (password, error) => {
      const signup = await answeredSignup()
      expectRefusal(await createAccount(signup, { password }), 400, error, { field: 'password' })
      expect((await createAccount(signup)).status).toBe(201)
    },
  )

  it('becomes none where the queue of hashes is full, and may be tried again', async () => {
    const signup = await answeredSignup()
    const busy = { hashPassword: async () => ({ ok: false, reason: 'busy', retryAfter: 4001 }) }
    const full = envWith({ SIGN_IN: { getByName: () => busy } })
    expectRefusal(await createAccount(signup, { env: full }), 503, 'busy', { retry_after: 5 })
    expect((await createAccount(signup)).status).toBe(201)
  })

  it('becomes none where the common passwords cannot be read, and may be tried again', async () => {
    const signup = await answeredSignup()
    const ASSETS = { fetch: () => Promise.reject(new Error('of the assets')) }
    const reply = await createAccount(signup, { env: envWith({ ASSETS }) })
    expectRefusal(reply, 503, 'temporarily_unavailable', { retry_after: 5 })
    expect(await accountsOf(signup.phone)).toBe(0)
    expect((await createAccount(signup)).status).toBe(201)
  })

  it('becomes none where an account has its phone, whatever else it says', async () => {
    const { phone } = await openedAccount()
    clock.pass(HOUR)
    const second = await answeredSignup({ phone })
    expectRefusal(await createAccount(second), 409, 'account_exists', { field: 'phone' })
    expect(await accountsOf(phone)).toBe(1)
    expect((await session(second)).body).toMatchObject({ step: 5 })
    const withdrawal = await answerStep('withdraw-consent', second, { purpose: 'account' })
    expect(withdrawal.status).toBe(200)
    expectRefusal(await session(second), 404, 'session_not_found')
    expect(await accountsOf(phone)).toBe(1)
  })

  it('becomes one once the account that had its phone is closed, and until then hashes nothing', async () => {
    const { phone, accountId } = await openedAccount()
    clock.pass(HOUR)
    const second = await answeredSignup({ phone })
    const hashPassword = vi.fn(quickHashes().SIGN_IN.getByName().hashPassword)
    const counted = envWith({ SIGN_IN: { getByName: () => ({ hashPassword }) } })
    for (let times = 1; times <= 3; times++) {
      const refused = await createAccount(second, { env: counted })
      expectRefusal(refused, 409, 'account_exists', { field: 'phone' })
    }
    expect(hashPassword).toHaveBeenCalledTimes(1)
    await accountStore(configOf(env)).close(accountId, Date.now())
    expect((await createAccount(second, { env: counted })).status).toBe(201)
    expect(await accountsOf(phone)).toBe(1)
  })

  it('tells nothing of another account with the same email', async () => {
    await openedAccount()
    expect((await createAccount(await answeredSignup())).status).toBe(201)
  })
})

/** The hashed passwords of a phone's account. */
async function passwordsOf(phone: string) {
  const rows = await env.ACCOUNTS.prepare(
    'SELECT passwords.hash FROM passwords JOIN claims USING (account_id) WHERE claims.hash = ?1',
  )
    .bind(claimHash(configOf(env), 'phone', phone))
    .all()
  return rows.results
}

describe('a signup whose account was made, and the reply lost', () => {
  it('leads its bearer to the account, signed in', async () => {
    const signup = await answeredSignup()
    const made = await createAccount(signup)
    expectRefusal(await session(signup), 404, 'session_not_found', { next: '/users/account/' })
    const reply = await account(signup.cookie)
    expect(reply).toMatchObject({ status: 200, body: { account_id: made.body['account_id'] } })
    expect(accountCookie(reply)).toBe(accountCookie(made))
    expect(new Map(cookiesSet(reply)).get('__Host-signup')).toBe('')
    expect((await account(accountCookie(reply) ?? '')).status).toBe(200)
  })

  it('leads there a browser that got the cookie, but not the body', async () => {
    const made = await createAccount(await answeredSignup())
    const reply = await call('/users/api/session/', { cookie: accountCookie(made) })
    expectRefusal(reply, 404, 'session_not_found', { next: '/users/account/' })
    expect(cookiesSet(reply)).toEqual([])
  })

  it('leads nobody else: by its id, after ten minutes, signed out or closed', async () => {
    const signup = await answeredSignup()
    await createAccount(signup)
    const forged = `__Host-signup=${signup.sessionId}.${'x'.repeat(43)}`
    expectRefusal(await session({ ...signup, cookie: forged }), 404, 'session_not_found')
    expectRefusal(await account(forged), 401, 'signed_out')
    clock.pass(10 * MINUTE)
    expectRefusal(await session(signup), 404, 'session_not_found')
    expectRefusal(await account(signup.cookie), 401, 'signed_out')

    for (const end of ['sign-out', 'close-account']) {
      const other = await answeredSignup()
      const own = accountCookie(await createAccount(other))
      await call(`/users/api/${end}/`, { cookie: own, body: {} })
      expectRefusal(await account(other.cookie), 401, 'signed_out')
    }
  })
})

describe('a request for an account that is repeated', () => {
  it('under its key brings the answer and the same cookie again, for ten minutes', async () => {
    const [signup, key] = [await answeredSignup(), newKey()]
    const first = await createAccount(signup, { key })
    clock.pass(10 * MINUTE - 1000)
    const again = await createAccount(signup, { key })
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(accountCookie(again)).toBe(accountCookie(first))
    clock.pass(1000)
    expectRefusal(await createAccount(signup, { key }), 404, 'session_not_found')
  })

  it('under its key with another password is refused', async () => {
    const [signup, key] = [await answeredSignup(), newKey()]
    await createAccount(signup, { key })
    const other = await createAccount(signup, { key, password: 'another horse battery' })
    expectRefusal(other, 400, 'invalid_request', { field: 'Idempotency-Key' })
  })

  it('by the bearer of the signup under another key leads to the account, whose password stays', async () => {
    const signup = await answeredSignup()
    const first = await createAccount(signup)
    const hashes = await passwordsOf(signup.phone)
    const again = await createAccount(signup, { password: 'another horse battery', env })
    expect(again).toMatchObject({
      status: 201,
      body: { account_id: first.body['account_id'], was_there: true },
    })
    expect(again.body['message']).toContain('the one that you gave first')
    expect(accountCookie(again)).toBe(accountCookie(first))
    expect(await passwordsOf(signup.phone)).toEqual(hashes)
  })

  it('by anybody who has the id of the signup, and not its cookie, leads nowhere', async () => {
    const signup = await answeredSignup()
    await createAccount(signup)
    const cookie = `__Host-signup=${signup.sessionId}.${'x'.repeat(43)}`
    expectRefusal(await createAccount({ ...signup, cookie }), 404, 'session_not_found')
  })

  it('finds none once the account is closed', async () => {
    const [signup, key] = [await answeredSignup(), newKey()]
    const cookie = accountCookie(await createAccount(signup, { key }))
    expect((await call('/users/api/close-account/', { cookie, body: {} })).status).toBe(200)
    for (const again of [{ key }, {}]) {
      expectRefusal(await createAccount(signup, again), 404, 'session_not_found')
    }
  })

  it('brings no cookie once the session that it is for has signed out', async () => {
    const [signup, key] = [await answeredSignup(), newKey()]
    const cookie = accountCookie(await createAccount(signup, { key })) ?? ''
    await call('/users/api/sign-out/', { cookie, body: {} })
    const again = await createAccount(signup, { key })
    expect([again.status, accountCookie(again)]).toEqual([201, undefined])
  })

  it('makes no second account where the signup could not be told of the first', async () => {
    const signup = await answeredSignup()
    const error = new Error('gone')
    const lost = envWith({
      ...quickHashes(),
      SIGNUP_SESSION: faultyNamespace(env.SIGNUP_SESSION, (method) =>
        method === 'releaseAccount' ? { error, carriedOut: false } : undefined,
      ),
    })
    const first = await createAccount(signup, { env: lost })
    expectRefusal(await createAccount(signup), 409, 'in_progress', { retry_after: 2 })
    clock.pass(MINUTE)
    const again = await createAccount(signup)
    expect(again.body).toEqual(first.body)
    expect(accountCookie(again)).toBe(accountCookie(first))
    expect(await accountsOf(signup.phone)).toBe(1)
  })
})

/** Has step 2 answered otherwise once the lease of a making is over, which ends then. */
async function overtake(
  signup: Started,
  bindings: object,
  { isHeld, end }: { readonly isHeld: Promise<void>; readonly end: () => void },
) {
  const key = newKey()
  const making = createAccount(signup, { key, env: envWith(bindings) })
  await isHeld
  clock.pass(ACCOUNT_LEASE)
  expect((await giveDetails(signup, { full_name: 'Zubin Mehta' })).status).toBe(200)
  end()
  expectRefusal(await making, 409, 'in_progress', { retry_after: 2 })
  const again = await createAccount(signup, { key })
  expect(again.status).toBe(201)
  expect((await account(accountCookie(again) ?? '')).body).toMatchObject({
    data: expect.arrayContaining([
      { item: 'full_name', value: 'Z••• M•••', source: 'given', kept_until: 'closing' },
    ]),
  })
  expect(await accountsOf(signup.phone)).toBe(1)
}

describe('the answers of a signup', () => {
  it('change nothing while its account is made of them', async () => {
    const signup = await answeredSignup()
    const { promise, resolve } = Promise.withResolvers<object>()
    const slow = envWith({ SIGN_IN: { getByName: () => ({ hashPassword: () => promise }) } })
    const making = createAccount(signup, { env: slow })
    await vi.waitFor(async () => {
      const reply = await giveDetails(signup, { full_name: 'Anita Rao' })
      expectRefusal(reply, 409, 'in_progress', { retry_after: 2 })
    })
    resolve({ ok: false, reason: 'busy', retryAfter: 1000 })
    expect((await making).status).toBe(503)
    expect((await session(signup)).body).toMatchObject({
      answers: { full_name: DETAILS.full_name },
    })
  })

  it('are not those of an account that waited for its hash while they changed', async () => {
    const hash = heldHash()
    const held = { isHeld: hash.isAsked, end: hash.end }
    await overtake(await answeredSignup(), hash.bindings, held)
  })

  it('are told of no account that was written while they changed, and the next one has them', async () => {
    const [reached, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = {
      prepare: (text: string) => env.ACCOUNTS.prepare(text),
      async batch(statements: D1PreparedStatement[]) {
        reached.resolve()
        await ended.promise
        return env.ACCOUNTS.batch(statements)
      },
    }
    await overtake(
      await answeredSignup(),
      { ...quickHashes(), ACCOUNTS: slow },
      { isHeld: reached.promise, end: ended.resolve },
    )
  })
})
