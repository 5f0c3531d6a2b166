import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { MINUTE } from '../../src/platform/time.ts'
import {
  accountCookie,
  answerStep,
  createAccount,
  quickHashes,
  DETAILS,
  giveDetails,
  verifiedSignup,
} from '../support/account.ts'
import { databaseError, newAccount, tappedDatabase } from '../support/accounts.ts'
import { call, newKey, type Reply, type Started } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { leaks, recordConsole, type Secret } from '../support/canary.ts'
import { stopClock } from '../support/clock.ts'
import { everythingStored } from '../support/stores.ts'

const clock = stopClock()

/** What a person says of themselves: nothing of it stands anywhere else by chance. */
const PERSON = {
  ...DETAILS,
  full_name: 'Zubeida Quraishi-Vaz',
  date_of_birth: '1987-10-29',
  email: 'zq.vaz87@post.example',
  pin_code: '797112',
}

const PASSWORD = 'eleven purple herons wade'

const GUESSABLE = {
  name: PERSON.full_name,
  'part of the name': 'Quraishi',
  'date of birth': PERSON.date_of_birth,
  'date of birth as it is written': '29.10.1987',
  'date of birth in digits': '19871029',
  email: PERSON.email,
  'part of the email': 'zq.vaz87',
  'PIN code': PERSON.pin_code,
  password: PASSWORD,
}

type Secrets = Map<string, Secret>

const secretsOf = ({ phone, code }: Started): Secrets => {
  const known = Object.entries({ ...GUESSABLE, phone, code })
  return new Map(known.map(([name, text]) => [name, { text, guessable: true }]))
}

/** What a reply shows, without the cookies and what names the session and the account. */
const shown = ({ body, headers }: Reply) =>
  JSON.stringify({
    body: { ...body, session_id: undefined, account_id: undefined },
    headers: [...headers].filter(([name]) => name !== 'set-cookie'),
  })

function expectNone(outputs: Readonly<Record<string, string>>, secrets: Secrets) {
  for (const [output, text] of Object.entries(outputs)) {
    for (const [name, secret] of secrets) {
      const found = leaks(text, secret)
      expect({ output, name, found }).toEqual({ output, name, found: [] })
    }
  }
}

test('nothing of a person, no password and no token is in any log, store, name, key or refusal', async () => {
  const written = recordConsole()
  const replies: Reply[] = []
  const stores: string[] = []
  const keep = async (pending: Promise<Reply>, status: number) => {
    const reply = await pending
    replies.push(reply)
    stores.push(await everythingStored())
    expect(reply.status).toBe(status)
    return reply
  }
  const signup = await verifiedSignup()
  const secrets = secretsOf(signup)
  const random = (name: string, text = '') => secrets.set(name, { text, guessable: false })
  const key = newKey()
  random('key', key)
  random('token of the signup', signup.cookie.split('.')[1])
  const { sessionId } = signup
  const withPassword = { password: PASSWORD, key }

  await keep(giveDetails(signup, { ...PERSON, email: 'none', pin_code: '0' }), 400)
  await keep(giveDetails(signup, { ...PERSON, [PERSON.email]: PERSON.full_name }), 400)
  await keep(giveDetails(signup, { ...PERSON, date_of_birth: 19_871_029 }), 400)
  await keep(giveDetails({ ...signup, sessionId: crypto.randomUUID() }, PERSON), 409)
  await keep(createAccount(signup, withPassword), 409)
  await keep(giveDetails(signup, PERSON), 200)
  await keep(createAccount(signup, { key, password: PERSON.email }), 400)
  await keep(createAccount(signup, { key, password: `${PERSON.full_name} 1987` }), 400)
  // Errors quote what they were about.
  for (const text of ['Network connection lost', `no such column: ${PASSWORD} ${PERSON.email}`]) {
    const error = databaseError(`${text} (${PERSON.full_name}, ${signup.phone})`)
    const ACCOUNTS = tappedDatabase(env.ACCOUNTS, { faultOf: () => ({ error, carriedOut: false }) })
    const status = text.startsWith('Network') ? 503 : 500
    await keep(
      createAccount(signup, { ...withPassword, env: envWith({ ...quickHashes(), ACCOUNTS }) }),
      status,
    )
  }
  const quoting = () => Promise.reject(new Error(`of ${PASSWORD}`))
  const SIGN_IN = { getByName: () => ({ hashPassword: quoting }) }
  await keep(createAccount(signup, { ...withPassword, env: envWith({ SIGN_IN }) }), 500)
  const made = await keep(createAccount(signup, { ...withPassword, env }), 201)
  await keep(createAccount(signup, withPassword), 201)
  await keep(createAccount(signup, { key, password: `${PASSWORD}!` }), 400)

  const cookie = accountCookie(made)
  random('token of the account', cookie?.split('.')[1])
  const post = (name: string, body: object) => call(`/users/api/${name}/`, { cookie, body })
  const account = await keep(call('/users/api/account/', { cookie }), 200)
  await keep(post('withdraw-consent', { purpose: PERSON.email }), 400)
  await keep(post('withdraw-consent', { purpose: 'offers' }), 200)
  clock.pass(6 * MINUTE)
  await keep(post('close-account', {}), 403)
  await keep(post('sign-out', {}), 200)
  await keep(post('close-account', {}), 401)
  await keep(
    answerStep('withdraw-consent', { sessionId, cookie: signup.cookie }, { purpose: 'account' }),
    404,
  )

  expect(written.length).toBeGreaterThanOrEqual(replies.length)
  expectNone(
    { log: written.join('\n'), replies: replies.map(shown).join('\n'), stores: stores.join('\n') },
    secrets,
  )
  expect(shown(account)).toContain('z•••@post.example')
})

