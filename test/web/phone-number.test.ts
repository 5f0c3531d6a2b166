import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePhone as parse } from '../../src/web/lib/phone-number.ts'

const parsePhone = (text: string) => parse(text, { code: '91', isOnly: true })

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
  ['+44 7400 123456', 'foreign'],
  ['0044 7400 123456', 'foreign'],
  ['\uff0b44 7400 123456', 'foreign'],
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

test.each([
  ['7400 123456', '44', '+447400123456'],
  ['07400 123456', '44', '+4407400123456'],
  ['+44 7400 123456', '91', '+447400123456'],
  ['0044 7400 123456', '971', '+447400123456'],
  ['+91 98765 43210', '44', '+919876543210'],
  ['98765 43210', '91', '+919876543210'],
  ['۵۰۱۲۳۴۵۶۷', '971', '+971501234567'],
])('%s with +%s chosen of several is sent as %s, for the server to judge', (text, code, e164) => {
  expect(parse(text, { code, isOnly: false })).toEqual({ ok: true, e164 })
})

test("only India's numbers are held to India's rule", () => {
  expect(parse('123', { code: '44', isOnly: true })).toEqual({ ok: true, e164: '+44123' })
  for (const [text, code] of [
    ['5876543210', '91'],
    ['+91 5876543210', '44'],
  ] as const) {
    expect(parse(text, { code, isOnly: false })).toEqual({ ok: false, fault: 'start' })
  }
})
