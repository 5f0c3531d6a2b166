import { describe, expect, it } from 'vitest'
import { plural } from '../../src/locales/forms.ts'

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
