import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  call,
  newKey,
  newPhone,
  receiverAnswers,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { type CallFault, faultyNamespace, objectError } from '../support/faulty.ts'
import { countedFor } from '../support/guard.ts'

const { pass } = stopClock()
afterEach(() => vi.restoreAllMocks())

/** A namespace over a real one: of each call of `method`, by its number from 1, `fault` says what. */
function faulty(
  real: { getByName(name: string): object },
  method: string,
  fault: (nth: number) => CallFault | undefined,
) {
  let calls = 0
  const namespace = faultyNamespace(real, (called) => {
    if (called !== method) return undefined
    calls += 1
    return fault(calls)
  })
  return { namespace, calls: () => calls }
}

const once = (carriedOut: boolean) => (nth: number) =>
  nth === 1 ? { error: objectError({ retryable: true }), carriedOut } : undefined

const unreachable = (marks: Parameters<typeof objectError>[0]) => () => ({
  error: objectError(marks),
  carriedOut: false,
})

const lost = (carriedOut: boolean) => () => ({
  error: objectError({ overloaded: true }),
  carriedOut,
})

const BUSY = { retry_after: 5 }

describe('a session whose answer is lost once', () => {
  it('[R54] counts the guess once', async () => {
    const { sessionId, code } = await start()
    const fault = faulty(env.SIGNUP_SESSION, 'verify', once(true))
    const within = envWith({ SIGNUP_SESSION: fault.namespace })
    const reply = await verifyOtp(sessionId, wrong(code), { env: within })
    expect(fault.calls()).toBe(2)
    expect(reply.body).toMatchObject({ error: 'otp_incorrect', attempts_left: 2 })
    const next = await verifyOtp(sessionId, wrong(code, 2))
    expect(next.body).toMatchObject({ error: 'otp_incorrect', attempts_left: 1 })
  })

  it('verifies once, with the cookie that counts', async () => {
    for (const bearsCookie of [true, false]) {
      const { sessionId, code, cookie } = await start()
      const fault = faulty(env.SIGNUP_SESSION, 'verify', once(true))
      const within = envWith({ SIGNUP_SESSION: fault.namespace })
      const reply = await verifyOtp(sessionId, code, {
        env: within,
        ...(bearsCookie && { cookie }),
      })
      expect(reply.status).toBe(200)
      expect(fault.calls()).toBe(2)
      const session = await call('/users/api/session', { cookie: reply.cookie })
      expect(session.body).toMatchObject({ completed: ['mobile'] })
    }
  })

  it.each([
    ['the cookie', true],
    ['no cookie', false],
  ])('is counted as verified once, and the device trusted, with %s', async (_, bearsCookie) => {
    const { sessionId, code, cookie } = await start()
    const told: string[] = []
    const guard = { trust: async () => told.push('trust') }
    const monitor = { countVerification: async () => told.push('countVerification') }
    const fault = faulty(env.SIGNUP_SESSION, 'verify', once(true))
    const within = envWith({
      SIGNUP_SESSION: fault.namespace,
      PHONE_GUARD: { getByName: () => guard },
      TRAFFIC_MONITOR: { getByName: () => monitor },
    })
    const options = { env: within, ...(bearsCookie && { cookie }) }
    expect((await verifyOtp(sessionId, code, options)).status).toBe(200)
    expect(fault.calls()).toBe(2)
    expect(told.toSorted()).toEqual(['countVerification', 'trust'])
  })

  it('starts once, and one text goes out', async () => {
    const phone = newPhone()
    const fault = faulty(env.SIGNUP_SESSION, 'start', once(true))
    const { sessionId, cookie, code } = await start({
      phone,
      env: envWith({ SIGNUP_SESSION: fault.namespace }),
    })
    expect(fault.calls()).toBe(2)
    expect(await textsTo(phone)).toHaveLength(1)
    expect((await verifyOtp(sessionId, code, { cookie })).status).toBe(200)
  })
})

describe('a phone guard whose answer is lost once', () => {
  it('reserves once: the text is sent', async () => {
    const phone = newPhone()
    const fault = faulty(env.PHONE_GUARD, 'reserve', once(true))
    const reply = await sendOtp({ phone }, { env: envWith({ PHONE_GUARD: fault.namespace }) })
    expect(reply.status).toBe(200)
    expect(fault.calls()).toBe(2)
    expect(await textsTo(phone)).toHaveLength(1)
  })
})

