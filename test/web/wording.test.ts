import { expect, test } from 'vitest'
import { failureText, wrongCodeText } from '../../src/web/lib/wording.ts'

test('what is left after a wrong code is counted in words that agree', () => {
  expect(wrongCodeText(2)).toContain('2 tries left')
  expect(wrongCodeText(1)).toContain('1 try left')
  expect(wrongCodeText(0)).toContain('No tries are left')
})

test('a limit says how long to wait', () => {
  expect(failureText('Bank', 'rate_limited', 3600)).toContain('in 1 hour')
  expect(failureText('Bank', 'resend_too_soon', 20)).toContain('in 20 seconds')
})

test('an error nobody foresaw still becomes a sentence', () => {
  expect(failureText('Bank', 'constructor')).toMatch(/^Something went wrong .*\.$/)
})

test('a bank that is not reached is named', () => {
  expect(failureText('Bank & Co', 'unreachable')).toContain('could not reach Bank & Co.')
})
