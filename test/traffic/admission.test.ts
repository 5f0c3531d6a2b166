import { describe, expect, it } from 'vitest'
import {
  type Hold,
  holdOf,
  nextTrickleAt,
  type Traffic,
  TRICKLE,
} from '../../src/traffic/admission.ts'

const FREE: Traffic = {
  stage: 'open',
  rangeClosed: false,
  networkVerified: false,
  trusted: false,
}

describe('what holds a send back', () => {
  it.each<[string, Partial<Traffic>, Hold | undefined]>([
    ['nothing while the budget and the range are open', {}, undefined],
    ['a closed range', { rangeClosed: true }, 'range'],
    [
      'a closed range, also for a known network',
      { rangeClosed: true, networkVerified: true },
      'range',
    ],
    ['no closed range for who has shown more', { rangeClosed: true, trusted: true }, undefined],
    ['four fifths of the budget, for an unknown network', { stage: 'known_only' }, 'budget'],
    ['not yet for a known one', { stage: 'known_only', networkVerified: true }, undefined],
    ['nor for who has shown more', { stage: 'known_only', trusted: true }, undefined],
    [
      'a closed range beside the budget',
      { stage: 'known_only', networkVerified: true, rangeClosed: true },
      'range',
    ],
    [
      'a spent budget, for everybody',
      { stage: 'spent', networkVerified: true, trusted: true },
      'budget',
    ],
  ])('is %s', (_, traffic, hold) => {
    expect(holdOf({ ...FREE, ...traffic })).toBe(hold)
  })
})

it('a trickle passes one send a minute', () => {
  expect(nextTrickleAt(undefined, 5)).toBe(5)
  expect(nextTrickleAt(100, 101)).toBe(100 + TRICKLE)
  expect(nextTrickleAt(100, 100 + TRICKLE)).toBe(100 + TRICKLE)
  expect(nextTrickleAt(100, 500 + TRICKLE)).toBe(500 + TRICKLE)
  expect(TRICKLE).toBe(60_000)
})
