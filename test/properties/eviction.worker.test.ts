import { evictAllDurableObjects } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { configOf } from '../../src/config.ts'
import { hmac } from '../../src/platform/secrets.ts'
import { SECOND } from '../../src/platform/time.ts'
import {
  accountCookie,
  createAccount,
  DETAILS,
  giveDetails,
  verifiedSignup,
} from '../support/account.ts'
import {
  call,
  lastCode,
  newKey,
  newPhone,
  receiverAnswers,
  type Reply,
  sendOtp,
  textsTo,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { evict } from '../support/stores.ts'

const clock = stopClock()

type Objects = { readonly sessionId: string; readonly phone: string; readonly accountId?: string }

type Evict = (objects: Objects) => Promise<unknown>

const nameOf = (phone: string) => hmac(configOf(env).indexKeys.phoneName, phone)
const guardOf = (phone: string) => env.PHONE_GUARD.getByName(nameOf(phone))
const signInOf = (phone: string) => env.SIGN_IN.getByName(nameOf(phone))

const EVICTIONS: Record<string, Evict> = {
  'the session': ({ sessionId }) => evict(env.SIGNUP_SESSION.getByName(sessionId)),
  "the phone's guard": ({ phone }) => evict(guardOf(phone)),
  'every object': () => evictAllDurableObjects(),
}

/** What the person sees of a reply, without what differs from one signup to another. */
const seen = ({ status, body, cookie }: Reply) => {
  const { session_id: _id, phone: _phone, ...rest } = body
  return { status, ...rest, cookie: cookie !== undefined }
}

/** A signup through every turn it can take, with an eviction after each call. */
async function signUp(evictNow: Evict) {
  const phone = newPhone()
  const corrected = newPhone()
  const headers = { 'Idempotency-Key': newKey() }
  const outcomes: unknown[] = []
  const first = await sendOtp({ phone }, { headers })
  const sessionId = String(first.body.session_id)
  const { cookie } = first
  const after = async (pending: Promise<Reply>, of = phone) => {
    const reply = await pending
    outcomes.push(seen(reply))
    await evictNow({ sessionId, phone: of })
    return reply
  }
  const guess = (code: string, bearing = cookie) =>
    after(verifyOtp(sessionId, code, { cookie: bearing }))
  const resend = (to = phone) =>
    after(sendOtp({ phone: to, session_id: sessionId }, { cookie }), to)

  await after(Promise.resolve(first))
  await after(sendOtp({ phone }, { headers }))
  await resend()
  await guess(wrong(await lastCode(phone)))
  await resend(corrected)
  await guess(wrong(await lastCode(corrected)))
  clock.pass(60 * SECOND)
  await receiverAnswers(corrected, { kind: 'status', status: 500 })
  await resend(corrected)
  await receiverAnswers(corrected, { kind: 'status', status: 200 })
  await resend(corrected)
  const code = await lastCode(corrected)
  await guess(wrong(code))
  await guess(wrong(code, 2))
  await guess(code)
  clock.pass(120 * SECOND)
  await resend(corrected)
  const fresh = await lastCode(corrected)
  const verified = await guess(fresh)
  await guess(fresh)
  await guess(fresh, verified.cookie)
  await resend(corrected)
  await after(call('/users/api/session/', { cookie: verified.cookie }))
  outcomes.push((await textsTo(phone)).length, (await textsTo(corrected)).length)
  return outcomes
}

test.each(Object.keys(EVICTIONS))(
  '[R56] evicting %s after every call changes nothing',
  async (which) => {
    const undisturbed = await signUp(() => Promise.resolve())
    expect(undisturbed).toMatchObject([
      { status: 200, attempts_left: 3, cookie: true },
      { status: 200, attempts_left: 3, cookie: true },
      { error: 'resend_too_soon' },
      { error: 'otp_incorrect', attempts_left: 2 },
      { status: 200, attempts_left: 3, resend_in: 60 },
      { error: 'otp_incorrect', attempts_left: 2 },
      { error: 'sms_unavailable', attempts_left: 2 },
      { status: 200, attempts_left: 2, resend_in: 120 },
      { error: 'otp_incorrect', attempts_left: 1 },
      { error: 'otp_incorrect', attempts_left: 0 },
      { error: 'too_many_attempts' },
      { status: 200, attempts_left: 3 },
      { status: 200, next_step: 2, cookie: true },
      { status: 200, next_step: 2, cookie: true },
      { error: 'already_verified' },
      { error: 'already_verified' },
      { status: 200, step: 2 },
      1,
      4,
    ])
    expect(await signUp(EVICTIONS[which] ?? (() => Promise.reject(new Error(which))))).toEqual(
      undisturbed,
    )
  },
)

const OF_ACCOUNTS: Record<string, Evict> = {
  'the session': ({ sessionId }) => evict(env.SIGNUP_SESSION.getByName(sessionId)),
  'the desk': async ({ accountId }) =>
    accountId !== undefined && evict(env.ACCOUNT_DESK.getByName(accountId)),
  'the object that hashes': ({ phone }) => evict(signInOf(phone)),
  'every object': () => evictAllDurableObjects(),
}

/** From a verified phone to an account and to its end, with an eviction after each call. */
async function openAndClose(evictNow: Evict) {
  const signup = await verifiedSignup()
  const key = newKey()
  const outcomes: unknown[] = []
  let objects: Objects = signup
  const after = async (pending: Promise<Reply>) => {
    const reply = await pending
    const { account_id: accountId } = reply.body
    if (typeof accountId === 'string') objects = { ...objects, accountId }
    outcomes.push({ status: reply.status, error: reply.body['error'] })
    await evictNow(objects)
    return reply
  }
  await after(createAccount(signup))
  await after(giveDetails(signup, { email: 'none' }))
  await after(giveDetails(signup))
  const { body } = await after(call('/users/api/session/', signup))
  outcomes.push(body['answers'])
  await after(createAccount(signup, { password: 'password1' }))
  const made = await after(createAccount(signup, { key, env }))
  await after(createAccount(signup, { key }))
  await after(giveDetails(signup))
  const cookie = accountCookie(made)
  const post = (name: string, more = {}) => call(`/users/api/${name}/`, { cookie, body: more })
  await after(post('withdraw-consent', { purpose: 'offers' }))
  const account = await after(call('/users/api/account/', { cookie }))
  outcomes.push(account.body['data'], (account.body['sessions'] as unknown[]).length)
  await after(post('close-account'))
  await after(call('/users/api/account/', { cookie }))
  return outcomes.map(withoutPhone)
}

/** A phone differs from one signup to another. */
const withoutPhone = (outcome: unknown): unknown =>
  JSON.parse(JSON.stringify(outcome).replaceAll(/•{6} \d{4}/g, '•'))

test.each(Object.keys(OF_ACCOUNTS))(
  'evicting %s after every call changes nothing on the way to an account and to its end',
  async (which) => {
    const undisturbed = await openAndClose(() => Promise.resolve())
    expect(undisturbed).toMatchObject([
      { status: 409, error: 'step_out_of_order' },
      { status: 400, error: 'invalid_email' },
      { status: 200 },
      { status: 200 },
      { email: DETAILS.email },
      { status: 400, error: 'password_common' },
      { status: 201 },
      { status: 201 },
      { status: 404, error: 'session_not_found' },
      { status: 200 },
      { status: 200 },
      [{ item: 'phone' }, {}, {}, {}, {}],
      1,
      { status: 200 },
      { status: 401, error: 'signed_out' },
    ])
    const evictNow = OF_ACCOUNTS[which] ?? (() => Promise.reject(new Error(which)))
    expect(await openAndClose(evictNow)).toEqual(undisturbed)
  },
)
