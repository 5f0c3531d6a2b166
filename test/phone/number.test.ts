import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getCountries, getExampleNumber } from 'libphonenumber-js/mobile'
import examples from 'libphonenumber-js/mobile/examples'
import { maskPhone, parsePhone, partsOf } from '../../src/phone/number.ts'

const INDIA = ['IN'] as const

const e164 = (text: string) => {
  const parsed = parsePhone(text, INDIA)
  return parsed.ok ? parsed.phone.e164 : parsed.reason
}

describe('parsePhone', () => {
  it.each(['6000000000', '7012345678', '8800000000', '9999999999'])(
    'takes the mobile number %s',
    (text) => {
      expect(e164(text)).toBe(`+91${text}`)
    },
  )

  it.each([
    ['a landline in Delhi', '011 2345 6789'],
    ['a landline in Mumbai', '022 2345 6789'],
    ['a landline in Chennai', '+91 44 2345 6789'],
    ['a landline in Bengaluru', '080 2345 6789'],
    ['a landline in Ahmedabad', '079 2345 6789'],
    ['a toll-free number', '1800 123 4567'],
    ['a toll-free number with a country code', '+91 1800 123 456'],
    ['a shared-cost number', '1860 123 4567'],
    ['a premium number', '1901 234 5678'],
    ['a telemarketer', '140 123 4567'],
    ['a telemarketer with a country code', '+91 140 1234567'],
    ['a voice call of a bank', '1600 123 456'],
    ['a voice call of a bank in eleven digits', '1600 123 4567'],
    ['an emergency number', '112'],
    ['an emergency number with a country code', '+91 112'],
    ['a number that begins with 5', '5999999999'],
    ['a number that begins with 0', '0123456789'],
    ['nine digits', '987654321'],
    ['eleven digits', '98765432101'],
    ['no digits', '++--'],
    ['nothing', ''],
    ['blanks', ' \u00A0\t'],
    ['words', 'nine eight seven'],
    ['a letter among digits', '98765O3210'],
    ['a plus at its end', '9876543210+'],
    ['two numbers', '9876543210,9876543211'],
    ['an extension', '9876543210;ext=1'],
    ['a NUL', '9876543210\0'],
    ['digits that are not decimal', '⑨876543210'],
    ['a hundred digits', '9'.repeat(100)],
  ])('refuses %s as invalid_phone', (_, text) => {
    expect(parsePhone(text, INDIA)).toEqual({ ok: false, reason: 'invalid_phone' })
  })

  it.each([
    ['the United States', '+1 202 555 0123'],
    ['the United Kingdom', '+44 7400 123456'],
    ['the United Kingdom after 00', '0044 7400 123456'],
    ['the United Kingdom after a full-width plus', '＋44 7400 123456'],
    ['Bangladesh', '+880 1712 345678'],
    ['Nepal', '+977 984-1234567'],
    ['a satellite', '+882 13 00000'],
    ['a premium number of no country', '+979 123 456 789'],
    ['a toll-free number of no country', '+800 1234 5678'],
  ])('[R18] refuses a number of %s as unsupported_country', (_, text) => {
    expect(parsePhone(text, INDIA)).toEqual({ ok: false, reason: 'unsupported_country' })
  })

  it('reads numbers of every country that is allowed, by their country code', () => {
    const countries = ['IN', 'GB'] as const
    expect(parsePhone('+44 7400 123456', countries)).toMatchObject({ phone: { country: 'GB' } })
    expect(parsePhone('9876543210', countries)).toMatchObject({ phone: { country: 'IN' } })
    expect(parsePhone('+1 202 555 0123', countries)).toMatchObject({
      reason: 'unsupported_country',
    })
    expect(parsePhone('+1 800 555 0199', ['IN', 'US'])).toMatchObject({ reason: 'invalid_phone' })
  })

  it('tells countries of one calling code apart', () => {
    expect(parsePhone('+1 416 555 0123', ['US'])).toMatchObject({ reason: 'unsupported_country' })
    expect(parsePhone('+1 202 555 0123', ['US'])).toMatchObject({ phone: { country: 'US' } })
    expect(parsePhone('+1 800 555 0199', ['US'])).toMatchObject({ reason: 'invalid_phone' })
    expect(parsePhone('+1 800 555 0199', INDIA)).toMatchObject({ reason: 'unsupported_country' })
  })
})

const NATIONAL = fc
  .tuple(
    fc.constantFrom('6', '7', '8', '9'),
    fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.join(''))
  .filter((national) => parsePhone(`+91${national}`, INDIA).ok)

describe('parsePhone, whatever is typed,', () => {
  it('gives a number of an allowed country in E.164, or none', () => {
    const noise = fc.string({
      unit: fc.constantFrom(...Array.from('+0123456789०९٣９-() .\u00A0;,#*a')),
    })
    fc.assert(
      fc.property(fc.oneof(noise, fc.string({ unit: 'binary' }), fc.string()), (text) => {
        const parsed = parsePhone(text, INDIA)
        if (!parsed.ok) {
          expect(['invalid_phone', 'unsupported_country']).toContain(parsed.reason)
          return
        }
        expect(parsed.phone.e164).toMatch(/^\+91[6-9]\d{9}$/)
        expect(parsed.phone.country).toBe('IN')
      }),
      { numRuns: 5000 },
    )
  })

  it('[R17] reads its own form as itself', () => {
    fc.assert(
      fc.property(NATIONAL, (national) => {
        expect(e164(e164(national))).toBe(e164(national))
      }),
    )
  })
})

describe('partsOf', () => {
  it('divides a phone of any country where the library does', () => {
    const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? [])
    expect(numbers.length).toBeGreaterThan(200)
    for (const { number, countryCallingCode, nationalNumber } of numbers) {
      const parsed = parsePhone(number, ['IN', ...getCountries()])
      expect(parsed.ok && partsOf(parsed.phone), number).toEqual({
        prefix: `+${countryCallingCode}`,
        national: nationalNumber,
      })
    }
  })
})

describe('maskPhone', () => {
  it('shows the country code and the last four digits', () => {
    expect(maskPhone({ e164: '+919876543210', country: 'IN' })).toBe('+91 •••••• 3210')
    expect(maskPhone({ e164: '+447400123456', country: 'GB' })).toBe('+44 •••••• 3456')
    expect(maskPhone({ e164: '+12025550123', country: 'US' })).toBe('+1 •••••• 0123')
  })

  it('shows no other digit of any number', () => {
    fc.assert(
      fc.property(NATIONAL, (national) => {
        const masked = maskPhone({ e164: `+91${national}`, country: 'IN' })
        expect(masked).toBe(`+91 •••••• ${national.slice(-4)}`)
      }),
    )
  })

  it('refuses what is no number rather than show it', () => {
    expect(() => maskPhone({ e164: 'hello', country: 'IN' })).toThrow(/E\.164/)
  })
})
