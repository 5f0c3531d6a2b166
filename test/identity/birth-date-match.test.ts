import { describe, expect, it } from 'vitest'
import { matchBirthDates, readRegisterBirthDate } from '../../src/identity/birth-date-match.ts'

describe('a date of birth', () => {
  it.each([
    ['1990-01-15', 'match'],
    ['1990-01-16', 'mismatch'],
    ['1991-01-15', 'mismatch'],
    ['1990', 'year_match'],
    ['1991', 'mismatch'],
    [undefined, 'unknown'],
  ])('of 1990-01-15 is %s in a register: %s', (told, answer) => {
    expect(matchBirthDates('1990-01-15', told)).toBe(answer)
  })

  it.each([
    ['15-01-1990', '1990-01-15'],
    ['15/01/1990', '1990-01-15'],
    [' 1990-01-15 ', '1990-01-15'],
    ['1990', '1990'],
    ['29-02-2000', '2000-02-29'],
  ])('is read of %j', (text, date) => {
    expect(readRegisterBirthDate(text)).toBe(date)
  })

  it.each([
    '',
    '90',
    '1-1-1990',
    '31-02-1990',
    '1990-13-01',
    '01-15-1990',
    '15.01.1990',
    '1990-01-15T00:00',
    'N/A',
  ])('is not read of %j', (text) => {
    expect(readRegisterBirthDate(text)).toBeUndefined()
  })
})
