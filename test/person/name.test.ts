import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasInitials, parseName, sameName } from '../../src/person/name.ts'
import { anyText } from '../support/any-text.ts'

describe('parseName', () => {
  it.each([
    'Krishna',
    'A K Ganguly',
    'S. Janaki',
    "D'Souza",
    'D’Souza',
    'Md. Rafi',
    'Anne-Marie  da Silva',
    'Anita D/O Ram',
    'Rao (Sr), Anita & Co: "A"',
    'John 3rd',
    'X',
    'अनिता',
    'محمد رفیع',
    'ശ്രീന്\u200d',
    '李',
    'Jose\u0301',
    '\u{20bb7}野',
  ])('takes %s as it was typed', (text) => {
    expect(parseName(text)).toEqual({ ok: true, name: text })
  })

  it('trims the ends and drops what nobody sees', () => {
    expect(parseName(' \u202eAnita\tRao\n')).toEqual({ ok: true, name: 'Anita Rao' })
  })

  it.each([
    ['', 'empty'],
    [' \u00a0\t', 'empty'],
    ['\u200b\u202e', 'empty'],
    ['\u3164', 'empty'],
    ['123', 'letters'],
    ['. -', 'letters'],
    ['\u0301', 'letters'],
    ['😀', 'letters'],
    ['\u200d', 'letters'],
    ['anita@example.in', 'letters'],
    ['<b>Anita', 'letters'],
    ['Anita>', 'letters'],
    ['Anita\u226e', 'letters'],
    ['Win at https://example.in', 'letters'],
    ['1'.repeat(101), 'letters'],
  ])('refuses %j as %s', (text, fault) => {
    expect(parseName(text)).toEqual({ ok: false, fault })
  })

  it.each(['a', 'अ', '\u{20bb7}'])('takes 100 code points of %s and no more', (letter) => {
    expect(parseName(letter.repeat(100)).ok).toBe(true)
    expect(parseName(` ${letter.repeat(100)} `).ok).toBe(true)
    expect(parseName(letter.repeat(101))).toEqual({ ok: false, fault: 'length' })
  })

  it('takes what it gave, of any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseName(text)
        if (parsed.ok) expect(parseName(parsed.name)).toEqual(parsed)
      }),
    )
  })

  it('judges a name alike in both forms of its accents, if it is not too long in one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        expect(parseName(text.normalize('NFD')).ok).toBe(parseName(text.normalize('NFC')).ok)
      }),
    )
  })
})

describe('sameName', () => {
  it('knows a name in both forms of its accents', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(sameName(text.normalize('NFC'), text.normalize('NFD'))).toBe(true)
        expect(sameName(text.normalize('NFD'), text.normalize('NFC'))).toBe(true)
      }),
    )
  })

  it.each([
    ['José', 'Jose'],
    ['Anita', 'anita'],
    ['Anita Rao', 'Anita  Rao'],
  ])('tells %s from %s', (name, other) => {
    expect(sameName(name, other)).toBe(false)
  })
})

describe('hasInitials', () => {
  it.each([
    'S. Janaki',
    'S.Janaki',
    'A K Ganguly',
    'A.K. Ganguly',
    'Janaki S',
    'Janaki S.',
    'Anita R Rao',
    'A',
    'E\u0301 Rao',
    'ए. पी. जे. अब्दुल कलाम',
    'अब्दुल पी',
  ])('is true of %s', (name) => {
    expect(hasInitials(name)).toBe(true)
  })

  it.each(['Krishna', "D'Souza", 'Md. Rafi', 'अनिता', 'Anne-Marie', 'John 3', 'Rao 3rd', '', '.'])(
    'is false of %j',
    (name) => {
      expect(hasInitials(name)).toBe(false)
    },
  )
})
