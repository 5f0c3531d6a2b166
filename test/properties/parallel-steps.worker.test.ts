import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { claimHash } from '../../src/accounts/claims.ts'
import { MOST_WAITING } from '../../src/accounts/hash-queue.ts'
import { SignIn } from '../../src/accounts/sign-in.ts'
import { configOf } from '../../src/config.ts'
import { MINUTE } from '../../src/platform/time.ts'
import {
  answeredSignup,
  createAccount,
  DETAILS,
  openedAccount,
  PASSWORD,
  verifiedSignup,
} from '../support/account.ts'
import {
  type Call,
  call,
  callAtOnce,
  newKey,
  newPhone,
  type Reply,
  type Started,
} from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { answerOf } from '../support/people.ts'
import { skipWaits } from '../support/skip-waits.ts'

const clock = stopClock()

beforeEach(() => {
  // After a real hash all others wait for seconds.
  vi.spyOn(SignIn.prototype, 'hashPassword').mockResolvedValue({ ok: true, hash: 'scrypt$' })
})
afterEach(() => vi.restoreAllMocks())

const CREATE = '/users/api/create-account/'
const WITHDRAW = '/users/api/withdraw-consent/'

const tally = (replies: readonly Reply[]) =>
  replies.reduce<Record<string, number>>((counts, reply) => {
    const answer = answerOf(reply)
    return { ...counts, [answer]: (counts[answer] ?? 0) + 1 }
  }, {})

const creation = ({ sessionId, cookie }: Started, key = newKey(), password = PASSWORD): Call => ({
  cookie,
  body: { session_id: sessionId, password },
  headers: { 'Idempotency-Key': key },
})

/** How many open accounts a phone has. */
async function accountsOf(phone: string): Promise<number | undefined> {
  const counted = await env.ACCOUNTS.prepare(
    'SELECT count(*) AS rows FROM claims JOIN accounts ON id = account_id WHERE hash = ?1',
  )
    .bind(claimHash(configOf(env), 'phone', phone))
    .first<{ rows: number }>()
  return counted?.rows
}

test('of two tabs that answer step 2 at once, the answers of one are kept, and whole', async () => {
  const { sessionId, cookie } = await verifiedSignup()
  const tabs = [1, 2, 3, 4].map((tab) => ({
    ...DETAILS,
    full_name: `Janaki ${'I'.repeat(tab)}`,
    email: `janaki${tab}@example.com`,
    pin_code: `56000${tab}`,
  }))
  const replies = await callAtOnce(
    '/users/api/personal-details/',
    tabs.map((details) => ({ cookie, body: { session_id: sessionId, ...details } })),
  )
  expect(tally(replies)).toEqual({ '200': tabs.length })
  const { body } = await call('/users/api/session/', { cookie })
  const { consent: _first, ...first } = tabs[0] ?? DETAILS
  const told = tabs.map(({ consent, ...details }) => ({ ...details, purposes: consent.purposes }))
  expect(Object.keys(body.answers as object)).toHaveLength(Object.keys(first).length + 1)
  expect(told).toContainEqual(body.answers)
})

test('of 20 requests at once for the account of one signup, under one key, one account comes', async () => {
  const signup = await answeredSignup()
  const key = newKey()
  const replies = await callAtOnce(
    CREATE,
    Array.from({ length: 20 }, () => creation(signup, key)),
  )
  const { '201': made = 0, '409 in_progress': waiting = 0 } = tally(replies)
  expect(made).toBeGreaterThan(0)
  expect(made + waiting).toBe(20)
  const ids = replies.flatMap(({ body }) => body['account_id'] ?? [])
  expect(new Set(ids).size).toBe(1)
  expect(await accountsOf(signup.phone)).toBe(1)
})

test('of 20 at once under keys of their own, one makes the account and no other is told of it', async () => {
  const signup = await answeredSignup()
  const replies = await callAtOnce(
    CREATE,
    Array.from({ length: 20 }, (_, one) => creation(signup, newKey(), `${PASSWORD} ${one}`)),
  )
  const {
    '201': made,
    '409 in_progress': waiting = 0,
    '404 session_not_found': over = 0,
  } = tally(replies)
  expect([made, waiting + over]).toEqual([1, 19])
  expect(await accountsOf(signup.phone)).toBe(1)
})

test('of signups of one phone that end at once, one makes the account and the others are told', async () => {
  const phone = newPhone()
  const signups: Started[] = []
  for (let one = 1; one <= 4; one++) {
    signups.push(await answeredSignup({ phone }))
    clock.pass(5 * MINUTE)
  }
  const replies = await callAtOnce(
    CREATE,
    signups.map((signup) => creation(signup)),
  )
  expect(tally(replies)).toEqual({ '201': 1, '409 account_exists': 3 })
  expect(await accountsOf(phone)).toBe(1)
})

test('of 50 accounts asked for at once as many are made as can be hashed; the others lose nothing', async () => {
  vi.restoreAllMocks()
  skipWaits()
  const signups = await Promise.all(Array.from({ length: 50 }, () => answeredSignup()))
  const replies = await callAtOnce(
    CREATE,
    signups.map((signup) => creation(signup)),
  )
  const { '201': made = 0, '503 busy': busy = 0 } = tally(replies)
  expect(made).toBeGreaterThanOrEqual(MOST_WAITING)
  expect(made + busy).toBe(50)
  const counts = await Promise.all(signups.map(({ phone }) => accountsOf(phone)))
  expect(counts).toEqual(replies.map(({ status }) => (status === 201 ? 1 : 0)))
  const refused = signups.find((_, at) => replies[at]?.status === 503)
  if (!refused) throw new Error('none had to wait')
  expect(answerOf(await createAccount(refused))).toBe('201')
})

test('an account made and its signup deleted at once: one of them happens', async () => {
  const signups = await Promise.all(Array.from({ length: 4 }, () => answeredSignup()))
  for (const signup of signups) {
    const { sessionId, cookie, phone } = signup
    const deletion = { cookie, body: { session_id: sessionId, purpose: 'account' } }
    const [[made], [deleted]] = await Promise.all([
      callAtOnce(CREATE, [creation(signup)]),
      callAtOnce(WITHDRAW, [deletion]),
    ])
    const answers = [made, deleted].map((reply) => reply && answerOf(reply))
    expect([
      ['201', '409 in_progress'],
      ['201', '404 session_not_found'],
      ['404 session_not_found', '200'],
    ]).toContainEqual(answers)
    expect(await accountsOf(phone)).toBe(answers[0] === '201' ? 1 : 0)
  }
})

test('of ten that close an account at once, all that are signed in are told that it is closed', async () => {
  const { account, phone } = await openedAccount()
  const replies = await callAtOnce(
    '/users/api/close-account/',
    Array.from({ length: 10 }, () => ({ cookie: account, body: {} })),
  )
  const { '200': closed = 0, '401 signed_out': late = 0 } = tally(replies)
  expect(closed).toBeGreaterThan(0)
  expect(closed + late).toBe(10)
  expect(await accountsOf(phone)).toBe(0)
})
