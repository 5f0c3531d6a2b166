import { describe, expect, it } from 'vitest'
import {
  deliveryOf,
  type SendRecord,
  untriedFirst,
  withGateways,
  withReceipt,
  withSend,
  withTried,
} from '../../src/otp/deliveries.ts'

const send = (id: string, ...gateways: string[]): SendRecord => ({
  id,
  channel: 'sms',
  language: 'en',
  gateways,
})

const everyOneTells = () => true
const noneTells = () => false

/** The sends after these receipts, those that change nothing left out. */
const told = (sends: readonly SendRecord[], ...receipts: Parameters<typeof withReceipt>[3][]) =>
  receipts.reduce((all, status) => withReceipt(all, 'one', 'a', status)?.sends ?? all, sends)

describe('what is known of a delivery', () => {
  it('is nothing where the gateway never tells', () => {
    expect(deliveryOf([send('one', 'a')], noneTells)).toBeUndefined()
    expect(deliveryOf([], everyOneTells)).toBeUndefined()
    expect(deliveryOf(undefined, everyOneTells)).toBeUndefined()
  })

  it('is nothing where no gateway was asked, as for a fictitious number', () => {
    expect(deliveryOf([send('one')], everyOneTells)).toBeUndefined()
  })

  it('is pending until the gateway tells', () => {
    expect(deliveryOf([send('one', 'a')], everyOneTells)).toBe('pending')
    expect(deliveryOf(told([send('one', 'a')], 'delivered'), everyOneTells)).toBe('delivered')
    expect(deliveryOf(told([send('one', 'a')], 'undelivered'), everyOneTells)).toBe('failed')
  })

  it('is that of the last send', () => {
    const first = told([send('one', 'a')], 'undelivered')
    expect(deliveryOf(withSend(first, send('two', 'a')), everyOneTells)).toBe('pending')
    const late = withReceipt(withSend(first, send('two', 'a')), 'two', 'a', 'delivered')
    expect(deliveryOf(late?.sends, everyOneTells)).toBe('delivered')
  })

  it('has not failed while another gateway may have sent it too', () => {
    const both = [send('one', 'a', 'b')]
    const half = withReceipt(both, 'one', 'a', 'undelivered')?.sends
    expect(deliveryOf(half, everyOneTells)).toBe('pending')
    expect(deliveryOf(half, (name) => name === 'a')).toBeUndefined()
    const all = withReceipt(half, 'one', 'b', 'undelivered')?.sends
    expect(deliveryOf(all, everyOneTells)).toBe('failed')
    const other = withReceipt(half, 'one', 'b', 'delivered')?.sends
    expect(deliveryOf(other, everyOneTells)).toBe('delivered')
  })

  it('takes what a gateway tells before it is known that it was asked', () => {
    const early = withReceipt([send('one', 'a')], 'one', 'b', 'delivered')?.sends
    expect(deliveryOf(early, everyOneTells)).toBe('delivered')
    expect(deliveryOf(withGateways(early, 'one', ['a', 'b']), everyOneTells)).toBe('delivered')
  })
})

describe('a receipt', () => {
  it('changes nothing when it is repeated, or of a send that is not known', () => {
    const once = told([send('one', 'a')], 'undelivered')
    expect(withReceipt(once, 'one', 'a', 'undelivered')).toBeUndefined()
    expect(withReceipt(once, 'two', 'a', 'delivered')).toBeUndefined()
    expect(withReceipt(undefined, 'one', 'a', 'delivered')).toBeUndefined()
  })

  it('is not believed once the phone has the text', () => {
    expect(withReceipt(told([send('one', 'a')], 'delivered'), 'one', 'a', 'undelivered')).toBe(
      undefined,
    )
  })

  it('is believed where the phone has the text after all, but counts once', () => {
    const failed = withReceipt([send('one', 'a')], 'one', 'a', 'undelivered')
    expect(failed?.first).toBe(true)
    const late = withReceipt(failed?.sends, 'one', 'a', 'delivered')
    expect(late?.first).toBe(false)
    expect(deliveryOf(late?.sends, everyOneTells)).toBe('delivered')
  })

  it('changes the send that it names alone', () => {
    const sends = [send('one', 'a'), send('two', 'a')]
    expect(withReceipt(sends, 'one', 'a', 'delivered')?.sends[1]).toBe(sends[1])
  })
})

describe('the sends kept', () => {
  it('are the last twenty', () => {
    let sends: readonly SendRecord[] = []
    for (let i = 0; i < 25; i++) sends = withSend(sends, send(String(i), 'a'))
    expect(sends.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 5)))
  })

  it('name the gateways that may have sent one, once that is known', () => {
    const sends = [send('one', 'a'), send('two', 'a')]
    expect(withGateways(sends, 'two', ['b', 'c'])).toEqual([sends[0], send('two', 'b', 'c')])
    expect(withGateways(sends, 'three', ['b'])).toEqual(sends)
    expect(withGateways(undefined, 'one', ['b'])).toEqual([])
  })
})

describe('the order of gateways', () => {
  it('begins with those that this session has not tried', () => {
    expect(untriedFirst(['a', 'b', 'c'], undefined)).toEqual(['a', 'b', 'c'])
    expect(untriedFirst(['a', 'b', 'c'], ['a'])).toEqual(['b', 'c', 'a'])
    expect(untriedFirst(['a', 'b', 'c'], ['a', 'b'])).toEqual(['c', 'a', 'b'])
  })

  it('goes round where all were tried, from the one tried longest ago', () => {
    expect(untriedFirst(['a', 'b'], ['b', 'a'])).toEqual(['b', 'a'])
    expect(untriedFirst(['a', 'b', 'c'], withTried(['a', 'b', 'c'], ['a']))).toEqual([
      'b',
      'c',
      'a',
    ])
  })

  it('never names one that the send may not use', () => {
    expect(untriedFirst(['b'], ['a', 'c'])).toEqual(['b'])
  })

  it('remembers each gateway once, where it was tried last', () => {
    expect(withTried(undefined, ['a'])).toEqual(['a'])
    expect(withTried(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'c'])
    expect(withTried(['a', 'b'], ['a'])).toEqual(['b', 'a'])
  })
})
