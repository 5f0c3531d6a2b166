import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { PhoneGuard } from '../../src/guard/guard.ts'
import type { Send } from '../../src/otp/send.ts'
import { HOUR, SECOND } from '../../src/platform/time.ts'
import {
  call,
  lastCode,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { send } from '../support/challenge.ts'
import { stopClock } from '../support/clock.ts'
import { countedFor } from '../support/guard.ts'
import { holdAnswers } from '../support/texting.ts'

const clock = stopClock()
afterEach(() => vi.restoreAllMocks())

test('a session that is reached by another id than a name is a bug, which throws', async () => {
  const { SIGNUP_SESSION } = env
  const nameless = SIGNUP_SESSION.get(SIGNUP_SESSION.newUniqueId())
  const reached = runInDurableObject(nameless, () => undefined)
  await expect(reached).rejects.toThrow('reached by its id as a name')
})

describe('a start', () => {
  const guess = {
    id: 'guess',
    code: '000000',
    issue: undefined,
    token: undefined,
    freshToken: 'x'.repeat(43),
  }

  test.each([
    ['that was guessed at is not', true],
    ['that nobody guessed at is', false],
  ])('%s taken back', async (_, isGuessed) => {
    const first = send({ sessionId: crypto.randomUUID(), route: ['webhook'] })
    const session = env.SIGNUP_SESSION.getByName(first.sessionId)
    const { token } = await session.start(first)
    if (isGuessed) await session.verify(guess)
    expect(await session.discard(first.id)).toBe(!isGuessed)
    expect(await session.status({ token })).toMatchObject({ ok: isGuessed })
  })
})

describe('a resend', () => {
  test("lets no other of its session ask a guard while it waits for the phone's", async () => {
    const { phone, sessionId, cookie } = await start()
    const [reached, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let asked = 0
    const getByName = (name: string) => ({
      reserve: async (one: Send) => {
        asked += 1
        reached.resolve()
        if (asked === 1) await answered.promise
        return env.PHONE_GUARD.getByName(name).reserve(one)
      },
    })
    const session = env.SIGNUP_SESSION.getByName(sessionId)
    await bindWithin(session, envWith({ PHONE_GUARD: { getByName } }))
    clock.pass(30 * SECOND)
    const first = sendOtp({ phone, session_id: sessionId })
    await reached.promise
    for (const other of [phone, newPhone()]) {
      const reply = await sendOtp({ phone: other, session_id: sessionId }, { cookie })
      expect(reply).toMatchObject({ status: 409, body: { error: 'in_progress' } })
    }
    answered.resolve()
    expect((await first).status).toBe(200)
    expect(asked).toBe(1)
  })

  test('delivered twice brings one code, and is reserved once', async () => {
    const { phone: e164, sessionId, code } = await start()
    const phone = { e164, country: 'IN' } as const
    const again = send({ id: crypto.randomUUID(), sessionId, phone, route: ['webhook'] })
    const session = env.SIGNUP_SESSION.getByName(sessionId)
    clock.pass(30 * SECOND)
    const first = await session.resend(again)
    expect(first).toMatchObject({ ok: true, code, maxTexts: 1 })
    expect(await session.resend(again)).toEqual(first)
    expect(await countedFor(e164)).toBe(2)
  })

  test('to a phone verified while its guard was asked leaves no text reserved there', async () => {
    const { phone, sessionId, code } = await start()
    const getByName = (name: string) => ({
      reserve: async (one: Send) => {
        const reserved = await env.PHONE_GUARD.getByName(name).reserve(one)
        await verifyOtp(sessionId, code)
        return reserved
      },
      commitSend: (...how: Parameters<PhoneGuard['commitSend']>) =>
        env.PHONE_GUARD.getByName(name).commitSend(...how),
    })
    const session = env.SIGNUP_SESSION.getByName(sessionId)
    await bindWithin(session, envWith({ PHONE_GUARD: { getByName } }))
    clock.pass(30 * SECOND)
    const reply = await sendOtp({ phone, session_id: sessionId })
    expect(reply).toMatchObject({ status: 409, body: { error: 'already_verified' } })
    expect((await sendOtp({ phone })).status).toBe(200)
  })
})

/** A change of the phone whose text is at the gateway, which will refuse it. */
async function changing() {
  const { sessionId, cookie } = await start()
  const phone = newPhone()
  await receiverAnswers(phone, { kind: 'status', status: 500 })
  const { reached, release } = holdAnswers()
  const refused = sendOtp({ phone, session_id: sessionId }, { cookie })
  await reached
  const code = await lastCode(phone)
  const end = () => {
    release()
    return refused
  }
  return { phone, sessionId, code, end }
}

describe('a text that its gateway refuses', () => {
  test('counts for its phone where its new code was guessed at', async () => {
    const { phone, sessionId, code, end } = await changing()
    await verifyOtp(sessionId, wrong(code))
    expect((await end()).status).toBe(503)
    expect(await countedFor(phone)).toBe(1)
  })

  test('counts where its session is over by then', async () => {
    const { phone, end } = await changing()
    clock.pass(HOUR)
    expect(await end()).toMatchObject({ status: 503, body: { error: 'sms_unavailable' } })
    expect(await countedFor(phone)).toBe(1)
  })

  test('[R50] leaves its phone verified where that was first, and counts', async () => {
    const { phone, sessionId, code, end } = await changing()
    const pending = verifyOtp(sessionId, code)
    const [{ status, cookie }, refused] = [await pending, await end()]
    expect([status, refused.status]).toEqual([200, 503])
    expect(await call('/users/api/session/', { cookie })).toMatchObject({
      body: { step: 2, phone: `+91 •••••• ${phone.slice(-4)}` },
    })
    expect((await sendOtp({ phone })).body.error).toBe('rate_limited')
  })
})

test.each([{ kind: 'reset' }, { kind: 'slow_body' }, { kind: 'status', status: 504 }] as const)(
  '[R52] a text that may have gone out counts as sent: $kind',
  async (behaviour) => {
    const phone = newPhone()
    await receiverAnswers(phone, behaviour)
    const reply = await sendOtp({ phone })
    expect(reply.status).toBe(200)
    expect((await sendOtp({ phone })).body.error).toBe('rate_limited')
    const verified = await verifyOtp(reply.body.session_id, await lastCode(phone))
    expect(verified.status).toBe(200)
  },
)
