import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  judgeBirthDate,
  monthsIn,
  parseBirthDate,
  splitPastedDate,
} from '../../src/person/birth-date.ts'
import { anyText } from '../support/any-text.ts'

/** Midday in India. */
const NOW = Date.parse('2026-11-20T12:00:00+05:30')

const LANGUAGES = 'en hi ur bn ta te mr gu kn ml pa or as'.split(' ')

const monthsOf = (language: string, month: 'long' | 'short') => {
  const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, index) => format.format(Date.UTC(2000, index, 15)))
}

const HINDI = monthsOf('hi', 'long')

const parse = (day: string, month: string, year: string, months: readonly string[] = HINDI) =>
  parseBirthDate({ day, month, year }, NOW, months)

const parseMonth = (month: string, months: readonly string[]) => parse('1', month, '1990', months)

/** Dates of people who may sign up, with 29 February among them. */
const adultDate = fc
  .oneof(
    fc.integer({ min: Date.UTC(1907, 0, 1), max: Date.UTC(2008, 10, 20) }),
    fc.integer({ min: 477, max: 501 }).map((leap) => Date.UTC(leap * 4, 1, 29)),
  )
  .map((time) => new Date(time).toISOString().slice(0, 10))

const split = (date: string) => [date.slice(8), date.slice(5, 7), date.slice(0, 4)] as const

