import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePhone } from '../../src/web/lib/phone-number.ts'

const subscriber = fc.stringMatching(/^[6-9][0-9]{9}$/)
const prefix = fc.constantFrom('', '0', '91', '+91', '0091', '+91 0')
const separator = fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u2011', '\u200b', '\u202c', ')')

test('any Indian mobile number is read, however it is written', () => {
  fc.assert(
    fc.property(
      subscriber,
      prefix,
      fc.array(separator, { minLength: 10, maxLength: 10 }),
      (number, before, gaps) => {
        const written = number.replace(/./g, (digit, index: number) => digit + (gaps[index] ?? ''))
        expect(parsePhone(before + written)).toEqual({ ok: true, e164: `+91${number}` })
      },
    ),
  )
})

test.each([
  '९८७६५४३२१०',
  '۹۸۷۶۵۴۳۲۱۰',
  '９８７６５４３２１０',
  '\u202a+91 98765 43210\u202c',
  '＋919876543210',
])('%s is read as +919876543210', (text) => {
  expect(parsePhone(text)).toEqual({ ok: true, e164: '+919876543210' })
})

test('a number that begins with 91 is not mistaken for one with a country code', () => {
  expect(parsePhone('9198765432')).toEqual({ ok: true, e164: '+919198765432' })
})

test.each([
  ['', 'empty'],
  [' - ', 'empty'],
  ['98765x43210', 'letters'],
  ['+', 'letters'],
  ['+44 7911 123456', 'foreign'],
  ['0044 7911 123456', 'foreign'],
  ['\uff0b44 7911 123456', 'foreign'],
  ['5876543210', 'start'],
  ['+91 5876543210', 'start'],
  ['91 5876543210', 'start'],
  ['0 1234567890', 'start'],
  ['987654321', 'length'],
  ['98765432101', 'length'],
  ['+91 98765', 'length'],
  ['9158765', 'length'],
  ['90012', 'length'],
])('%j is refused as %s', (text, fault) => {
  expect(parsePhone(text)).toEqual({ ok: false, fault })
})

test('no text makes it throw, and what it accepts is always an Indian mobile number', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const parsed = parsePhone(text)
      if (parsed.ok) expect(parsed.e164).toMatch(/^\+91[6-9]\d{9}$/)
    }),
  )
})
