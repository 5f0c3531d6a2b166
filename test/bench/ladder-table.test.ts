import { expect, it } from 'vitest'
import { ladderRows } from './ladder-table.ts'

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
