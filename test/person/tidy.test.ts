import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tidy } from '../../src/person/tidy.ts'
import { anyText } from '../support/any-text.ts'

describe('tidy', () => {
  it.each([
    ['  Anita Rao \u00a0', 'Anita Rao'],
    ['Anita  Rao', 'Anita  Rao'],
    ['Anita\r\nRao\n', 'Anita Rao'],
    ['Anita\tRao', 'Anita Rao'],
    ['Anita\u0085\u2028\u2029Rao', 'Anita Rao'],
    ['\u202eAnita\u202c', 'Anita'],
    ['\u2067Ani\u200fta\u2069\u061c', 'Anita'],
    ['An\u0000i\u007ft\u009fa', 'Anita'],
    ['An\u200bi\u00adt\u2060a\ufeff', 'Anita'],
    ['Anita\ud83d', 'Anita'],
    ['\udc00Anita', 'Anita'],
    ['\u200b ', ''],
  ])('makes %j %j', (text, tidied) => {
    expect(tidy(text)).toBe(tidied)
  })

  it.each(['ശ്രീന്\u200d', 'क्\u200dष', 'نمی\u200cدانم', 'é', 'e\u0301', '😀', '\u{20bb7}野'])(
    'leaves %s as it is',
    (text) => {
      expect(tidy(text)).toBe(text)
    },
  )

  it('leaves nothing that turns the direction of a line or ends it, and nothing more to tidy', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tidied = tidy(text)
        expect(tidied).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|^\s|\s$/u)
        expect(tidied.isWellFormed()).toBe(true)
        expect(tidy(tidied)).toBe(tidied)
      }),
    )
  })
})
