import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePinCode } from '../../src/person/pin-code.ts'
import { anyText } from '../support/any-text.ts'
import { EVERY_DIGIT } from '../support/digits.ts'

describe('parsePinCode', () => {
  it.each([
    '560001',
    ' 560 001\n',
    '560-001',
    '5 6 0 0 0 1',
    '560\u00a0001',
    '560‑001',
    '\u200e560001\u200f',
    '५६०००१',
    '۵۶۰۰۰۱',
    '５６０００１',
  ])('reads %j as 560001', (text) => {
    expect(parsePinCode(text)).toEqual({ ok: true, pinCode: '560001' })
  })

  it.each([
    ['', 'empty'],
    [' - \u200b', 'empty'],
    ['56000', 'form'],
    ['5600011', 'form'],
    ['060001', 'form'],
    ['०६०००१', 'form'],
    ['56000a', 'form'],
    ['a560001', 'form'],
    ['560001a', 'form'],
    ['560.001', 'form'],
    ['+560001', 'form'],
    ['Bengaluru', 'form'],
  ])('refuses %j as %s', (text, fault) => {
    expect(parsePinCode(text)).toEqual({ ok: false, fault })
  })

  it('reads every code that begins with 1 to 9, in the digits of any script', () => {
    const zeros = fc.nat(EVERY_DIGIT.length / 10 - 1).map((run) => run * 10)
    const gap = fc.constantFrom('', ' ', '-', '\u2013', '\u200b')
    fc.assert(
      fc.property(fc.integer({ min: 100_000, max: 999_999 }), zeros, gap, (code, zero, between) => {
        const pinCode = String(code)
        const text = pinCode.replace(/./g, (digit) => EVERY_DIGIT[zero + Number(digit)] + between)
        expect(parsePinCode(text)).toEqual({ ok: true, pinCode })
      }),
    )
  })

  it('takes what it gave, of any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parsePinCode(text)
        if (parsed.ok) expect(parsePinCode(parsed.pinCode)).toEqual(parsed)
      }),
    )
  })
})