describe('parseBirthDate', () => {
  it.each([
    ['3', '3', '1990'],
    ['03', '03', '1990'],
    [' 03 ', '\u200e3', '1990 '],
    ['३', '०३', '१९९०'],
    ['۳', '۳', '۱۹۹۰'],
    ['3', 'mar', '1990'],
    ['3', 'Mar.', '1990'],
    ['3', 'March', '1990'],
    ['3', 'MARCH', '1990'],
    ['3.', 'march,', '1990..'],
    ['3', 'मार्च', '1990'],
    ['3', 'मार', '1990'],
  ])('reads %j %j %j as 3 March 1990', (day, month, year) => {
    expect(parse(day, month, year, HINDI)).toEqual({ ok: true, date: '1990-03-03' })
  })

  it.each(LANGUAGES)('reads every month of the language %s, long, short or English', (language) => {
    const [long, short] = [monthsOf(language, 'long'), monthsOf(language, 'short')]
    for (let index = 0; index < 12; index++) {
      const date = { ok: true, date: `1990-${String(index + 1).padStart(2, '0')}-01` }
      for (const form of ['NFC', 'NFD']) {
        expect(parseMonth((long[index] ?? '').normalize(form), long)).toEqual(date)
        expect(parseMonth((short[index] ?? '').normalize(form), [...long, ...short])).toEqual(date)
      }
      expect(parseMonth(monthsOf('en', 'long')[index] ?? '', long)).toEqual(date)
      expect(parseMonth(monthsOf('en', 'short')[index] ?? '', long)).toEqual(date)
    }
  })

  it.each([
    ['Sept', '09'],
    ['Febuary', '02'],
    ['janu', '01'],
    ['फरवरी', '02'],
    ['फ़रवरी', '02'],
    ['नवम्बर', '11'],
    ['सितम्बर', '09'],
    ['दिस॰', '12'],
    ['अक्\u200dटूबर', '10'],
    ['मई', '05'],
  ])('reads the spelling %s', (month, number) => {
    expect(parseMonth(month, HINDI)).toEqual({ ok: true, date: `1990-${number}-01` })
  })

  it('reads a Punjabi month without its dot below', () => {
    const months = monthsOf('pa', 'long')
    expect(parseMonth('ਫਰਵਰੀ', months)).toEqual({ ok: true, date: '1990-02-01' })
  })

  it('takes a whole name before one that begins with it, and no beginning of two months', () => {
    const months = Array.from({ length: 12 }, (_, index) => `month ${'i'.repeat(index + 1)}`)
    expect(parseMonth('month i', months)).toEqual({ ok: true, date: '1990-01-01' })
    expect(parseMonth('month iii', months)).toEqual({ ok: true, date: '1990-03-01' })
    expect(parseMonth('month', months)).toEqual({ ok: false, fault: 'not_real' })
    const japanese = monthsOf('ja', 'long')
    expect(parseMonth('3月', japanese)).toEqual({ ok: true, date: '1990-03-01' })
    const french = monthsOf('fr', 'long')
    expect(parseMonth('juil', french)).toEqual({ ok: true, date: '1990-07-01' })
    expect(parseMonth('jui', french)).toEqual({ ok: false, fault: 'not_real' })
  })

  it.each([
    ['', '', '', ['day', 'month', 'year']],
    [' ', '3', '1990', ['day']],
    ['3', '\u200b', '1990', ['month']],
    ['3', '3', '.', ['year']],
    ['', '3', '', ['day', 'year']],
    ['31', '', '90', ['month']],
  ])('misses in %j %j %j what is missing, before all else', (day, month, year, missing) => {
    expect(parse(day, month, year)).toEqual({ ok: false, fault: 'missing', missing })
  })

  it.each([
    ['31', '2', '1990', 'not_real'],
    ['29', '2', '1990', 'not_real'],
    ['29', '2', '1900', 'not_real'],
    ['31', '4', '2090', 'not_real'],
    ['0', '3', '1990', 'not_real'],
    ['32', '3', '1990', 'not_real'],
    ['3', '0', '1990', 'not_real'],
    ['3', '13', '1990', 'not_real'],
    ['003', '3', '1990', 'not_real'],
    ['-3', '3', '1990', 'not_real'],
    ['1.2', '3', '1990', 'not_real'],
    ['x', '3', '1990', 'not_real'],
    ['3', 'x', '1990', 'not_real'],
    ['3', 'ma', '1990', 'not_real'],
    ['3', 'smarch', '1990', 'not_real'],
    ['3', 'मा', '1990', 'not_real'],
    ['31', '2', '90', 'not_real'],
    ['x', '3', '90', 'not_real'],
    ['29', '2', '90', 'year_digits'],
    ['3', '3', '90', 'year_digits'],
    ['3', '3', '19900', 'year_digits'],
    ['3', '3', 'x', 'year_digits'],
    ['3', '3', '+1990', 'year_digits'],
    ['3', '3', '2090', 'future'],
    ['3', '3', '2020', 'too_young'],
    ['3', '3', '1890', 'too_old'],
    ['3', '3', '0000', 'too_old'],
    ['3', '3', '0090', 'too_old'],
  ])('refuses %s %s %s as %s', (day, month, year, fault) => {
    expect(parse(day, month, year, HINDI)).toEqual({ ok: false, fault })
  })

  it('gives back every date that a person may write in any of the languages', () => {
    fc.assert(
      fc.property(
        adultDate,
        fc.constantFrom(...LANGUAGES),
        fc.constantFrom('long', 'short', 'numeric', '2-digit'),
        fc.constantFrom('latn', 'deva', 'arabext', 'beng', 'tamldec'),
        (date, language, month, digits) => {
          const format = new Intl.DateTimeFormat(`${language}-u-nu-${digits}`, {
            day: 'numeric',
            month,
            year: 'numeric',
            timeZone: 'UTC',
          })
          const fields = format.formatToParts(new Date(date))
          const field = (type: string) => fields.find((one) => one.type === type)?.value ?? ''
          const written = [field('day'), field('month'), field('year'), monthsIn(language)] as const
          expect(parse(...written)).toEqual({ ok: true, date })
        },
      ),
    )
  })

  it('reads a month that is shorter in a date than alone', () => {
    const august = { ok: true, date: '1990-08-01' }
    expect(parseMonth('আগ', monthsIn('bn'))).toEqual(august)
    expect(parseMonth('আগস্ট', monthsIn('bn'))).toEqual(august)
  })

  it('takes of any text only what the Worker takes, too', () => {
    const part = fc.oneof(anyText, fc.nat(9999).map(String), fc.constantFrom('mar', 'मई', '30'))
    fc.assert(
      fc.property(part, part, part, fc.array(anyText), (day, month, year, months) => {
        const parsed = parse(day, month, year, months)
        if (parsed.ok) expect(judgeBirthDate(parsed.date, NOW)).toEqual(parsed)
      }),
    )
  })
})

