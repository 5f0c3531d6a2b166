import * as fc from 'fast-check'
import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile'
import { parsePhoneNumberFromString as parseAnyKind } from 'libphonenumber-js/max'
import { describe, expect, it } from 'vitest'
import { LANDLINES } from '../../src/phone/landlines.ts'
import { parsePhone } from '../../src/phone/number.ts'
import { readNumber } from '../../src/phone/spelling.ts'
import { EVERY_DIGIT } from '../support/digits.ts'
import { SEPARATORS, SPELLINGS } from './spellings.ts'

const read = (text: string) => readNumber(text, { code: '91', isOnly: true })

const mobile = fc.stringMatching(/^[6-9][0-9]{9}$/).filter((national) => !LANDLINES.test(national))

/** The ten digits of each script. */
const scripts = Array.from({ length: EVERY_DIGIT.length / 10 }, (_, script) =>
  EVERY_DIGIT.slice(script * 10, script * 10 + 10),
)

describe('readNumber, of India,', () => {
  it('reads every spelling of the table as one number', () => {
    expect(SPELLINGS.length).toBeGreaterThan(250)
    for (const text of SPELLINGS) {
      expect(read(text), JSON.stringify(text)).toEqual({ ok: true, e164: '+919876543210' })
    }
  })

  it('[R17] gives one form whatever stands before, between and behind the digits of any script', () => {
    const gap = fc.array(fc.constantFrom(...SEPARATORS), { maxLength: 2 })
    const spelling = fc.record({
      national: mobile,
      // A plus or 00 right before the digits may be another country's.
      prefixes: fc
        .array(fc.constantFrom('+', '00', '0', '91'), { maxLength: 6 })
        .filter((run) => run.length === 0 || /(?:91|(?:^|[^0])0)$/.test(run.join(''))),
      gaps: fc.array(gap, { minLength: 30, maxLength: 30 }),
      script: fc.constantFrom(...scripts),
    })
    fc.assert(
      fc.property(spelling, ({ national, prefixes, gaps, script }) => {
        const spelt = Array.from(prefixes.join('') + national, (sign, index) => {
          const digit = sign === '+' ? sign : script[Number(sign)]
          return `${(gaps[index] ?? []).join('')}${digit}`
        })
        const text = `${spelt.join('')}${(gaps[29] ?? []).join('')}`
        expect(read(text)).toEqual({ ok: true, e164: `+91${national}` })
      }),
      { numRuns: 2000 },
    )
  })

  it('takes all ten digits from 6 to 9 on but listed landlines, however new their series is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[6-9][0-9]{9}$/), (national) => {
        const isLandline = ['79', '80'].includes(national.slice(0, 2)) && LANDLINES.test(national)
        expect(read(national).ok).toBe(!isLandline)
      }),
      { numRuns: 2000 },
    )
    for (const national of ['6212345678', '6802345678', '6122345678', '7212345678']) {
      expect(read(national)).toEqual({ ok: true, e164: `+91${national}` })
    }
  })

  it('does not mistake a number that begins with 91 for one with a country code', () => {
    expect(read('9198765432')).toEqual({ ok: true, e164: '+919198765432' })
    expect(read('0 9198765432')).toEqual({ ok: true, e164: '+919198765432' })
  })

  it.each([
    ['', 'empty'],
    [' - ', 'empty'],
    ['tel:', 'empty'],
    ['98765x43210', 'letters'],
    ['98765:43210', 'letters'],
    ['98765*43210', 'letters'],
    ['hotel:9876543210', 'letters'],
    ['⑨876543210', 'letters'],
    ['9876543210+', 'letters'],
    ['+', 'letters'],
    ['+44 7400 123456', 'foreign'],
    ['0044 7400 123456', 'foreign'],
    ['\uff0b44 7400 123456', 'foreign'],
    ['+65 9876 5432', 'foreign'],
    ['0065 9876 5432', 'foreign'],
    ['+960 771 2345', 'foreign'],
    ['+91 98765 432', 'length'],
    ['0091 98765 432', 'length'],
    ['5876543210', 'start'],
    ['+91 5876543210', 'start'],
    ['91 5876543210', 'start'],
    ['0 1234567890', 'start'],
    ['987654321', 'length'],
    ['98765432101', 'length'],
    ['9876543210, 9876543211', 'length'],
    ['+91 98765', 'length'],
    ['9158765', 'length'],
    ['90012', 'length'],
    ['080 2345 6789', 'landline'],
    ['+91 79 2345 6789', 'landline'],
  ])('refuses %j as %s', (text, fault) => {
    expect(read(text)).toEqual({ ok: false, fault })
  })

  it('leaves ten digits behind a plus to the country that has such mobile numbers', () => {
    const tenDigits = fc.stringMatching(/^[6-9][0-9]{9}$/)
    fc.assert(
      fc.property(tenDigits, (digits) => {
        const isForeign = parsePhoneNumberFromString(`+${digits}`)?.isValid() ?? false
        if (isForeign) expect(read(`+${digits}`)).toEqual({ ok: false, fault: 'foreign' })
      }),
      { numRuns: 5000 },
    )
  })

  it('throws at no text, and takes nothing but ten digits from 6 to 9 on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const spelling = read(text)
        if (spelling.ok) expect(spelling.e164).toMatch(/^\+91[6-9]\d{9}$/)
      }),
    )
  })
})

