import { describe, expect, it } from 'vitest'
import { foldDigits } from '../../src/phone/digits.ts'
import { EVERY_DIGIT } from '../support/digits.ts'

const SYSTEMS = Intl.supportedValuesOf('numberingSystem')
  .map((system) => new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false }))
  .filter((format) => /^\p{Nd}+$/u.test(format.format(9876543210)))

describe('foldDigits', () => {
  it('gives every digit of every numbering system its value', () => {
    expect(SYSTEMS.length).toBeGreaterThan(60)
    for (const format of SYSTEMS) {
      expect(foldDigits(format.format(9876543210))).toBe('9876543210')
    }
  })

  it('makes each decimal digit of Unicode one ASCII digit, each value equally often', () => {
    const folded = EVERY_DIGIT.map(foldDigits)
    expect(folded.every((digit) => /^[0-9]$/.test(digit))).toBe(true)
    for (const digit of '0123456789') {
      expect(folded.filter((one) => one === digit)).toHaveLength(EVERY_DIGIT.length / 10)
    }
  })

  it('counts up within every run of ten', () => {
    for (let run = 0; run < EVERY_DIGIT.length; run += 10) {
      expect(foldDigits(EVERY_DIGIT.slice(run, run + 10).join(''))).toBe('0123456789')
    }
  })

  it('leaves all else as it is', () => {
    for (const text of ['', 'abc', '²½Ⅳ四①', '+-() .', '\u{1F51F}', 'é\u0301']) {
      expect(foldDigits(text)).toBe(text)
    }
  })
})