test('the answers are told to the bearer of the signup, and to nobody who has its id alone', async () => {
  const signup = await verifiedSignup()
  await giveDetails(signup, PERSON)
  const own = await call('/users/api/session/', signup)
  expect(leaks(own.text, { text: PERSON.email, guessable: true })).toContain(PERSON.email)
  const forged = `__Host-signup=${signup.sessionId}.${'a'.repeat(43)}`
  const replies = await Promise.all([
    call('/users/api/session/', { cookie: forged }),
    createAccount({ ...signup, cookie: forged }),
    giveDetails({ ...signup, cookie: forged }, PERSON),
  ])
  expectNone({ replies: replies.map(({ text }) => text).join('\n') }, secretsOf(signup))
})

test.each(['cells', 'consents', 'passwords', 'claims'])(
  'the search finds what stands in the clear in the table %s',
  async (table) => {
    const { id } = newAccount()
    const columns = {
      cells: "(account_id, name, box, source) VALUES (?1, 'name', ?2, 'person')",
      consents:
        "(account_id, step, purpose, notice_version, language, given_at) VALUES (?1, 2, 'x', ?2, 'en', 1)",
      passwords: '(account_id, hash, changed_at) VALUES (?1, ?2, 1)',
      claims: "(account_id, kind, hash, claimed_at) VALUES (?1, 'phone', ?2, 1)",
    }[table]
    await env.ACCOUNTS.prepare(`INSERT INTO ${table} ${columns}`).bind(id, PERSON.email).run()
    expect(leaks(await everythingStored(), { text: PERSON.email, guessable: true })).toContain(
      PERSON.email,
    )
  },
)

const secret = (text: string) => ({ text, guessable: true })

test('the search finds what a desk, a name of an object or a log has in the clear', async () => {
  const written = recordConsole()
  console.log(JSON.stringify({ event: 'request', of: encodeURIComponent(PERSON.email) }))
  const desk = env.ACCOUNT_DESK.getByName(PERSON.pin_code)
  await runInDurableObject(desk, (_, { storage }) => storage.kv.put('desk', PERSON.full_name))
  vi.restoreAllMocks()
  const stored = await everythingStored()
  expect(leaks(stored, secret(PERSON.full_name))).toContain(PERSON.full_name)
  expect(leaks(stored, secret(PERSON.pin_code))).toContain(PERSON.pin_code)
  expect(leaks(written.join(), secret(PERSON.email))).toContain(encodeURIComponent(PERSON.email))
})
