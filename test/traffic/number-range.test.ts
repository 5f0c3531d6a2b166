import { expect, it } from 'vitest'
import { rangeOf } from '../../src/traffic/number-range.ts'

it.each([
  ['+919876543210', 'IN', { six: '987654', four: '9876' }],
  ['+14155550123', 'US', { six: '415555', four: '4155' }],
  ['+4512345678', 'DK', { six: '123456', four: '1234' }],
] as const)(
  'the ranges of %s are the first six and four digits without its country code',
  (e164, country, range) => {
    expect(rangeOf({ e164, country })).toEqual(range)
  },
)

it('text that is no number is a bug, not a range', () => {
  expect(() => rangeOf({ e164: 'junk', country: 'IN' })).toThrow('E.164')
})
