import { expect, it } from 'vitest'
import { numberRange, prefixesOf } from '../../src/traffic/number-range.ts'

it.each([
  ['+919876543210', 'IN', ['987654', '9876']],
  ['+14155550123', 'US', ['415555', '4155']],
  ['+4512345678', 'DK', ['123456', '1234']],
] as const)(
  'the ranges of %s are the first six and four digits without its country code',
  (e164, country, prefixes) => {
    const range = numberRange({ e164, country })
    expect(range).toEqual({ prefix6: prefixes[0], prefix4: prefixes[1] })
    expect(prefixesOf(range)).toEqual(prefixes)
  },
)

it('text that is no number is a bug, not a range', () => {
  expect(() => numberRange({ e164: 'junk', country: 'IN' })).toThrow('E.164')
})
