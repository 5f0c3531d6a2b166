import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import {
  call,
  lastCode,
  newPhone,
  sendOtp,
  start,
  type Started,
  textsTo,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { stopClock } from '../support/clock.ts'
import { expectRefusal } from '../support/contract.ts'
import { countedFor } from '../support/guard.ts'

const { pass } = stopClock()

const SESSION = '/users/api/session/'

const read = (cookie: string | undefined) => call(SESSION, { cookie })

const change = ({ sessionId }: Started, phone: string, cookie?: string) =>
  sendOtp({ phone, session_id: sessionId }, { cookie })

/** Nothing of a verified session is to be had with this cookie. */
async function expectDead(signup: Started, cookie: string | undefined) {
  const { sessionId, code, phone } = signup
  expectRefusal(await read(cookie), 404, 'session_not_found')
  const other = newPhone()
  expectRefusal(await change(signup, other, cookie), 404, 'session_not_found')
  expect(await textsTo(other)).toEqual([])
  const resent = await change(signup, phone, cookie)
  expectRefusal(resent, 409, 'already_verified', { next_step: 2 })
  const guessed = await verifyOtp(sessionId, wrong(code), { cookie })
  expectRefusal(guessed, 409, 'already_verified', { next_step: 2 })
}

describe('session fixation', () => {
  it('[R41] gains nothing by a cookie that the attacker planted before the victim verified', async () => {
    const planted = await start()
    const victim = await verifyOtp(planted.sessionId, planted.code, { cookie: planted.cookie })
    expect(victim.status).toBe(200)
    expect(victim.cookie).not.toBe(planted.cookie)
    await expectDead(planted, planted.cookie)
    expect((await read(victim.cookie)).body).toMatchObject({ step: 2 })
  })

  it('gains nothing by a session id that the attacker planted', async () => {
    const planted = await start()
    const victim = await verifyOtp(planted.sessionId, planted.code)
    expect(victim.status).toBe(200)
    await expectDead(planted, planted.cookie)
    const replayed = await verifyOtp(planted.sessionId, planted.code, { cookie: planted.cookie })
    expectRefusal(replayed, 409, 'already_verified', { next_step: 2 })
    expect((await read(victim.cookie)).body).toMatchObject({ step: 2 })
  })

  it('gains nothing by a session whose phone the victim corrects to their own', async () => {
    const planted = await start()
    const victim = newPhone()
    expect((await change(planted, victim, planted.cookie)).status).toBe(200)
    const code = await lastCode(victim)
    const verified = await verifyOtp(planted.sessionId, code, { cookie: planted.cookie })
    expect(verified.status).toBe(200)
    await expectDead({ ...planted, phone: victim, code }, planted.cookie)
  })

  it('cannot choose a token: a cookie of the id and a token of its own opens nothing', async () => {
    const { sessionId } = await start()
    expectRefusal(
      await read(`__Host-signup=${sessionId}.${'A'.repeat(43)}`),
      404,
      'session_not_found',
    )
  })
})

describe('the former cookie of a verified session', () => {
  it('opens nothing, once its replays are used up and once their minute is over', async () => {
    const [often, late] = [await start(), await start()]
    for (const { sessionId, code, cookie } of [often, late]) {
      expect((await verifyOtp(sessionId, code, { cookie })).status).toBe(200)
    }
    for (let times = 0; times < 3; times++) {
      const again = await verifyOtp(often.sessionId, often.code, { cookie: often.cookie })
      expect(again.status).toBe(200)
    }
    const fourth = await verifyOtp(often.sessionId, often.code, { cookie: often.cookie })
    expectRefusal(fourth, 409, 'already_verified', { next_step: 2 })
    await expectDead(often, often.cookie)
    pass(60_000)
    const tooLate = await verifyOtp(late.sessionId, late.code, { cookie: late.cookie })
    expectRefusal(tooLate, 409, 'already_verified', { next_step: 2 })
    await expectDead(late, late.cookie)
  })

  it('does not get the new cookie by a guess, however soon', async () => {
    const { sessionId, code, cookie } = await start()
    await verifyOtp(sessionId, code, { cookie })
    for (const by of [1, 2, 3, 4]) {
      const guessed = await verifyOtp(sessionId, wrong(code, by), { cookie })
      expectRefusal(guessed, 409, 'already_verified', { next_step: 2 })
    }
  })
})

describe('the id of a session, without its cookie', () => {
  it('does not change the phone, and does not hold the guard of the other one', async () => {
    const signup = await start()
    const other = newPhone()
    for (let times = 0; times < 3; times++) {
      pass(30_000)
      expectRefusal(await change(signup, other), 404, 'session_not_found')
    }
    expect(await countedFor(other)).toBe(0)
    expect((await read(signup.cookie)).body).toMatchObject({
      phone: `+91 •••••• ${signup.phone.slice(-4)}`,
    })
  })

  it('does not hold the guard of its phone without a text', async () => {
    const signup = await start()
    for (let times = 0; times < 10; times++) {
      expect((await change(signup, signup.phone)).body.error).toBe('resend_too_soon')
    }
    expect(await countedFor(signup.phone)).toBe(1)
    pass(30_000)
    expect((await change(signup, signup.phone)).status).toBe(200)
    expect(await countedFor(signup.phone)).toBe((await textsTo(signup.phone)).length)
  })

  it('does not void a live code: what is texted again is the same one', async () => {
    const signup = await start()
    for (const wait of [30_000, 60_000]) {
      pass(wait)
      expect((await change(signup, signup.phone)).status).toBe(200)
    }
    const { sessionId, code, cookie } = signup
    expect((await verifyOtp(sessionId, code, { cookie })).status).toBe(200)
  })

  it('locks a code by three guesses, but the owner goes on with the next', async () => {
    const signup = await start()
    const { sessionId, phone, code, cookie } = signup
    for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
    expect((await read(cookie)).body).toMatchObject({ step: 1, attempts_left: 0 })
    pass(30_000)
    expect((await change(signup, phone, cookie)).status).toBe(200)
    expect((await verifyOtp(sessionId, await lastCode(phone), { cookie })).status).toBe(200)
  })

  it('does not end a verified session, nor read it', async () => {
    const signup = await start()
    const { sessionId, code, phone } = signup
    const { cookie } = await verifyOtp(sessionId, code, { cookie: signup.cookie })
    for (const by of [0, 1, 2, 3, 4]) await verifyOtp(sessionId, wrong(code, by))
    pass(30_000)
    await change(signup, phone)
    await expectDead(signup, undefined)
    expect((await read(cookie)).body).toMatchObject({ step: 2 })
  })

  it('learns of a code its timers, and nothing of the phone', async () => {
    const { sessionId, code, phone } = await start()
    const guessed = await verifyOtp(sessionId, wrong(code))
    expect(Object.keys(guessed.body).toSorted()).toEqual(
      ['attempts_left', 'error', 'expires_in', 'message', 'resend_in', 'success'].toSorted(),
    )
    const asked = await sendOtp({ phone: newPhone(), session_id: sessionId })
    expect(JSON.stringify([guessed.body, asked.body])).not.toContain(phone.slice(-4))
  })
})

describe("another session's stored record", () => {
  it('is none of this session: its phone, sealed for the other, does not open here', async () => {
    const [{ sessionId }, other] = [await start(), await start()]
    const { SIGNUP_SESSION: sessions } = env
    const record = await runInDurableObject(
      sessions.getByName(other.sessionId),
      (_, { storage: { kv } }) => kv.get('session'),
    )
    await runInDurableObject(sessions.getByName(sessionId), (_, { storage: { kv } }) =>
      kv.put('session', record),
    )
    expect((await read(other.cookie)).status).toBe(200)
    const moved = other.cookie.replace(other.sessionId, sessionId)
    expectRefusal(await read(moved), 404, 'session_not_found')
  })
})

describe("another session's cookie", () => {
  it('is no cookie of this session: it changes no phone and gets no replay', async () => {
    const [signup, stranger] = [await start(), await start()]
    const other = newPhone()
    expectRefusal(await change(signup, other, stranger.cookie), 404, 'session_not_found')
    expect(await countedFor(other)).toBe(0)
    const { sessionId, code, cookie } = signup
    await verifyOtp(sessionId, code, { cookie })
    const replayed = await verifyOtp(sessionId, code, { cookie: stranger.cookie })
    expectRefusal(replayed, 409, 'already_verified', { next_step: 2 })
  })

  it('gets no replay by its token under the id of this session', async () => {
    const [{ sessionId, code, cookie }, stranger] = [await start(), await start()]
    await verifyOtp(sessionId, code, { cookie })
    const swapped = stranger.cookie.replace(stranger.sessionId, sessionId)
    const replayed = await verifyOtp(sessionId, code, { cookie: swapped })
    expectRefusal(replayed, 409, 'already_verified', { next_step: 2 })
  })

  it('stays good for its own session, where it comes with the code of this one', async () => {
    const [signup, stranger] = [await start(), await start()]
    const { sessionId, code } = signup
    const verified = await verifyOtp(sessionId, code, { cookie: stranger.cookie })
    expect(verified.cookie).toContain(sessionId)
    expect((await read(stranger.cookie)).body).toMatchObject({ session_id: stranger.sessionId })
    expectRefusal(await read(signup.cookie), 404, 'session_not_found')
  })
})
