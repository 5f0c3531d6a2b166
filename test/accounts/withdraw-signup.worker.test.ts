import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { signupHash } from '../../src/accounts/claims.ts'
import { configOf } from '../../src/config.ts'
import { ACCOUNT_LEASE } from '../../src/signup/account.ts'
import {
  answeredSignup,
  answerStep,
  createAccount,
  giveDetails,
  heldHash,
  quickHashes,
} from '../support/account.ts'
import { databaseError, tappedDatabase } from '../support/accounts.ts'
import { start, type Started } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { ALL_STEPS, givePan, identifiedSignup, newPan, showQr } from '../support/identity.ts'

const clock = stopClock()

const OVERLOADED = databaseError('D1 DB is overloaded. Requests queued for too long.')

const withdraw = (signup: Started, options = {}) =>
  answerStep('withdraw-consent', signup, { purpose: 'account' }, options)

/** Tells what the databases keep of the account of a signup. */
function keptOf({ sessionId }: Started) {
  return env.ACCOUNTS.prepare(
    `SELECT closed_at IS NOT NULL AS closed,
       (SELECT count(*) FROM cells WHERE account_id = id) AS cells,
       (SELECT count(*) FROM claims WHERE account_id = id) AS claims,
       (SELECT count(*) FROM passwords WHERE account_id = id) AS passwords
     FROM accounts WHERE signup = ?1`,
  )
    .bind(signupHash(configOf(env), sessionId))
    .first()
}

const NOTHING = { closed: 1, cells: 0, claims: 0, passwords: 0 }

it('an account whose making was not heard of goes with its signup, though another name voided its steps', async () => {
  const signup = await identifiedSignup(ALL_STEPS)
  await showQr(signup)
  await givePan(signup, newPan())
  const losing = {
    ...signup.env,
    ACCOUNTS: tappedDatabase(env.ACCOUNTS, {
      faultOf: () => ({ error: OVERLOADED, carriedOut: true }),
    }),
  }
  const lost = await createAccount(signup, { env: losing })
  expectRefusal(lost, 503, 'temporarily_unavailable', { retry_after: 5 })
  expect(await keptOf(signup)).toMatchObject({ closed: 0, claims: 2 })
  const details = await giveDetails(signup, { full_name: 'Zubin Mehta' }, { env: signup.env })
  expect(details.body).toMatchObject({ next_step: 3 })

  expect((await withdraw(signup, { env: signup.env })).status).toBe(200)
  expect(await keptOf(signup)).toEqual(NOTHING)
})

it('an account is not made of a signup that is deleted, however late its rows are written', async () => {
  const signup = await answeredSignup()
  const written: D1PreparedStatement[][] = []
  const late = {
    prepare: (text: string) => env.ACCOUNTS.prepare(text),
    batch(statements: D1PreparedStatement[]) {
      written.push(statements)
      return Promise.reject(OVERLOADED)
    },
  }
  const lost = await createAccount(signup, { env: envWith({ ...quickHashes(), ACCOUNTS: late }) })
  expectRefusal(lost, 503, 'temporarily_unavailable', { retry_after: 5 })
  expect((await withdraw(signup)).status).toBe(200)
  expect(written).toHaveLength(1)
  await expect(env.ACCOUNTS.batch(written[0] ?? [])).rejects.toThrow('UNIQUE')
  expect(await keptOf(signup)).toEqual(NOTHING)
})

it('an account is not made of a signup that is deleted while its password waits beyond the lease', async () => {
  const signup = await answeredSignup()
  const hash = heldHash()
  const making = createAccount(signup, { env: envWith(hash.bindings) })
  await hash.isAsked
  expectRefusal(await withdraw(signup), 409, 'in_progress', { retry_after: 2 })
  clock.pass(ACCOUNT_LEASE)
  expect((await withdraw(signup)).status).toBe(200)
  hash.end()
  expectRefusal(await making, 404, 'session_not_found')
  expect(await keptOf(signup)).toEqual(NOTHING)
})

it('a signup whose phone is not verified leaves nothing with the accounts', async () => {
  const signup = await start()
  expect((await withdraw(signup)).status).toBe(200)
  expect(await keptOf(signup)).toBeNull()
})