describe('readNumber, of several countries,', () => {
  it.each([
    ['7400 123456', '44', '+447400123456'],
    ['07400 123456', '44', '+4407400123456'],
    ['+44 7400 123456', '91', '+447400123456'],
    ['0044 7400 123456', '971', '+447400123456'],
    ['+91 98765 43210', '44', '+919876543210'],
    ['+91 +91 98765 43210', '44', '+919876543210'],
    ['98765 43210', '91', '+919876543210'],
    ['+65 9876 5432', '91', '+6598765432'],
    ['۵۰۱۲۳۴۵۶۷', '971', '+971501234567'],
  ])('sends %s with +%s chosen as %s, for the library to judge', (text, code, e164) => {
    expect(readNumber(text, { code, isOnly: false })).toEqual({ ok: true, e164 })
  })

  it("holds only India's numbers to India's rule", () => {
    expect(readNumber('123', { code: '44', isOnly: true })).toEqual({ ok: true, e164: '+44123' })
    for (const [text, code] of [
      ['5876543210', '91'],
      ['+91 5876543210', '44'],
    ] as const) {
      expect(readNumber(text, { code, isOnly: false })).toEqual({ ok: false, fault: 'start' })
    }
  })
})

describe('the page and the edge', () => {
  const noise = fc
    .array(
      fc.oneof(
        fc.constantFrom(...Array.from('+0123456789९१٣９')),
        fc.constantFrom('+91', '0091', '98765', '43210', '65', 'tel:', 'x', ':', ...SEPARATORS),
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join(''))
  const text = fc.oneof(noise, fc.string({ unit: 'binary' }), fc.constantFrom(...SPELLINGS))

  it('agree on every text', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const page = read(typed)
        const edge = parsePhone(typed, ['IN'])
        expect(edge.ok && edge.phone.e164).toEqual(page.ok && page.e164)
      }),
      { numRuns: 5000 },
    )
  })

  it('agree on what the page sends', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('91', '44'), (typed, code) => {
        const page = readNumber(typed, { code, isOnly: false })
        if (!page.ok || !page.e164.startsWith('+91')) return
        const edge = parsePhone(page.e164, ['GB', 'IN'])
        expect(edge).toEqual({ ok: true, phone: { e164: page.e164, country: 'IN' } })
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the listed landlines', () => {
  it("are no mobile series of the library's metadata, so that an update tells when one becomes so", () => {
    const landline = fc.stringMatching(/^[78][0-9]{9}$/).filter((one) => LANDLINES.test(one))
    fc.assert(
      fc.property(landline, (national) => {
        expect(parseAnyKind(`+91${national}`)?.getType()).toBe('FIXED_LINE')
      }),
      { numRuns: 2000 },
    )
  })
})
