import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { signupHash } from '../../src/accounts/claims.ts'
import { configOf } from '../../src/config.ts'
import { ACCOUNT_LEASE } from '../../src/signup/account.ts'
import { accountCookie, answeredSignup, createAccount, quickHashes } from '../support/account.ts'
import { databaseError, tappedDatabase } from '../support/accounts.ts'
import { call, newKey } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { type CallFault, faultyNamespace, objectError } from '../support/faulty.ts'
import { answerOf } from '../support/people.ts'

const clock = stopClock()

/** Says how a call goes wrong: for how long, and whether what it asked for was done. */
type Failing = { readonly times: number; readonly carriedOut: boolean }

type Break = (failing: Failing) => object

/** Lets the first calls fail. */
function first<Fault>({ times }: Failing, fault: Fault) {
  let left = times
  return () => {
    left -= 1
    return left < 0 ? undefined : fault
  }
}

const fails =
  (name: 'SIGNUP_SESSION' | 'SIGN_IN' | 'ACCOUNT_DESK', method: string): Break =>
  (failing) => {
    const { carriedOut } = failing
    const fault: CallFault = { error: objectError({ retryable: true }), carriedOut }
    const next = first(failing, fault)
    const namespace = { ...env, ...quickHashes() }[name]
    return { [name]: faultyNamespace(namespace, (one) => (one === method ? next() : undefined)) }
  }

/** Lists all that the making of an account asks, in its order. */
const POINTS: Readonly<Record<string, Break>> = {
  'the signup is asked to begin': fails('SIGNUP_SESSION', 'beginAccount'),
  'the list of common passwords is read': (failing) => {
    const next = first(failing, new Error('of the assets'))
    const fetch = async (url: string) => {
      const error = next()
      if (error) throw error
      return env.ASSETS.fetch(url)
    }
    return { ASSETS: { fetch } }
  },
  'the password is hashed': fails('SIGN_IN', 'hashPassword'),
  'the desk is asked for a key': fails('ACCOUNT_DESK', 'prepare'),
  'the signup is asked once more': fails('SIGNUP_SESSION', 'renewAccount'),
  'the rows are written': (failing) => {
    const error = databaseError('Network connection lost.')
    const next = first(failing, { error, carriedOut: failing.carriedOut })
    return { ACCOUNTS: tappedDatabase(env.ACCOUNTS, { faultOf: next }) }
  },
  'the desk is asked for a session': fails('ACCOUNT_DESK', 'openSession'),
  'the signup is told the end': fails('SIGNUP_SESSION', 'releaseAccount'),
  'the reply is sent': () => ({}),
}

const FAILURES: Readonly<Record<string, Failing>> = {
  'fails once': { times: 1, carriedOut: false },
  'is done, and the answer lost once': { times: 1, carriedOut: true },
  'fails for good': { times: Infinity, carriedOut: false },
  'is done, and the answer lost for good': { times: Infinity, carriedOut: true },
}

const CASES = Object.entries(POINTS).flatMap(([point, breaks]) =>
  Object.entries(FAILURES).map(([failure, failing]) => ({ point, failure, breaks, failing })),
)

/** Lists the rows of a signup's account, by their tables. */
async function rowsOf(signup: string) {
  const ids = await env.ACCOUNTS.prepare('SELECT id FROM accounts WHERE signup = ?1')
    .bind(signupHash(configOf(env), signup))
    .all<{ id: string }>()
  const count = async (table: string) => {
    const counted = await env.ACCOUNTS.prepare(
      `SELECT count(*) AS rows FROM ${table} WHERE account_id = ?1`,
    )
      .bind(ids.results[0]?.id ?? '')
      .first<{ rows: number }>()
    return counted?.rows
  }
  const [passwords, claims, cells] = await Promise.all(['passwords', 'claims', 'cells'].map(count))
  return { accounts: ids.results.length, passwords, claims, cells }
}

/** What the person need not know of: what comes after the account is there, or passes by itself. */
const isHidden = (point: string, { times }: Failing) =>
  ['the signup is told the end', 'the reply is sent'].includes(point) ||
  (times === 1 && point !== 'the list of common passwords is read')

describe.each(CASES)('where $point, and that $failure', ({ point, breaks, failing }) => {
  it('one account is made, which a repeat under the same key gets and signs in to', async () => {
    const signup = await answeredSignup()
    const key = newKey()
    const broken = envWith({ ...quickHashes(), ...breaks(failing) })
    const lost = await createAccount(signup, { key, env: broken })
    expect(lost.status === 201).toBe(isHidden(point, failing))

    const early = await createAccount(signup, { key })
    expect(['201', '409 in_progress']).toContain(answerOf(early))
    clock.pass(ACCOUNT_LEASE)
    const later = await createAccount(signup, { key })
    expect(answerOf(later)).toBe('201')
    expect(await rowsOf(signup.sessionId)).toEqual({
      accounts: 1,
      passwords: 1,
      claims: 1,
      cells: 5,
    })
    const told = [lost, early, later].filter(({ status }) => status === 201)
    expect(new Set(told.map(({ body }) => body['account_id'])).size).toBe(1)
    expect(new Set(told.map(accountCookie)).size).toBe(1)
    const shown = await call('/users/api/account/', { cookie: accountCookie(later) })
    expect(shown.body).toMatchObject({
      account_id: later.body['account_id'],
      sessions: [{ current: true }],
    })
  })
})
