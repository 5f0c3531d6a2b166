import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { segmentsOf } from '../../src/sms/segments.ts'
import { SEGMENT, septets } from '../support/gsm7.ts'

const ALPHABET = Array.from('@£$Δ_ΞÆé !"#¤%0159:?¡AZÄ§¿azñà\n\r{}[]~|\\^€')

const gsm7 = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 1, maxLength })

describe('segmentsOf', () => {
  it('counts every character as the table of the tests does', () => {
    for (let code = 1; code < 0x10000; code += 1) {
      const character = String.fromCharCode(code)
      const { encoding, units } = segmentsOf(character)
      const counted = septets(character)
      expect({ code, encoding, units }).toEqual(
        counted === undefined
          ? { code, encoding: 'UCS-2', units: 1 }
          : { code, encoding: 'GSM-7', units: counted },
      )
    }
  })

  it('finds one segment of GSM-7 just where the septets fit', () => {
    fc.assert(
      fc.property(gsm7(200), (text) => {
        const { units, segments, because } = segmentsOf(text)
        expect(units).toBe(septets(text))
        expect(segments === 1).toBe(units <= SEGMENT)
        expect(because === undefined).toBe(segments === 1)
      }),
    )
  })

  it.each([
    ['an empty text', '', 'GSM-7', 1],
    ['160 letters', 'a'.repeat(160), 'GSM-7', 1],
    ['161 letters', 'a'.repeat(161), 'GSM-7', 2],
    ['306 letters', 'a'.repeat(306), 'GSM-7', 2],
    ['307 letters', 'a'.repeat(307), 'GSM-7', 3],
    ['80 euro signs', '€'.repeat(80), 'GSM-7', 1],
    ['81 euro signs', '€'.repeat(81), 'GSM-7', 2],
    ['70 letters of Hindi', 'क'.repeat(70), 'UCS-2', 1],
    ['71 letters of Hindi', 'क'.repeat(71), 'UCS-2', 2],
    ['134 letters of Hindi', 'क'.repeat(134), 'UCS-2', 2],
    ['135 letters of Hindi', 'क'.repeat(135), 'UCS-2', 3],
    ['35 emoji', '😀'.repeat(35), 'UCS-2', 1],
    ['36 emoji', '😀'.repeat(36), 'UCS-2', 2],
  ])('finds for %s: %3$s in %4$i', (_, text, encoding, segments) => {
    expect(segmentsOf(text)).toMatchObject({ encoding, segments })
  })

  it('splits no character between two segments', () => {
    // 76 pairs fill 152 of 153 septets, so that the 77th begins the next segment.
    expect(segmentsOf('€'.repeat(153))).toMatchObject({ units: 306, segments: 3 })
    expect(segmentsOf(`a${'😀'.repeat(66)}a`)).toMatchObject({ units: 134, segments: 2 })
    expect(segmentsOf('😀'.repeat(67))).toMatchObject({ units: 134, segments: 3 })
  })

  it('says why a text is not one segment of GSM-7', () => {
    expect(segmentsOf('a'.repeat(161)).because).toBe('161 septets are more than 160')
    expect(segmentsOf('Grüße, आप').because).toBe('आ (U+0906) is not in GSM-7')
    expect(segmentsOf('₹'.repeat(71)).because).toBe(
      '₹ (U+20B9) is not in GSM-7; 71 UTF-16 units are more than 70',
    )
    expect(segmentsOf('😀').because).toBe('😀 (U+1F600) is not in GSM-7')
    expect(segmentsOf('{code}')).toEqual({ encoding: 'GSM-7', units: 8, segments: 1 })
  })
})
