import { expect, test } from 'vitest'
import { documentOf } from '../../src/build/document.ts'
import type { Locale } from '../../src/build/locales.ts'
import * as en from '../../src/locales/en.ts'
import * as hi from '../../src/locales/hi.ts'
import * as ur from '../../src/locales/ur.ts'

const fill = (template: string, words: Locale = hi) => documentOf(template, words, [en, hi, ur])

test('a place gets the words of the language, wherever they stand in it', () => {
  expect(fill('<b lang="{{locale.tag}}">{{digits.0}} {{step1 steps}}</b>')).toBe(
    '<b lang="hi">पहला अंक {{steps}} में से चरण 1</b>',
  )
  expect(fill('{{phoneTitle}}', ur)).not.toBe(fill('{{phoneTitle}}'))
})

test('what only the Worker knows stays for it, in sentences too', () => {
  expect(fill('{{brand}} {{country}}{{dialCode}} {{hint}} {{plan}}{{cards}}')).toBe(
    '{{brand}} {{country}}{{dialCode}} {{hint}} {{plan}}{{cards}}',
  )
  expect(fill('{{secrecy brand}}', en)).toMatch(/^\{\{brand\}\} never asks/)
  expect(fill('{{codeSentTo phone}}', en)).toContain('to <span class="masked"')
})

test('the other languages are linked, each by its own name', () => {
  expect(fill('{{links}}')).toBe(
    '<a href="?language=en" lang="en">English</a> <a href="?language=ur" lang="ur">اردو</a>',
  )
})

test.each(['{{nowhere}}', '{{digits.6}}', '{{digits}}', '{{send.more}}'])(
  '%s, for which there are no words, ends the build',
  (place) => {
    expect(() => fill(place)).toThrow(`hi has no words for ${place}`)
  },
)
