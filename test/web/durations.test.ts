import { expect, test } from 'vitest'
import { asClock, secondsUntil } from '../../src/web/lib/durations.ts'

test('the seconds until a deadline are whole, rounded up, and never negative', () => {
  expect(secondsUntil(10_000, 0)).toBe(10)
  expect(secondsUntil(10_000, 1)).toBe(10)
  expect(secondsUntil(10_000, 9_999)).toBe(1)
  expect(secondsUntil(10_000, 10_000)).toBe(0)
  expect(secondsUntil(10_000, 99_000)).toBe(0)
})

test.each([
  [0, '0:00'],
  [9, '0:09'],
  [60, '1:00'],
  [299, '4:59'],
])('%i seconds look like %s', (seconds, text) => {
  expect(asClock(seconds)).toBe(text)
})
