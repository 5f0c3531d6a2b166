import { expect, test } from 'vitest'
import { deadlines, isUsable, mayBeSame, type LiveCode } from '../../src/web/live-code.ts'

const code: LiveCode = {
  sessionId: 'a1b2c3d4-e5f6-8890-abcd-ef1234567890',
  maskedPhone: '+91 •••••• 3210',
  phone: undefined,
  expiresAt: 300_000,
  resendAt: 30_000,
  attemptsLeft: 3,
}

test('timers become deadlines, and those a reply lacks are left out', () => {
  expect(deadlines({ expires_in: 300, resend_in: 30, attempts_left: 2 }, 1000)).toEqual({
    expiresAt: 301_000,
    resendAt: 31_000,
    attemptsLeft: 2,
  })
  expect(deadlines({ resend_in: 0 }, 1000)).toStrictEqual({ resendAt: 1000 })
  expect(deadlines({}, 1000)).toStrictEqual({})
})

test('a code is usable until it expires or its tries are used', () => {
  expect(isUsable(code, 299_999)).toBe(true)
  expect(isUsable(code, 300_000)).toBe(false)
  expect(isUsable({ ...code, attemptsLeft: 0 }, 0)).toBe(false)
})

test('a number may be the masked one where it ends alike', () => {
  expect(mayBeSame('+919876543210', code.maskedPhone)).toBe(true)
  expect(mayBeSame('+919876543211', code.maskedPhone)).toBe(false)
})
