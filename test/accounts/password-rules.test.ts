import { describe, expect, it } from 'vitest'
import { commonPasswordsFile } from '../../src/build/common-passwords.ts'
import { CommonPasswords } from '../../src/accounts/common-passwords.ts'
import { judgePassword, type OwnWords } from '../../src/accounts/password-rules.ts'

const COMMON = new CommonPasswords(commonPasswordsFile().buffer)

const ASHA: OwnWords = {
  names: ['Asha K. Rao-Iyer'],
  phone: '+919876543210',
  email: 'asha.travels@example.in',
  birthDate: '1990-03-27',
  brand: 'NeoBank',
  pan: 'ABCPR1234F',
}

const judge = (password: string, own = ASHA) => judgePassword(password, own, COMMON)

describe('a password', () => {
  it.each([
    ['seven letters', 'xkqvzwj', 'password_too_short'],
    ['eight letters', 'xkqvzwjb', undefined],
    ['seven letters and a space', 'xkqvzwj ', undefined],
    ['seven emoji, of fourteen UTF-16 units', '🦚🐘🐅🦜🪷🥭🛺', 'password_too_short'],
    ['eight emoji', '🦚🐘🐅🦜🪷🥭🛺🪔', undefined],
    ['eight code points that compose to four', 'e\u0301'.repeat(4), 'password_too_short'],
    ['eight letters, composed of sixteen', 'e\u0301'.repeat(8), undefined],
    ['eight code points of Devanagari, marks among them', 'मोरनाचता', undefined],
    ['128 code points', 'xkqvzwjb'.repeat(16), undefined],
    ['128 emoji', '🦚'.repeat(128), undefined],
    ['129 code points', `${'xkqvzwjb'.repeat(16)}x`, 'password_too_long'],
    ['129 that compose to 128', `${'x'.repeat(127)}e\u0301`, undefined],
  ])('of %s', (_, password, fault) => {
    expect(judge(password)).toBe(fault)
  })

  it.each([
    'password',
    'PASSWORD',
    'ｐａｓｓｗｏｒｄ',
    'Football',
    '1234567890',
    'qwertyuiop',
    'iloveyou',
  ])('that many have is refused: %s', (password) => {
    expect(judge(password)).toBe('password_common')
  })

  it.each([
    ['spaces', ' '.repeat(8)],
    ['NULs', '\0'.repeat(8)],
    ['spaces of several kinds, tabs and joiners', ' \t\u00A0\u2003\u3000\u200D\u200B\n'],
  ])('that shows nothing is as good as common: %s', (_, password) => {
    expect(judge(password)).toBe('password_common')
    expect(judge(`${password}x`)).toBeUndefined()
  })

  it.each([
    'password of the peacock',
    'my football is green',
    'password ',
    ' password',
    'passwordx9q',
    'neobank has a peacock',
    'asha likes mangoes',
    'call 9876543210 for mangoes',
    'raoxkqvz',
    'xkqvzrao',
    'kkkk1234kkkk',
    '8305514910',
    '27 peacocks of 1990',
    '8305514962',
  ])('with such a word, or a word of one’s own, among others passes: %s', (password) => {
    expect(judge(password)).toBeUndefined()
  })

  it.each([
    ['a first name', 'asha2024'],
    ['a first name and symbols', '**Asha!!**'],
    ['a first name, spelled with symbols in between', 'A-s-h-a-!!!!'],
    ['first name and last', 'Asha Rao 1'],
    ['the last name first', 'RaoAsha99'],
    ['one part of a double name', 'iyeriyer'],
    ['the whole name', 'ashakraoiyer'],
    ['a name in other digits and widths', 'Ａｓｈａ२०२४'],
    ['the brand', 'NeoBank!'],
    ['the brand and a year', '2026neobank'],
    ['the brand and the name', 'asha@neobank'],
    ['the phone', '9876543210'],
    ['the phone with its country code', '+91 98765 43210'],
    ['the phone with a zero and symbols', '(0)98765-43210#'],
    ['the phone between digits', '0098765432101'],
    ['the email', 'asha.travels@example.in'],
    ['what stands before its @', 'ashatravels1'],
    ['a word of that', 'Travels@123'],
    ['the birth date', '27/03/1990'],
    ['the birth date the other way round', '1990-03-27'],
    ['the birth date as an American writes it', '03.27.1990'],
    ['the birth date with a short year, twice', '270390270390'],
    ['the birth date and the name', 'asha27031990'],
    ['the PAN', 'ABCPR1234F'],
    ['the PAN in small letters and symbols', '#abcpr-1234-f#'],
  ])('that is %s is refused', (_, password) => {
    expect(judge(password)).toBe('password_personal')
  })

  it('of digits passes where there is no PAN', () => {
    expect(judge('8305514962', { ...ASHA, pan: undefined })).toBeUndefined()
  })

  it('in Devanagari is refused where it is the name', () => {
    const own = { ...ASHA, names: ['अनिता राव'] }
    expect(judge('अनिता१९९०', own)).toBe('password_personal')
    expect(judge('मोरनाचता', own)).toBeUndefined()
  })

  it('is told first that it is too short, then too long, then common, then one’s own', () => {
    expect(judge('asha')).toBe('password_too_short')
    expect(judge('asha'.repeat(33))).toBe('password_too_long')
    expect(judge('password', { ...ASHA, names: ['Pass Word'] })).toBe('password_common')
  })

  it('is one, composed or decomposed', () => {
    const [composed, decomposed] = [
      'caf\u00e9s d\u2019Andr\u00e9',
      'cafe\u0301s d\u2019Andre\u0301',
    ]
    expect(judge(composed, { ...ASHA, names: [decomposed] })).toBe('password_personal')
    expect(judge(decomposed, { ...ASHA, names: [composed] })).toBe('password_personal')
  })

  it('is judged in a moment, however the name was chosen', () => {
    const names = Array.from({ length: 40 }, (_, i) => 'a'.repeat(i + 2)).join(' ')
    expect(judge(`${'a'.repeat(126)}!b`, { ...ASHA, names: [names] })).toBeUndefined()
  })
})
