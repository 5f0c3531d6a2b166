import { describe, expect, it } from 'vitest'
import {
  deliveryOf,
  type DispatchRecord,
  leastRecent,
  withRecent,
  withDispatch,
  withGateways,
  withReceipt,
} from '../../src/otp/deliveries.ts'

type Receipt = readonly [id: string, gateway: string, status: 'delivered' | 'undelivered']

const dispatch = (id: string, ...gateways: string[]): DispatchRecord => ({
  id,
  at: 0,
  channel: 'sms',
  language: 'en',
  gateways,
  receipts: {},
  issue: 1,
  spoken: 0,
})

const ONE = [dispatch('one', 'a')]
const BOTH = [dispatch('one', 'a', 'b')]
const TWO = [...ONE, dispatch('two', 'a')]

/** The dispatches after these receipts, those that change nothing left out. */
const after = (dispatches: readonly DispatchRecord[], ...receipts: readonly Receipt[]) =>
  receipts.reduce((all, receipt) => withReceipt(all, ...receipt)?.dispatches ?? all, dispatches)

const YES = ['one', 'a', 'delivered'] as const
const NO = ['one', 'a', 'undelivered'] as const

describe('a delivery', () => {
  it.each<[string, string | undefined, readonly DispatchRecord[], readonly Receipt[]]>([
    ['until the gateway says', 'pending', ONE, []],
    ['where the phone has the text', 'delivered', ONE, [YES]],
    ['where it did not arrive', 'failed', ONE, [NO]],
    ['where it arrived after all', 'delivered', ONE, [NO, YES]],
    ['where it arrived, whatever comes later', 'delivered', ONE, [YES, NO]],
    ['of the last of two', 'pending', TWO, [NO]],
    ['of the last of two once it is known', 'delivered', TWO, [NO, ['two', 'a', 'delivered']]],
    ['while another gateway may have sent it', 'pending', BOTH, [NO]],
    ['where two gateways failed', 'failed', BOTH, [NO, ['one', 'b', 'undelivered']]],
    ['where one of two did not', 'delivered', BOTH, [NO, ['one', 'b', 'delivered']]],
    ['by a gateway not known to be asked', 'delivered', ONE, [['one', 'b', 'delivered']]],
    ['of nothing', undefined, [], []],
    ['to a fictitious number', undefined, [dispatch('one')], []],
  ])('%s is %s', (_, state, dispatches, receipts) => {
    expect(deliveryOf(after(dispatches, ...receipts), () => true)).toBe(state)
  })

  it('is unknown where no gateway that may have sent it will say', () => {
    expect(deliveryOf(ONE, () => false)).toBeUndefined()
    expect(deliveryOf(BOTH, (name) => name === 'a')).toBe('pending')
    expect(deliveryOf(after(BOTH, NO), (name) => name === 'a')).toBeUndefined()
    expect(deliveryOf(after(BOTH, NO), (name) => name === 'b')).toBe('pending')
  })
})

describe('a receipt', () => {
  it('is recorded with the dispatch that it names, and no other', () => {
    const [one, two] = TWO
    expect(withReceipt(TWO, ...YES)).toEqual({
      dispatches: [{ ...one, receipts: { a: 'delivered' } }, two],
      isFirst: true,
    })
  })

  it('is the first of its gateway once', () => {
    const failed = after(BOTH, NO)
    expect(withReceipt(failed, ...YES)?.isFirst).toBe(false)
    expect(withReceipt(failed, 'one', 'b', 'delivered')).toMatchObject({
      isFirst: true,
      dispatches: [{ receipts: { a: 'undelivered', b: 'delivered' } }],
    })
  })

  it.each<[string, readonly DispatchRecord[], Receipt]>([
    ['that is repeated', after(ONE, NO), NO],
    ['that takes back that the phone has it', after(ONE, YES), NO],
    ['of no dispatch of ours', ONE, ['three', 'a', 'delivered']],
  ])('%s changes nothing', (_, dispatches, receipt) => {
    expect(withReceipt(dispatches, ...receipt)).toBeUndefined()
  })
})

describe('the dispatches kept', () => {
  it('are the last twenty', () => {
    const ids = Array.from({ length: 25 }, (_, i) => String(i))
    const kept = ids.reduce<readonly DispatchRecord[]>(
      (all, id) => withDispatch(all, dispatch(id, 'a')),
      [],
    )
    expect(kept.map(({ id }) => id)).toEqual(ids.slice(5))
  })

  it('name the gateways that may have sent one, once that is known', () => {
    expect(withGateways(TWO, 'two', ['b', 'c'])).toEqual([...ONE, dispatch('two', 'b', 'c')])
    expect(withGateways(TWO, 'three', ['b'])).toEqual(TWO)
  })
})

describe('the order of gateways', () => {
  it.each([
    ['begins with those never asked', ['a', 'b', 'c'], ['a', 'b'], ['c', 'a', 'b']],
    ['is as configured where none was asked', ['a', 'b', 'c'], [], ['a', 'b', 'c']],
    [
      'goes round where all were, from the one asked longest ago',
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'a'],
    ],
    ['never names one that the send may not use', ['b'], ['a', 'c'], ['b']],
  ])('%s', (_, route, former, order) => {
    expect(leastRecent(route, former)).toEqual(order)
  })

  it('knows each gateway once, where it was asked last', () => {
    expect(withRecent([], ['a'])).toEqual(['a'])
    expect(withRecent(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'c'])
    expect(withRecent(['a', 'b'], ['a'])).toEqual(['b', 'a'])
  })
})
