import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pickCode } from '../../src/web/lib/code-text.ts'
import { SEPARATORS } from '../phone/spellings.ts'

const code = fc.stringMatching(/^[0-9]{6}$/)

test.each([
  '123456',
  ' 123 456 ',
  '123-456',
  '1 2 3 4 5 6',
  '१२३४५६',
  '\u202a123456\u202c',
  '123,456',
  '1,23,456',
  '1, 2, 3, 4, 5, 6',
  '123\u00ad456',
  '(123456)',
  '"123 456"',
  '123\n456',
  'Your code is 123456.',
  'G-123456 is your code',
  '123 456 is your NeoBank code. It works for 10 minutes.',
  '<#> 123456 is your code. Call 1800 123 4567 for help.',
  '123456 is the code. 123456, again.',
  'PIN code 400001 office: 654321\n\n@signup.example #123456',
  'PIN code 400001\n@signup.example #123456  ',
])('123456 is picked out of %j', (text) => {
  expect(pickCode(text)).toEqual({ kind: 'digits', digits: '123456' })
})

test.each([
  ['hello', 'no-digits'],
  ['', 'no-digits'],
  ['1234567', 'too-many'],
  ['123 456 7', 'too-many'],
  ['Order 400001, code 123456', 'unclear'],
  ['Your code is 1234567', 'unclear'],
  ['Wait 10 minutes', 'unclear'],
  ['12:34:56', 'unclear'],
  ['Order 400001 by mail@shop.example #123456', 'unclear'],
  ['Total 40\n@signup.example #1234567', 'unclear'],
])('%j is %s', (text, kind) => {
  expect(pickCode(text)).toEqual({ kind })
})

test('whatever may stand between the digits of a number may stand between those of a code', () => {
  for (const one of SEPARATORS) {
    const text = `${one}1${one}23${one}${one}456${one}`
    expect(pickCode(text), JSON.stringify(text)).toEqual({ kind: 'digits', digits: '123456' })
  }
})

test('fewer than six bare digits come back as they are', () => {
  expect(pickCode('12 3')).toEqual({ kind: 'digits', digits: '123' })
})

test('a code is found in any message that holds no other six digits in a row', () => {
  fc.assert(
    fc.property(
      code,
      fc.stringMatching(/^[a-z .,]{1,20}$/),
      fc.stringMatching(/^[a-z .,]{1,20}$/),
      (digits, before, after) => {
        fc.pre(/[a-z,]/.test(before + after))
        expect(pickCode(`${before}${digits}${after} (10 min)`)).toEqual({ kind: 'digits', digits })
      },
    ),
  )
})

test('what it picks is never more than six ASCII digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const picked = pickCode(text)
      if (picked.kind === 'digits') expect(picked.digits).toMatch(/^[0-9]{1,6}$/)
    }),
  )
})
