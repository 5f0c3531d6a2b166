import { expect, it } from 'vitest'
import { median, quantile, spreadOf } from './statistics.ts'

it('the median of an odd number of measurements is the middle one, in whatever order', () => {
  expect(median([9, 1, 5])).toBe(5)
})

it('the median of an even number of measurements is half way between the middle two', () => {
  expect(median([4, 1, 2, 10])).toBe(3)
})

it('a quantile between two ranks is interpolated', () => {
  expect(quantile([0, 10, 20, 30, 40], 0.99)).toBeCloseTo(39.6)
  expect(quantile([0, 10, 20, 30, 40], 0.25)).toBe(10)
})

it('every quantile of one measurement is that one', () => {
  expect([0, 0.5, 0.99, 1].map((share) => quantile([7], share))).toEqual([7, 7, 7, 7])
})

it('numbers are sorted as numbers, and the list given stays as it is', () => {
  const values = [100, 9, 20]
  expect(spreadOf(values)).toEqual({ median: 20, least: 9, most: 100 })
  expect(values).toEqual([100, 9, 20])
})

it('nothing measured is no number', () => {
  expect(() => median([])).toThrow('nothing was measured')
})
