import { describe, expect, it, test } from 'vitest'
import { inWords, plural, timeOfDay } from '../../src/locales/forms.ts'

const FORMS = { one: '# try', two: 'both tries', other: '# tries' }

describe('plural', () => {
  it.each([
    ['en', 0, '0 tries'],
    ['en', 1, '1 try'],
    ['en', 2, '2 tries'],
    ['en', 1200, '1,200 tries'],
    ['hi', 0, '0 try'],
    ['hi', 1, '1 try'],
    ['hi', 2, '2 tries'],
    ['ur', 0, '0 tries'],
    ['ur', 1, '1 try'],
    ['ar', 2, 'both tries'],
    ['ar-EG', 3, '٣ tries'],
  ])('writes in %s for %i: %s', (tag, count, phrase) => {
    expect(plural(tag, count, FORMS)).toBe(phrase)
  })
})

test.each([
  [0, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [61, '2 minutes'],
  [300, '5 minutes'],
  [3600, '1 hour'],
  [86_400, '24 hours'],
])('%i seconds are called %s', (seconds, text) => {
  expect(inWords('en', seconds)).toBe(text)
})

test.each([
  ['hi', '5 मिनट'],
  ['ur', '5 منٹ'],
])('a wait in %s is %s', (tag, text) => {
  expect(inWords(tag, 300)).toBe(text)
})

test('a time of day is written as the language writes it', () => {
  const moment = new Date(2026, 0, 15, 22, 35).getTime()
  expect(timeOfDay('en-IN', moment)).toMatch(/^10:35\spm$/)
  expect(timeOfDay('de', moment)).toBe('22:35')
})
