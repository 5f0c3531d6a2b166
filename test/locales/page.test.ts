import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadLocales } from '../../src/build/locales.ts'

const locales = await loadLocales()

const PARTS = [
  'page',
  'step1Words',
  'script',
  'codeWords',
  'connection',
  'delivery',
  'botCheck',
  'uiWords',
  'flowWords',
  'detailsWords',
  'checkWords',
  'passwordWords',
  'accountWords',
] as const

/** Lists every sentence below a value with its path; those with a value in them get `‹›`. */
function sentences(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, String(value('‹›'))]]
  return Object.entries(value ?? {}).flatMap(([key, one]) => sentences(one, `${path}.${key}`))
}

const read = (pattern: string) =>
  globSync(pattern)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
const html = read('src/web/**/*.html')

test('no sentence has a sign that would be markup in the page', () => {
  const all = locales.flatMap((words) => PARTS.flatMap((part) => sentences(words[part], part)))
  expect(all.filter(([, text]) => /[<>&"{}]/.test(text))).toEqual([])
})

test('the page shows no sentence that is not of the catalogue', () => {
  const markup = html.replace(/<!--.*?-->|<svg.*?<\/svg>/gs, '')
  const texts = markup.replace(/<[^>]*>/gs, ' ').replace(/\{\{.*?\}\}/g, ' ')
  expect(texts.match(/\p{L}+/gu)).toBeNull()
  const spoken = [...markup.matchAll(/\s(?:aria-label|title|data-title|placeholder|alt)="(.*?)"/g)]
  expect(spoken.length).toBeGreaterThan(10)
  expect(spoken.filter(([, text = '']) => /\p{L}/u.test(text.replace(/\{\{.*?\}\}/g, '')))).toEqual(
    [],
  )
})

test('the scripts of the page have no sentence of their own', () => {
  const scripts = read('src/web/**/*.{ts,tsx}').replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
  const strings = scripts.matchAll(/(['`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)
  const texts = Array.from(strings, ([, , text = '']) => text)
  expect(texts).toContain('code-notice')
  // Selectors have spaces too.
  expect(texts.filter((text) => /^[^.#]*\p{L} \p{L}/u.test(text))).toEqual([])
})
