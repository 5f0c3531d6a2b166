import { expect, test } from 'vitest'
import { refusalText } from '../../src/web/signup/screens/code-wording.ts'

const textOf = (error: 'otp_incorrect' | 'otp_expired' | 'too_many_attempts', left?: number) =>
  refusalText('Bank', { success: false, error, message: 'A new OTP.', attempts_left: left })

test('what is left after a wrong code is counted in words that agree', () => {
  expect(textOf('otp_incorrect', 2)).toContain('2 tries left')
  expect(textOf('otp_incorrect', 1)).toContain('1 try left')
  expect(textOf('otp_incorrect', 0)).toContain('No tries are left')
})

test('of a code that no longer works it says where to ask for another', () => {
  expect(textOf('otp_expired')).toContain('Ask for another text below.')
  expect(textOf('too_many_attempts')).toContain('Ask for another text below.')
})
