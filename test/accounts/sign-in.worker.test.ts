import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, expect, it, vi } from 'vitest'
import { LONGEST_WAIT, MOST_WAITING } from '../../src/accounts/hash-queue.ts'
import { SECOND } from '../../src/platform/time.ts'
import { skipWaits } from '../support/skip-waits.ts'

afterEach(() => vi.restoreAllMocks())

const signInOf = () => env.SIGN_IN.getByName(crypto.randomUUID())

const HASHED = { ok: true, hash: expect.stringMatching(/^scrypt\$15\$8\$3\$/) }

it('a password is hashed where its phone signs in, and nothing is stored', async () => {
  const signIn = signInOf()
  expect(await signIn.hashPassword('correct horse')).toEqual(HASHED)
  const left = await runInDurableObject(signIn, async (_, { storage }) => ({
    entries: [...storage.kv.list()],
    alarm: await storage.getAlarm(),
  }))
  expect(left).toEqual({ entries: [], alarm: null })
})

it('of many at once in an isolate some wait, with a rest before each, and the others are told when to come', async () => {
  skipWaits()
  const answers = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const answer = await signInOf().hashPassword('correct horse')
      return { answer, at: performance.now() }
    }),
  )
  const ends = answers.flatMap(({ answer, at }) => (answer.ok ? at : [])).toSorted((a, b) => a - b)
  expect(ends.length).toBeGreaterThanOrEqual(MOST_WAITING)
  const gaps = ends.slice(1).map((end, i) => end - (ends[i] ?? 0))
  // A hash takes 50 ms at least, and the rest is twenty times as long.
  for (const gap of gaps) expect(gap).toBeGreaterThan(20 * 50)
  const told = answers.flatMap(({ answer }) => (answer.ok ? [] : answer.retryAfter))
  expect(told.length).toBeGreaterThan(0)
  expect(new Set(told).size).toBe(6 - ends.length)
})

it('a password whose turn does not come in time is not hashed, and told when to come', async () => {
  skipWaits()
  // Whatever comes of this one, the isolate rests then.
  await signInOf().hashPassword('correct horse')
  vi.restoreAllMocks()
  skipWaits(LONGEST_WAIT)
  const answer = await signInOf().hashPassword('correct horse')
  expect(answer).toEqual({ ok: false, reason: 'busy', retryAfter: expect.any(Number) })
  expect(!answer.ok && answer.retryAfter).toBeGreaterThan(SECOND)
})
