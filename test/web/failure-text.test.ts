import { expect, test } from 'vitest'
import { failureText } from '../../src/web/lib/failure-text.ts'
import type { Failure } from '../../src/web/lib/replies.ts'

const textOf = (failure: Partial<Failure>, brand = 'Bank') =>
  failureText(brand, { success: false, error: 'internal_error', ...failure })

test('a limit says how long to wait', () => {
  const refused = { message: 'Too many.' }
  expect(textOf({ error: 'rate_limited', retry_after: 3600, ...refused })).toContain('in 1 hour')
  expect(textOf({ error: 'resend_too_soon', retry_after: 20, ...refused })).toContain('in 20 sec')
})

test('what the server says of an error is what the person reads', () => {
  expect(textOf({ error: 'invalid_phone', message: 'Enter another.' })).toBe('Enter another.')
})

test('an answer without words still becomes a sentence', () => {
  expect(textOf({ error: 'unreadable' })).toMatch(/^Something went wrong .*\.$/)
})

test('a bank that is not reached is named', () => {
  expect(textOf({ error: 'unreachable' }, 'Bank & Co')).toContain('could not reach Bank & Co.')
})
