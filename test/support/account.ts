import { NOTICES } from '../../src/contract/notices.ts'
import { type Call, call, newKey, type Reply, start, type Started, verifyOtp } from './app.ts'
import { envWith } from './bindings.ts'
import { cookiesSet } from './people.ts'

/** What a person says of themselves in step 2. */
export const DETAILS = {
  full_name: 'S. Janaki',
  date_of_birth: '1990-03-27',
  email: 'janaki@example.com',
  pin_code: '560001',
  consent: {
    notice_version: NOTICES['personal-details'].version,
    language: 'en',
    purposes: ['account', 'contact', 'offers'],
  },
}

export const PASSWORD = 'correct horse battery'

/** Begins a signup and verifies its phone. */
export async function verifiedSignup(
  options: Call & { readonly phone?: string } = {},
): Promise<Started> {
  const signup = await start(options)
  const { cookie = '' } = await verifyOtp(signup.sessionId, signup.code, {
    ...options,
    cookie: signup.cookie,
  })
  return { ...signup, cookie }
}

/** Posts to a step of a signup, as its page does. */
export function answerStep(
  name: string,
  { sessionId, cookie }: Pick<Started, 'sessionId' | 'cookie'>,
  body: object,
  options: Call = {},
): Promise<Reply> {
  const whole = { session_id: sessionId, ...body }
  return call(`/users/api/${name}/`, { cookie, body: whole, ...options })
}

/** Answers step 2. */
export const giveDetails = (signup: Started, more: object = {}, options: Call = {}) =>
  answerStep('personal-details', signup, { ...DETAILS, ...more }, options)

/** A signup whose answers are all given. */
export async function answeredSignup(options: Call & { readonly phone?: string } = {}) {
  const signup = await verifiedSignup(options)
  await giveDetails(signup)
  return signup
}

/** Hashes no password: after a real hash its isolate rests for seconds. */
export function quickHashes() {
  return { SIGN_IN: { getByName: () => ({ hashPassword: hashQuickly }) } }
}

const HASHED = { ok: true, hash: 'scrypt$' }

async function hashQuickly() {
  return HASHED
}

/** Lets a password wait to be hashed until it is told to end; `isAsked` once it waits. */
export function heldHash() {
  const asked = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<typeof HASHED>()
  const hashPassword = () => {
    asked.resolve()
    return ended.promise
  }
  return {
    bindings: { SIGN_IN: { getByName: () => ({ hashPassword }) } },
    isAsked: asked.promise,
    end: () => ended.resolve(HASHED),
  }
}

/** Asks for the account of a signup, under a key as the page does; unless told, no password is hashed. */
export const createAccount = (
  signup: Started,
  {
    password = PASSWORD,
    key = newKey(),
    env = envWith(quickHashes()),
    ...options
  }: Call & Partial<Record<'password' | 'key', string>> = {},
) =>
  answerStep(
    'create-account',
    signup,
    { password },
    {
      ...options,
      env,
      headers: {
        'Content-Type': 'application/json',
        Origin: 'https://signup.example',
        'Idempotency-Key': key,
        ...options.headers,
      },
    },
  )

/** A signup that became an account, with the account's cookie. */
export async function openedAccount(options: Call & { readonly phone?: string } = {}) {
  const signup = await answeredSignup(options)
  const reply = await createAccount(signup, options)
  return {
    ...signup,
    account: accountCookie(reply) ?? '',
    accountId: String(reply.body.account_id),
  }
}

/** Reads the account's cookie that a reply sets, as a browser would send it back. */
export function accountCookie(reply: Reply): string | undefined {
  const value = new Map(cookiesSet(reply)).get('__Host-account')
  return value && `__Host-account=${value}`
}
