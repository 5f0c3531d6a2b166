import { beforeAll, expect, test, vi } from 'vitest'
import { common } from '../../src/build/common-passwords.ts'
import type * as Meter from '../../src/web/signup/steps/create-account/meter.ts'

let meter: typeof Meter

beforeAll(async () => {
  vi.stubGlobal('COMMON_PASSWORDS', common.slice(0, 5000).join(' '))
  meter = await import('../../src/web/signup/steps/create-account/meter.ts')
})

test.each([
  ['short', 'short'],
  ['x'.repeat(129), 'long'],
  ['Password', 'common'],
  ['password12', 'common'],
  ['janaki1990', 'personal'],
  ['abababababab', 'repeat'],
  ['abcdefghijkl', 'sequence'],
  ['27031990', 'date'],
])('%s is easy to guess: %s', (password, reason) => {
  const verdict = meter.judge(password, ['janaki'])
  expect(verdict.reason).toBe(reason)
  expect(verdict.score).toBeLessThan(3)
})

test('a few words in a row are strong', () => {
  expect(meter.judge('horse battery staple tea', ['janaki'])).toEqual({
    score: 4,
    reason: undefined,
  })
})
