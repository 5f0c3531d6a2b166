import { expect, test } from 'vitest'
import { trackIntents } from '../../src/web/intent.ts'

test('the same wish keeps its key until it is settled', () => {
  const intents = trackIntents()
  const key = intents.keyFor('send to A')
  expect(key).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(intents.keyFor('send to A')).toBe(key)
  intents.settle()
  expect(intents.keyFor('send to A')).not.toBe(key)
})

test('a key is 128 bits in letters that a header takes, whatever the bits', () => {
  const intents = trackIntents()
  const keys = Array.from({ length: 500 }, (_, i) => intents.keyFor(`send to ${i}`))
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(new Set(keys).size).toBe(500)
})

test('another wish has another key', () => {
  const intents = trackIntents()
  expect(intents.keyFor('send to A')).not.toBe(intents.keyFor('send to B'))
})
