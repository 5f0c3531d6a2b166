import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { configOf } from '../../src/config.ts'
import { claimHash } from '../../src/accounts/claims.ts'
import { HOUR, MINUTE } from '../../src/platform/time.ts'
import {
  accountCookie,
  answeredSignup,
  createAccount,
  DETAILS,
  giveDetails,
  openedAccount,
  verifiedSignup,
} from '../support/account.ts'
import { call, newKey, type Started } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { faultyNamespace } from '../support/faulty.ts'

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
    expectRefusal(await session(signup), 404, 'session_not_found')
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

  it('becomes none where an account has its phone, whatever else it says', async () => {
    const { phone } = await openedAccount()
    clock.pass(HOUR)
    const second = await answeredSignup({ phone })
    expectRefusal(await createAccount(second), 409, 'account_exists', { field: 'phone' })
    expect(await accountsOf(phone)).toBe(1)
    expect((await session(second)).body).toMatchObject({ step: 5 })
  })

  it('tells nothing of another account with the same email', async () => {
    await openedAccount()
    expect((await createAccount(await answeredSignup())).status).toBe(201)
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

  it('under another key is told that the account is there', async () => {
    const signup = await answeredSignup()
    await createAccount(signup)
    expectRefusal(await createAccount(signup), 409, 'account_exists', { field: 'phone' })
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
})
