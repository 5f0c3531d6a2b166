import { expect, test } from 'vitest'
import { idempotencyKeys } from '../../src/web/lib/idempotency-keys.ts'

test('a request keeps its key until it is complete, and another request has another', () => {
  const keys = idempotencyKeys()
  const key = keys.keyFor('send to A')
  expect(keys.keyFor('send to A')).toBe(key)
  keys.complete()
  expect(keys.keyFor('send to A')).not.toBe(key)
  expect(keys.keyFor('send to B')).not.toBe(keys.keyFor('send to A'))
})

test('a key is 128 bits in letters that a header takes, whatever the bits', () => {
  const store = idempotencyKeys()
  const keys = Array.from({ length: 500 }, (_, i) => store.keyFor(`send to ${i}`))
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(new Set(keys).size).toBe(500)
})
