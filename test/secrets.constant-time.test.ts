import * as crypto from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { isCode } from '../src/otp/code.ts'
import { sameText } from '../src/secrets.ts'

vi.mock(import('node:crypto'), async (importOriginal) => {
  const original = await importOriginal()
  return { ...original, timingSafeEqual: vi.fn(original.timingSafeEqual) }
})

const compared = vi.mocked(crypto.timingSafeEqual)

test('texts and codes of equal length are compared in constant time', () => {
  expect(sameText('abc', 'abd')).toBe(false)
  expect(compared).toHaveBeenCalledTimes(1)
  const secret = { id: 'k', bytes: Buffer.alloc(32, 1) }
  isCode('123456', secret, { sessionId: 's', phone: '+919876543210', issue: 1 })
  expect(compared).toHaveBeenCalledTimes(2)
})
