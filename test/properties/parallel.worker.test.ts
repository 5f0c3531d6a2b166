import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { SECOND } from '../../src/platform/time.ts'
import {
  type Call,
  callAtOnce,
  newPhone,
  type Reply,
  sendOtp,
  start,
  textsTo,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { stopClock } from '../support/clock.ts'

const clock = stopClock()

const SEND = '/users/api/send-otp/'
const VERIFY = '/users/api/verify-otp/'

const times = (count: number, one: (index: number) => Call): readonly Call[] =>
  Array.from({ length: count }, (_, index) => one(index))

const tally = (replies: readonly Reply[]) =>
  replies.reduce<Record<string, number>>((counts, { status, body }) => {
    const outcome = status === 200 ? 'ok' : String(body.error)
    return { ...counts, [outcome]: (counts[outcome] ?? 0) + 1 }
  }, {})

/** The guesses that the session itself says were evaluated. */
const evaluated = (sessionId: string): Promise<number> =>
  runInDurableObject(env.SIGNUP_SESSION.getByName(sessionId), (_, state) => {
    const stored = state.storage.kv.get<{ challenge: { issue: { attempts: number } } }>('session')
    return stored?.challenge.issue.attempts ?? 0
  })

test('[R5] of 200 wrong guesses at once, three are evaluated', async () => {
  const { sessionId, code } = await start()
  const guess = (by: number) => ({ session_id: sessionId, otp_code: wrong(code, by + 1) })
  const replies = await callAtOnce(
    VERIFY,
    times(200, (by) => ({ body: guess(by) })),
  )
  expect(tally(replies)).toEqual({ otp_incorrect: 3, too_many_attempts: 197 })
  const left = replies.filter(({ status }) => status === 400).map(({ body }) => body.attempts_left)
  expect(new Set(left)).toEqual(new Set([0, 1, 2]))
  expect(await evaluated(sessionId)).toBe(3)
})

test('[R4] of 50 right guesses at once without the cookie, one verifies and 49 are told so', async () => {
  const { sessionId, code } = await start()
  const body = { session_id: sessionId, otp_code: code }
  const replies = await callAtOnce(
    VERIFY,
    times(50, () => ({ body })),
  )
  expect(tally(replies)).toEqual({ ok: 1, already_verified: 49 })
  expect(await evaluated(sessionId)).toBe(1)
})

test('of 50 right guesses at once with the cookie, the one and three repeats get one new cookie', async () => {
  const { sessionId, code, cookie } = await start()
  const body = { session_id: sessionId, otp_code: code }
  const replies = await callAtOnce(
    VERIFY,
    times(50, () => ({ body, cookie })),
  )
  expect(tally(replies)).toEqual({ ok: 4, already_verified: 46 })
  const cookies = replies.flatMap((reply) => (reply.cookie === undefined ? [] : [reply.cookie]))
  expect(new Set(cookies).size).toBe(1)
  expect(await evaluated(sessionId)).toBe(1)
})

test('[R32] of 20 resends at once, one texts', async () => {
  const { sessionId, phone } = await start()
  clock.pass(30 * SECOND)
  const body = { session_id: sessionId, phone }
  const replies = await callAtOnce(
    SEND,
    times(20, () => ({ body })),
  )
  const { ok, in_progress: inProgress = 0, resend_too_soon: tooSoon = 0 } = tally(replies)
  expect([ok, inProgress + tooSoon]).toEqual([1, 19])
  expect(await textsTo(phone)).toHaveLength(2)
})

test('[R27] of 100 sends at once for one phone from 100 addresses, one texts', async () => {
  const phone = newPhone()
  const replies = await callAtOnce(
    SEND,
    times(100, () => ({ body: { phone } })),
  )
  expect(tally(replies)).toEqual({ ok: 1, rate_limited: 99 })
  expect(await textsTo(phone)).toHaveLength(1)
})

test('of 20 sends at once under one idempotency key, one texts and none gets another session', async () => {
  const phone = newPhone()
  const key = crypto.randomUUID()
  const replies = await callAtOnce(
    SEND,
    times(20, () => ({ body: { phone }, headers: { 'Idempotency-Key': key } })),
  )
  expect(Object.keys(tally(replies)).toSorted()).not.toContain('rate_limited')
  const sessions = replies.flatMap(({ body }) => body.session_id ?? [])
  expect(new Set(sessions).size).toBe(1)
  expect(await textsTo(phone)).toHaveLength(1)
})

test('[R8] sends and guesses at once on a locked session without budget give not one guess more', async () => {
  const { sessionId, phone, code } = await start()
  // Four other signups, from other addresses, use up the phone's hour.
  for (let text = 2; text <= 5; text++) {
    clock.pass(30 * SECOND)
    expect((await sendOtp({ phone })).status).toBe(200)
  }
  for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
  clock.pass(300 * SECOND)

  const send = () =>
    callAtOnce(
      SEND,
      times(50, () => ({ body: { session_id: sessionId, phone } })),
    )
  const guess = (by: number) => ({ session_id: sessionId, otp_code: wrong(code, by) })
  const guesses = () =>
    callAtOnce(
      VERIFY,
      times(50, (by) => ({ body: guess(by) })),
    )
  const [sent, guessed, guessedToo] = await Promise.all([send(), guesses(), guesses()])

  // One asks the phone's guard, and those that come meanwhile are told so.
  const { rate_limited: limited = 0, in_progress: waiting = 0 } = tally(sent)
  expect(limited).toBeGreaterThan(0)
  expect(limited + waiting).toBe(50)
  expect(tally([...guessed, ...guessedToo])).toEqual({ too_many_attempts: 100 })
  expect(await evaluated(sessionId)).toBe(3)
  expect(await textsTo(phone)).toHaveLength(5)
})

test('[R50] sends and guesses at once on a locked session with budget give three guesses for one text', async () => {
  const { sessionId, phone, code } = await start()
  for (const by of [1, 2, 3]) await verifyOtp(sessionId, wrong(code, by))
  clock.pass(30 * SECOND)
  const send = () =>
    callAtOnce(
      SEND,
      times(20, () => ({ body: { session_id: sessionId, phone } })),
    )
  // Nobody knows the new code: the three guesses hit it three times in a million.
  const guess = (by: number) => ({ session_id: sessionId, otp_code: wrong(code, by + 1) })
  const guesses = () =>
    callAtOnce(
      VERIFY,
      times(99, (by) => ({ body: guess(by) })),
    )
  const [sent, guessed] = await Promise.all([send(), guesses()])
  const later = await guesses()

  expect(tally(sent).ok).toBe(1)
  expect(tally([...guessed, ...later]).otp_incorrect).toBe(3)
  expect(await textsTo(phone)).toHaveLength(2)
})