describe('an object that cannot be reached', () => {
  it.each([
    ['retryable', 3],
    ['overloaded', 1],
  ])('[R55] answers 503 where its error is %s, after %i calls', async (mark, calls) => {
    const { sessionId, code } = await start()
    const session = faulty(env.SIGNUP_SESSION, 'verify', unreachable({ [mark]: true }))
    const verified = await verifyOtp(sessionId, code, {
      env: envWith({ SIGNUP_SESSION: session.namespace }),
    })
    expectRefusal(verified, 503, 'temporarily_unavailable', BUSY)
    expect(session.calls()).toBe(calls)
    expect((await verifyOtp(sessionId, code)).status).toBe(200)
  })

  it('sends no text where the guard does not answer, and leaves no session', async () => {
    const phone = newPhone()
    const guard = faulty(env.PHONE_GUARD, 'reserve', unreachable({ overloaded: true }))
    const reply = await sendOtp({ phone }, { env: envWith({ PHONE_GUARD: guard.namespace }) })
    expectRefusal(reply, 503, 'temporarily_unavailable', BUSY)
    expect(await textsTo(phone)).toEqual([])
  })

  it('sends no text where the session does not start, and counts nothing', async () => {
    const phone = newPhone()
    const session = faulty(env.SIGNUP_SESSION, 'start', unreachable({ overloaded: true }))
    const reply = await sendOtp({ phone }, { env: envWith({ SIGNUP_SESSION: session.namespace }) })
    expectRefusal(reply, 503, 'temporarily_unavailable', BUSY)
    expect(await textsTo(phone)).toEqual([])
    expect((await sendOtp({ phone })).status).toBe(200)
  })

  it.each([
    ['the session in a resend', false],
    ['the guard that the session asks, whose answer is lost,', true],
  ])('has no 503 of %s kept under its key', async (_, ofTheGuard) => {
    const { phone, sessionId } = await start()
    const guard = faulty(env.PHONE_GUARD, 'reserve', lost(true))
    const session = faulty(env.SIGNUP_SESSION, 'resend', lost(false))
    const stub = env.SIGNUP_SESSION.getByName(sessionId)
    const mend = ofTheGuard
      ? await bindWithin(stub, envWith({ PHONE_GUARD: guard.namespace }))
      : undefined
    const within = ofTheGuard ? env : envWith({ SIGNUP_SESSION: session.namespace })
    const body = { phone, session_id: sessionId }
    const headers = { 'Idempotency-Key': newKey() }
    pass(30_000)
    const failed = await sendOtp(body, { headers, env: within })
    expectRefusal(failed, 503, 'temporarily_unavailable', BUSY)
    await mend?.()
    pass(30_000)
    const retried = await sendOtp(body, { headers })
    expect({ status: retried.status, texts: (await textsTo(phone)).length }).toEqual({
      status: 200,
      texts: 2,
    })
  })

  it('has no 503 of a signup kept under its key where the answer of the guard is lost, and counts it', async () => {
    const [phone, headers] = [newPhone(), { 'Idempotency-Key': newKey() }]
    const guard = faulty(env.PHONE_GUARD, 'reserve', lost(true))
    const within = envWith({ PHONE_GUARD: guard.namespace })
    const failed = await sendOtp({ phone }, { headers, env: within })
    expectRefusal(failed, 503, 'temporarily_unavailable', BUSY)
    expect(await countedFor(phone)).toBe(1)
    pass(30_000)
    expect((await sendOtp({ phone }, { headers })).status).toBe(200)
    expect(await textsTo(phone)).toHaveLength(1)
  })

  it('answers 404 under the key of a text that was refused, where the guard could not be told', async () => {
    const [phone, headers] = [newPhone(), { 'Idempotency-Key': newKey() }]
    await receiverAnswers(phone, { kind: 'status', status: 500 })
    const guard = faulty(env.PHONE_GUARD, 'commitSend', unreachable({ overloaded: true }))
    const within = envWith({ PHONE_GUARD: guard.namespace })
    const failed = await sendOtp({ phone }, { headers, env: within })
    expectRefusal(failed, 503, 'temporarily_unavailable', BUSY)
    pass(30_000)
    expectRefusal(await sendOtp({ phone }, { headers }), 404, 'session_not_found')
  })

  it.each([
    ['without a key', {}],
    ['under a key', { 'Idempotency-Key': newKey() }],
  ])('gives the good answer although the counts after it fail, %s', async (_, headers) => {
    const unheard = vi.fn<(event: Event) => void>()
    addEventListener('unhandledrejection', unheard)
    const guard = faulty(env.PHONE_GUARD, 'commitSend', unreachable({ overloaded: true }))
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const phone = newPhone()
    const within = envWith({ PHONE_GUARD: guard.namespace })
    expect((await sendOtp({ phone }, { env: within, headers })).status).toBe(200)
    expect(log.mock.calls.join()).toContain('"task_failed"')
    expect((await sendOtp({ phone })).status).toBe(429)
    removeEventListener('unhandledrejection', unheard)
    expect(unheard).not.toHaveBeenCalled()
  })

  it('answers 500 where the guard that a session asks has a bug', async () => {
    const { phone, sessionId } = await start()
    const guard = faulty(env.PHONE_GUARD, 'reserve', unreachable({}))
    const stub = env.SIGNUP_SESSION.getByName(sessionId)
    await bindWithin(stub, envWith({ PHONE_GUARD: guard.namespace }))
    pass(30_000)
    const reply = await sendOtp({ phone, session_id: sessionId })
    expectRefusal(reply, 500, 'internal_error')
    expect(guard.calls()).toBe(1)
  })

  it('answers 500 where the object has a bug', async () => {
    const { sessionId, code } = await start()
    const session = faulty(env.SIGNUP_SESSION, 'verify', unreachable({}))
    const reply = await verifyOtp(sessionId, code, {
      env: envWith({ SIGNUP_SESSION: session.namespace }),
    })
    expectRefusal(reply, 500, 'internal_error')
    expect(session.calls()).toBe(1)
  })
})
