import { expect, it } from 'vitest'
import { ladderRows, median, quantile, spreadText, table } from './table.ts'

it('the median is the middle measurement, or half way between the middle two, in whatever order', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 2, 10])).toBe(3)
})

it('a quantile between two ranks is interpolated, and of one measurement is that one', () => {
  expect(quantile([0, 10, 20, 30, 40], 0.99)).toBeCloseTo(39.6)
  expect(quantile([0, 10, 20, 30, 40], 0.25)).toBe(10)
  expect([0, 0.5, 0.99, 1].map((share) => quantile([7], share))).toEqual([7, 7, 7, 7])
})

it('numbers are sorted as numbers, and the list given stays as it is', () => {
  const values = [100, 9, 20]
  expect([0, 0.5, 1].map((share) => quantile(values, share))).toEqual([9, 20, 100])
  expect(values).toEqual([100, 9, 20])
})

it('nothing measured is no number', () => {
  expect(() => median([])).toThrow('nothing was measured')
})

it('a table sets its first column left and the others right, as wide as their widest cell', () => {
  const rows = [
    ['', 'ms', 'texts'],
    ['healthy', '12', '1'],
  ]
  expect(table(rows)).toBe('         ms  texts\nhealthy  12      1')
})

it('a spread is written with two decimals, large numbers with none', () => {
  expect(spreadText([0.5, 1.234, 250.4])).toBe('1.23 (0.50 to 250)')
})

it('each step of a ladder is compared with the one before and with the first, round by round', () => {
  expect(
    ladderRows([
      { name: 'floor', values: [1, 2, 4] },
      { name: '+ a', values: [2, 4, 6] },
      { name: '+ b', values: [3, 4, 8] },
    ]),
  ).toEqual([
    ['floor', '2.00 (1.00 to 4.00)', '', ''],
    ['+ a', '4.00 (2.00 to 6.00)', '2.00 (1.00 to 2.00)', '2.00 (1.50 to 2.00)'],
    ['+ b', '4.00 (3.00 to 8.00)', '1.00 (0.00 to 2.00)', '2.00 (2.00 to 3.00)'],
  ])
})
