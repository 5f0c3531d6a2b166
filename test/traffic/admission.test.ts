import { describe, expect, it } from 'vitest'
import { heldBy, type Traffic, TRICKLE, trickleAt } from '../../src/traffic/admission.ts'

const FREE: Traffic = { stage: 'open', closed: false, knownNetwork: false, trusted: false }

describe('what holds a send back', () => {
  it.each<[string, Partial<Traffic>, ReturnType<typeof heldBy>]>([
    ['nothing while the budget and the range are open', {}, undefined],
    ['a closed range', { closed: true }, 'range'],
    ['a closed range, also for a known network', { closed: true, knownNetwork: true }, 'range'],
    ['no closed range for who has shown more', { closed: true, trusted: true }, undefined],
    ['four fifths of the budget, for an unknown network', { stage: 'known_only' }, 'budget'],
    ['not yet for a known one', { stage: 'known_only', knownNetwork: true }, undefined],
    ['nor for who has shown more', { stage: 'known_only', trusted: true }, undefined],
    [
      'a closed range beside the budget',
      { stage: 'known_only', knownNetwork: true, closed: true },
      'range',
    ],
    [
      'a spent budget, for everybody',
      { stage: 'spent', knownNetwork: true, trusted: true },
      'budget',
    ],
  ])('is %s', (_, traffic, held) => {
    expect(heldBy({ ...FREE, ...traffic })).toBe(held)
  })
})

describe('a trickle', () => {
  it('passes one send a minute', () => {
    expect(trickleAt(undefined, 5)).toBe(5)
    expect(trickleAt(100, 101)).toBe(100 + TRICKLE)
    expect(trickleAt(100, 100 + TRICKLE)).toBe(100 + TRICKLE)
    expect(trickleAt(100, 500 + TRICKLE)).toBe(500 + TRICKLE)
    expect(TRICKLE).toBe(60_000)
  })
})
