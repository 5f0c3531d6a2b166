import { evictAllDurableObjects, evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { configOf } from '../../src/config.ts'
import { hmac } from '../../src/platform/secrets.ts'
import { SECOND } from '../../src/platform/time.ts'
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

const clock = stopClock()

type Evict = (objects: { sessionId: string; phone: string }) => Promise<unknown>

const guardOf = (phone: string) =>
  env.PHONE_GUARD.getByName(hmac(configOf(env).indexKeys.phoneName, phone))

/** An object that no call has woken since it was last evicted has nothing left to evict. */
const evictRunning = (stub: DurableObjectStub) =>
  evictDurableObject(stub).catch((error: unknown) => {
    if (!String(error).includes('not currently running')) throw error
  })

const EVICTIONS: Record<string, Evict> = {
  'the session': ({ sessionId }) => evictRunning(env.SIGNUP_SESSION.getByName(sessionId)),
  "the phone's guard": ({ phone }) => evictRunning(guardOf(phone)),
  'every object': () => evictAllDurableObjects(),
}

/** What the person sees of a reply, without what differs from one signup to another. */
const seen = ({ status, body, cookie }: Reply) => {
  const { session_id: _id, phone: _phone, ...rest } = body
  return { status, ...rest, cookie: cookie !== undefined }
}

/** A signup through every turn it can take, with an eviction after each call. */
async function signUp(evict: Evict) {
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
    await evict({ sessionId, phone: of })
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
