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

test('another wish has another key', () => {
  const intents = trackIntents()
  expect(intents.keyFor('send to A')).not.toBe(intents.keyFor('send to B'))
})
