import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { posterior, routeFor } from '../../src/traffic/route.ts'
import type { GatewayRecord } from '../../src/traffic/edge-record.ts'
import { Random } from '../simulation/random.ts'

const NAMES = ['first', 'second', 'third']
const RANGE = { prefix6: '987654', prefix4: '9876' }
const NOW = 1_000_000

const never = (): number => {
  throw new Error('chance was asked')
}

function route(gateways: GatewayRecord, { byResult = false, random = never } = {}) {
  return routeFor({ names: NAMES, gateways, range: RANGE, random, now: NOW, byResult })
}

/** How often each gateway is asked first, of so many texts. */
function firsts(results: GatewayRecord['results'], times = 4000) {
  const random = new Random('firsts')
  const counts = new Map(NAMES.map((name) => [name, 0]))
  for (let i = 0; i < times; i++) {
    const [first = ''] = route({ results }, { byResult: true, random: () => random.unit() }).order
    counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  return (name: string) => (counts.get(name) ?? 0) / times
}

describe('the way of a text', () => {
  it('is the configured order where nothing is known', () => {
    expect(route({})).toEqual({ order: NAMES })
  })

  it('leaves out gateways that are passed over', () => {
    expect(route({ tripped: { first: NOW + 1 } })).toEqual({ order: ['second', 'third'] })
    expect(route({ tripped: { first: NOW + 1, third: NOW + 1 } })).toEqual({ order: ['second'] })
  })

  it('names one that is due for a probe, the first of several', () => {
    expect(route({ tripped: { second: NOW } })).toEqual({
      order: ['first', 'third'],
      probe: 'second',
    })
    expect(route({ tripped: { third: NOW - 1, second: NOW } }).probe).toBe('second')
    expect(route({ tripped: { third: NOW - 1, second: NOW + 1 } }).probe).toBe('third')
  })

  it('is the configured order where all are passed over, and needs no probe', () => {
    const tripped = { first: NOW - 1, second: NOW + 1, third: NOW + 1 }
    expect(route({ tripped })).toEqual({ order: NAMES })
    expect(route({ tripped }, { byResult: true })).toEqual({ order: NAMES })
  })

  it('does not mind gateways that are configured no more', () => {
    expect(route({ tripped: { former: NOW - 1 } })).toEqual({ order: NAMES })
  })

  it('asks each open gateway once, and no other, whatever the results are', () => {
    const result = fc
      .nat({ max: 300 })
      .chain((texted) =>
        fc.nat({ max: texted }).map((verified): [number, number] => [verified, texted]),
      )
    const some = fc.dictionary(fc.constantFrom(...NAMES, 'former'), result)
    fc.assert(
      fc.property(
        fc.record({ country: some, ranges: fc.dictionary(fc.constant(RANGE.prefix4), some) }),
        fc.dictionary(fc.constantFrom(...NAMES), fc.constant(NOW + 1)),
        fc.string(),
        (results, tripped, seed) => {
          const random = new Random(seed)
          const chosen = route(
            { results, tripped },
            { byResult: true, random: () => random.unit() },
          )
          const open = NAMES.filter((name) => tripped[name] === undefined)
          const expected = open.length === 0 ? NAMES : open
          expect(chosen.order.toSorted()).toEqual(expected.toSorted())
        },
      ),
    )
  })
})

describe('by result', () => {
  it('all gateways come first equally often where nothing is known', () => {
    const share = firsts(undefined)
    for (const name of NAMES) expect(share(name)).toBeCloseTo(1 / 3, 1)
  })

  it('the best of the country comes first nearly always, and every other one sometimes', () => {
    const country = { first: [100, 200], second: [180, 200], third: [100, 200] } as const
    const share = firsts({ country, ranges: {} })
    expect(share('second')).toBeGreaterThan(0.96)
    for (const name of ['first', 'third']) {
      expect(share(name)).toBeGreaterThan(0.005)
      expect(share(name)).toBeLessThan(0.02)
    }
  })

  it('one of which little is known is tried as often as it may be the best', () => {
    const country = { first: [160, 200], second: [0, 0], third: [0, 200] } as const
    const share = firsts({ country, ranges: {} })
    // Of an even prior a fifth lies above four fifths.
    expect(share('second')).toBeGreaterThan(0.17)
    expect(share('second')).toBeLessThan(0.25)
  })

  it('what is known of the range outweighs the country, and other ranges do not', () => {
    const country = { first: [170, 200], second: [120, 200], third: [0, 200] } as const
    const inRange = { first: [20, 100], second: [85, 100] } as const
    expect(firsts({ country, ranges: { [RANGE.prefix4]: inRange } })('second')).toBeGreaterThan(
      0.95,
    )
    expect(firsts({ country, ranges: { '9999': inRange } })('first')).toBeGreaterThan(0.95)
  })

  it('a few phones of a range do not outweigh the country', () => {
    const country = { first: [190, 200], second: [60, 200], third: [0, 200] } as const
    const inRange = { first: [3, 5], second: [5, 5] } as const
    expect(firsts({ country, ranges: { [RANGE.prefix4]: inRange } })('first')).toBeGreaterThan(0.9)
  })

  it('the order after the first is drawn likewise', () => {
    const random = new Random('after')
    const country = { first: [20, 200], second: [190, 200], third: [120, 200] } as const
    const orders = Array.from({ length: 200 }, () =>
      route(
        { results: { country, ranges: {} } },
        { byResult: true, random: () => random.unit() },
      ).order.join(),
    )
    expect(orders.filter((order) => order === 'second,third,first').length).toBeGreaterThan(180)
  })
})

describe('the posterior of a gateway', () => {
  it.each([
    ['nothing known', [0, 0], undefined, 1, 1],
    ['the country alone', [8, 10], undefined, 9, 3],
    ['the range, of a country with 58 phones', [57, 58], [0, 0], 58, 2],
    ['the range, before a country worth 60 phones', [149, 298], [10, 40], 40, 60],
    ['the range alone', [0, 0], [7, 10], 8, 4],
  ] as const)('of %s', (_, country, range, successes, failures) => {
    const beta = posterior(country, range)
    expect(beta.successes).toBeCloseTo(successes, 9)
    expect(beta.failures).toBeCloseTo(failures, 9)
  })
})
