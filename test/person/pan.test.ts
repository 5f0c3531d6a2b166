import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskPan, parsePan } from '../../src/person/pan.ts'
import { anyText } from '../support/any-text.ts'

describe('parsePan', () => {
  it.each([
    'ABCPE1234F',
    'abcpe1234f',
    ' abcPe 1234 f ',
    'ABCPE-1234-F',
    'ABCPE–1234–F',
    'A B C P E 1 2 3 4 F',
    'ABCPE१२३४F',
    'ＡＢＣＰＥ１２３４Ｆ',
    'ABCPE1234F\u200b',
  ])('reads %j', (text) => {
    expect(parsePan(text)).toEqual({ ok: true, pan: 'ABCPE1234F' })
  })

  it.each([
    '',
    'ABCPE1234',
    'ABCPE1234FG',
    'ABCP1234FE',
    '1BCPE1234F',
    'ABCPEO234F',
    'ABCPE.1234F',
    'АBCPE1234F',
    'ſBCPE1234F1',
    '123412341234',
  ])('takes %j for no PAN', (text) => {
    expect(parsePan(text)).toEqual({ ok: false, reason: 'invalid_pan' })
  })

  it.each('ABCEFGHJKLTD'.split(''))('tells that the holder %s is no individual', (holder) => {
    const reason = 'pan_not_individual'
    expect(parsePan(`ABC${holder}E1234F`)).toEqual({ ok: false, reason })
    expect(parsePan(`abc${holder.toLowerCase()}e1234f`)).toEqual({ ok: false, reason })
  })

  it('takes what it gave, of any text', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^[A-Za-z]{5}\d{4}[A-Za-z]$/)), (text) => {
        const parsed = parsePan(text)
        if (parsed.ok) expect(parsePan(parsed.pan)).toEqual(parsed)
      }),
    )
  })
})

it('maskPan shows the last four characters alone', () => {
  expect(maskPan('ABCPE1234F')).toBe('XXXXXX234F')
})
