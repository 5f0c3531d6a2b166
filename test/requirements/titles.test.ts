import { describe, expect, it } from 'vitest'
import { testTitles } from './titles.ts'

const titles = (source: string) => testTitles(source, 'a.test.ts')

describe('the titles of the tests in a file', () => {
  it('are those of its tests, behind those of the suites around them', () => {
    const source = `
      test('alone', () => {})
      describe('outer', () => {
        it('first', async () => {})
        describe('inner', function () { test("second's", () => {}) })
      })`
    expect(titles(source)).toEqual(['alone', 'outer › first', "outer › inner › second's"])
  })

  it('are told as they are written where they are filled in for each case', () => {
    const source = [
      "describe.each(['a'])('GET %s', () => { it.each([[1]])('is %i', () => {}) })",
      "test.for([1])('for %i', () => {})",
      'test.each`a\n${1}`("tagged $a", () => {})',
      'for (const name of []) test(`of ${name} (5)`, async ({ page }) => {})',
    ].join('\n')
    const expected = ['GET %s › is %i', 'for %i', 'tagged $a', 'of ${name} (5)']
    expect(titles(source)).toEqual(expected)
  })

  it('are read in the style of the browser tests too', () => {
    const source = `
      test.use({ locale: 'en' })
      test.beforeEach(async () => {})
      test.describe('a page', () => { test('opens', { tag: '@a' }, async () => {}) })`
    expect(titles(source)).toEqual(['a page › opens'])
  })

  it('are none for what does not run', () => {
    const source = `
      it.skip('skipped', () => {})
      it.todo('to be written')
      it('without a body')
      test.skipIf(true)('sometimes', () => {})
      describe.skip('a suite', () => { it('within', () => {}) })
      // it('in a comment', () => {})
      const text = "it('in a text', () => {})"
      run('of another function', () => {})`
    expect(titles(source)).toEqual([])
  })

  it('cannot be read from what is no TypeScript', () => {
    expect(() => titles('it(')).toThrow(/a\.test\.ts/)
  })
})
