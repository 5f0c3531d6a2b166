import { expect, it } from 'vitest'
import { spreadText, table } from './table.ts'

it('a table sets its first column left and the others right, as wide as their widest cell', () => {
  expect(
    table([
      ['', 'ms', 'texts'],
      ['healthy', '12', '1'],
    ]),
  ).toBe('         ms  texts\nhealthy  12      1')
})

it('a spread is written with two decimals, large numbers with none', () => {
  expect(spreadText({ median: 1.234, least: 0.5, most: 250.4 })).toBe('1.23 (0.50 to 250)')
})
