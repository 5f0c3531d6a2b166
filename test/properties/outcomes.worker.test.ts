import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { configOf } from '../../src/config.ts'
import { mintSessionId } from '../../src/signup/session-id.ts'
import { start, verifyOtp, wrong } from '../support/app.ts'
import { send } from '../support/challenge.ts'
import { newGuard } from '../support/guard.ts'

const guess = (code: string) => ({
  id: crypto.randomUUID(),
  code,
  issue: undefined,
  token: undefined,
  freshToken: 'x'.repeat(43),
})

const session = (id: string) => env.SIGNUP_SESSION.getByName(id)

describe('what an object refuses', () => {
  it('[R60] is a value with its reason, of a session that is not there', async () => {
    const none = session(mintSessionId(configOf(env).indexKeys.sessionId))
    const refused = { ok: false, reason: 'session_not_found' }
    expect(await none.verify(guess('123456'))).toEqual(refused)
    expect(await none.status({})).toEqual(refused)
    expect(await none.resend(send())).toEqual(refused)
  })

  it('[R60] is a value with its reason, of one that is', async () => {
    const { sessionId, code } = await start()
    const stub = session(sessionId)
    const reasons: unknown[] = []
    for (const by of [1, 2, 3, 4]) reasons.push(await stub.verify(guess(wrong(code, by))))
    expect(reasons).toMatchObject([
      { ok: false, reason: 'otp_incorrect' },
      { ok: false, reason: 'otp_incorrect' },
      { ok: false, reason: 'otp_incorrect' },
      { ok: false, reason: 'too_many_attempts' },
    ])
    const other = await start()
    await verifyOtp(other.sessionId, other.code)
    expect(await session(other.sessionId).verify(guess(other.code))).toMatchObject({
      ok: false,
      reason: 'already_verified',
    })
  })

  it('[R60] is a value with its reason, of a phone at its limit or a key in use', async () => {
    const guard = newGuard()
    const key = { value: 'v', hash: 'h', body: 'b' }
    const reserve = (id: string, more: object = {}) => guard.reserve(send({ id, ...more }))
    expect(await reserve('first', { key })).toMatchObject({ ok: true })
    const refused = [
      await reserve('second'),
      await reserve('third', { key }),
      await reserve('fourth', { key: { ...key, body: 'other' } }),
    ]
    expect(refused).toMatchObject([
      { ok: false, reason: 'phone_limited' },
      { ok: false, reason: 'in_progress' },
      { ok: false, reason: 'another_body' },
    ])
  })
})