describe('judgeBirthDate', () => {
  it.each([
    ['passes on the 18th birthday', '2008-11-20', '2026-11-20T00:00:00+05:30', undefined],
    [
      'fails until its midnight in India',
      '2008-11-20',
      '2026-11-19T23:59:59.999+05:30',
      'too_young',
    ],
    ['passes where UTC still has the day before', '2008-11-20', '2026-11-19T18:30:00Z', undefined],
    ['fails one moment before', '2008-11-20', '2026-11-19T18:29:59.999Z', 'too_young'],
    ['fails the day before', '2008-11-21', '2026-11-20T12:00:00+05:30', 'too_young'],
    ['passes of 29 February on 1 March', '2008-02-29', '2026-03-01T00:00:00+05:30', undefined],
    ['fails of 29 February on the 28th', '2008-02-29', '2026-02-28T23:59:59+05:30', 'too_young'],
    ['passes of 28 February on 29 February', '2010-02-28', '2028-02-29T00:00:00+05:30', undefined],
    ['fails of 1 March on 29 February', '2010-03-01', '2028-02-29T23:59:59+05:30', 'too_young'],
    ['calls today no future', '2026-11-20', '2026-11-20T00:00:00+05:30', 'too_young'],
    ['calls tomorrow future', '2026-11-21', '2026-11-20T23:59:59+05:30', 'future'],
    ['passes on the 120th birthday', '1906-11-20', '2026-11-20T23:59:59+05:30', undefined],
    ['fails the day after it', '1906-11-20', '2026-11-21T00:00:00+05:30', 'too_old'],
  ])('%s', (_, date, now, fault) => {
    const judged = fault === undefined ? { ok: true, date } : { ok: false, fault }
    expect(judgeBirthDate(date, Date.parse(now))).toEqual(judged)
  })

  it.each([
    '',
    '1990-3-3',
    '1990-02-30',
    '1990-02-31',
    '1990-13-01',
    '1990-00-01',
    '1990-01-00',
    '1990-01-32',
    '03/03/1990',
    '1990-03-03T00:00:00.000Z',
    ' 1990-03-03',
    '1990-03-03\n',
    '01990-03-03',
    '+010000-01',
    '+011990-03-03',
    '१९९०-०३-०३',
  ])('finds %j not real', (date) => {
    expect(judgeBirthDate(date, NOW)).toEqual({ ok: false, fault: 'not_real' })
  })

  it('throws at no text and takes only dates of the calendar', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(judgeBirthDate(text, NOW).ok).toBe(false)
      }),
    )
    fc.assert(
      fc.property(adultDate, (date) => {
        expect(judgeBirthDate(date, NOW)).toEqual({ ok: true, date })
      }),
    )
  })
})

describe('splitPastedDate', () => {
  it.each([
    ['27/03/1990', '27', '03'],
    ['27/3/1990', '27', '3'],
    ['27.3.1990', '27', '3'],
    ['27-03-1990', '27', '03'],
    ['27 03 1990', '27', '03'],
    [' 27/03/1990\n', '27', '03'],
    ['\u200e27/\u200e03/\u200e1990', '27', '03'],
    ['27 / 03 / 1990', '27', '03'],
    ['27‑03‑1990', '27', '03'],
    ['1990-03-27', '27', '03'],
    ['1990/3/27', '27', '3'],
    ['२७/०३/१९९०', '27', '03'],
    ['27 March 1990', '27', 'March'],
    ['27-Mar-1990', '27', 'Mar'],
    ['27 मार्च, 1990', '27', 'मार्च'],
    ['7.3.1990', '7', '3'],
  ])('fills three fields of %j', (text, day, month) => {
    expect(splitPastedDate(text)).toEqual({ day, month, year: '1990' })
  })

  it.each([
    '',
    '27',
    '27/03',
    '27/03/90',
    '27/03/19900',
    '27/03/1990/1',
    '127/03/1990',
    '27/003/1990',
    '27/3rd/1990',
    'x/03/1990',
    '27/03/x1990',
    '27/03/1990x',
    '27x/03/1990',
    'x7/03/1990',
    '1990-03',
    '1990-03-1990',
    '1990',
    '27031990',
    'March 27, 1990',
  ])('leaves %j as it is', (text) => {
    expect(splitPastedDate(text)).toBeUndefined()
  })

  it('gives the fields of every date, and throws at no text', () => {
    fc.assert(
      fc.property(adultDate, fc.constantFrom('-', '/', '.', ' ', ' - '), (date, separator) => {
        const [day, month, year] = split(date)
        const parts = { day, month, year }
        expect(splitPastedDate([year, month, day].join(separator))).toEqual(parts)
        expect(splitPastedDate([day, month, year].join(separator))).toEqual(parts)
      }),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        const parts = splitPastedDate(text)
        if (parts) expect(Object.values(parts)).not.toContain('')
      }),
    )
  })
})
