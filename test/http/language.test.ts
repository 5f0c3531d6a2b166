import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { languageFor } from '../../src/http/language.ts'

const OURS = ['en', 'hi', 'pt-BR'] as const

describe('languageFor', () => {
  it.each([
    ['hi', 'hi'],
    ['HI', 'hi'],
    ['hi-IN', 'hi'],
    ['hi-Deva-IN', 'hi'],
    ['pt-br', 'pt-BR'],
    ['pt', 'en'],
    ['ta, hi;q=0.8', 'hi'],
    ['en-IN,en;q=0.9,hi;q=0.8', 'en'],
    ['en;q=0.3, hi;q=0.7', 'hi'],
    ['hi;q=0, ta', 'en'],
    ['*', 'en'],
    ['hindi', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ])('answers %j with %s', (header, language) => {
    expect(languageFor(header, OURS)).toBe(language)
  })

  it.each([
    ['hi;q="0.5', 'hi'],
    [';;;,,,===', 'en'],
    ['__proto__, constructor', 'en'],
    [`${'x,'.repeat(499)}hi`, 'hi'],
    [`${'x,'.repeat(499)} hi`, 'en'],
    [`hi${'-x'.repeat(400)}`, 'hi'],
    ['-', 'en'],
    ['\u0000hi', 'en'],
  ])('makes nothing odd of the hostile header %j', (header, language) => {
    expect(languageFor(header, OURS)).toBe(language)
  })

  it('is always one of ours', () => {
    const pieces = fc.constantFrom('hi', 'en', '-', ';', ',', 'q=', '1', '0.5', '"', '\\', '*', ' ')
    const headers = fc.oneof(
      fc.string(),
      fc.array(pieces).map((some) => some.join('')),
    )
    fc.assert(
      fc.property(headers, (header) => {
        expect(OURS).toContain(languageFor(header, OURS))
      }),
    )
  })
})
