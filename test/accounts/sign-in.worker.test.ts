import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { HASH_SLOT, MOST_WAITING } from '../../src/accounts/hash-queue.ts'

const signInOf = () => env.SIGN_IN.getByName(crypto.randomUUID())

it('a password is hashed where its phone signs in, and nothing is stored', async () => {
  const signIn = signInOf()
  const made = await signIn.hashPassword('correct horse')
  expect(made).toEqual({ ok: true, hash: expect.stringMatching(/^scrypt\$15\$8\$3\$/) })
  const left = await runInDurableObject(signIn, async (_, { storage }) => ({
    entries: [...storage.kv.list()],
    alarm: await storage.getAlarm(),
  }))
  expect(left).toEqual({ entries: [], alarm: null })
})

it('one hash rests after another, however long that took', async () => {
  const ends = await Promise.all(
    Array.from({ length: 4 }, async () => {
      await signInOf().hashPassword('correct horse')
      return performance.now()
    }),
  )
  ends.sort((a, b) => a - b)
  const gaps = ends.slice(1).map((end, i) => end - (ends[i] ?? 0))
  // Beyond the rest each gap holds a hash, which takes some 50 ms at least.
  for (const gap of gaps) expect(gap).toBeGreaterThan(HASH_SLOT)
})

it('of many at once in an isolate some wait, one after the other, and the rest are refused', async () => {
  const start = performance.now()
  const answers = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const answer = await signInOf().hashPassword('correct horse')
      return { answer, at: performance.now() - start }
    }),
  )
  const hashed = answers.filter(({ answer }) => answer.ok)
  const refused = answers.flatMap(({ answer }) => (answer.ok ? [] : [answer]))
  // Those who come while others are hashed find room again.
  expect(hashed.length).toBeGreaterThan(MOST_WAITING)
  expect(refused.length).toBeGreaterThan(0)
  for (const { reason, retryAfter } of refused) {
    expect(reason).toBe('busy')
    expect(retryAfter).toBeGreaterThan(MOST_WAITING * HASH_SLOT)
  }
  // Each began a turn after the one before.
  const last = Math.max(...hashed.map(({ at }) => at))
  expect(last).toBeGreaterThanOrEqual((hashed.length - 1) * HASH_SLOT)
})
