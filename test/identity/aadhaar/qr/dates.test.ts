import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readQrBirthDate, readIssue } from '../../../../src/identity/aadhaar/qr/dates.ts'
import { anyText } from '../../../support/any-text.ts'

describe('readQrBirthDate', () => {
  it.each([
    ['27-03-1990', '1990-03-27'],
    ['27/03/1990', '1990-03-27'],
    ['29-02-1988', '1988-02-29'],
    ['1990', '1990'],
    ['29-02-1990', undefined],
    ['31-04-1990', undefined],
    ['00-03-1990', undefined],
    ['27-13-1990', undefined],
    ['1-3-1990', undefined],
    ['27-03-90', undefined],
    ['27-03-19900', undefined],
    ['127-03-1990', undefined],
    ['27.03.1990', undefined],
    ['27-03-1990 ', undefined],
    ['19900', undefined],
    ['x1990', undefined],
    ['', undefined],
  ])('reads %j as %j', (text, date) => {
    expect(readQrBirthDate(text)).toBe(date)
  })
})

describe('readIssue', () => {
  it.each([
    ['269720190308114407437', '2019-03-08T11:44:07.437+05:30'],
    ['000020260101000000000', '2025-12-31T18:30:00.000Z'],
    ['999920240229235959999', '2024-02-29T23:59:59.999+05:30'],
  ])('reads %s as %s', (referenceId, time) => {
    expect(readIssue(referenceId)).toBe(Date.parse(time))
  })

  it.each([
    '',
    '2697',
    '26972019030811440743',
    '2697201903081144074370',
    '269720190229114407437',
    '269720190008114407437',
    '269720190308244407437',
    '269720190308240000000',
    '269720190308116007437',
    '269720190308114460437',
    'x26972019030811440743',
    '26972019030811440743x',
  ])('reads no time of %j', (referenceId) => {
    expect(readIssue(referenceId)).toBeUndefined()
  })

  it('throws at no text', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^\d{21}$/)), (text) => {
        readIssue(text)
        readQrBirthDate(text)
      }),
    )
  })
})
