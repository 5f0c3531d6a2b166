import { globSync, readFileSync } from 'node:fs'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, it } from 'vitest'
import { loadLocales } from '../../src/build/locales.ts'
import * as en from '../../src/locales/en.ts'
import { readTextSettings } from '../../src/sms/read-templates.ts'

type Leaf = string | boolean | ((...values: number[]) => string)

/** Lists what is at the end of each path: `errors.not_found`. */
function leavesOf(value: unknown, path: string): readonly (readonly [path: string, leaf: Leaf])[] {
  if (typeof value !== 'object' || value === null) return [[path, value as Leaf]]
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, `${path}.${key}`))
}

/** Lists all but the Worker's part, which repeats others. */
const leaves = (words: object) =>
  new Map(
    Object.entries(words).flatMap(([name, part]) =>
      name === 'worker' ? [] : leavesOf(part, name),
    ),
  )

const locales = await loadLocales()
const catalogues = locales.map((words) => [words.locale.tag, leaves(words)] as const)
const english = leaves(en)

const VALUES = [41, 43]
/** Is hours from those, so that it is another time of day too. */
const OTHER = 7_654_321

/** Says each sentence, with numbers for its values, which a text writes as they are. */
const say = (leaf: Leaf | undefined, values = VALUES) =>
  typeof leaf === 'function' ? leaf(...values) : String(leaf)

const PATHS = [...english.keys()].filter((path) => !path.startsWith('locale.'))

/** Lists the values that sentences have, by their English. */
const PLACES = PATHS.flatMap((path) => {
  const leaf = english.get(path)
  return typeof leaf === 'function'
    ? VALUES.slice(0, leaf.length).map((_, at) => ({ path, at }))
    : []
})

describe('the catalogue', () => {
  it.each(catalogues)('has the keys of English, and no others: %s', (_, words) => {
    expect([...words.keys()].toSorted()).toEqual([...english.keys()].toSorted())
  })

  it.each(catalogues)('says another sentence for another value: %s', (_, words) => {
    expect(PLACES.length).toBeGreaterThan(5)
    const unsaid = PLACES.filter(
      ({ path, at }) => say(words.get(path)) === say(words.get(path), VALUES.with(at, OTHER)),
    )
    expect(unsaid).toEqual([])
  })

  it.each(catalogues)('is written in the script of its language: %s', (tag, words) => {
    const letter = new RegExp(`\\p{sc=${new Intl.Locale(tag).maximize().script}}`, 'u')
    const sentences = PATHS.map((path) => say(words.get(path))).filter((said) => said.includes(' '))
    expect(sentences.length).toBeGreaterThan(20)
    expect(sentences.filter((said) => !letter.test(said))).toEqual([])
  })

  it('says no sentence the same in two languages', () => {
    const same = PATHS.filter((path) => {
      const said = catalogues.map(([, words]) => say(words.get(path)))
      return said[0]?.includes(' ') && new Set(said).size < said.length
    })
    expect(same).toEqual([])
  })

  it('holds no word that nothing uses', () => {
    const files = globSync('src/**/*.{ts,tsx,html}').filter((file) => !/^src.locales/.test(file))
    const code = files.map((file) => readFileSync(file, 'utf8')).join('\n')
    expect(PATHS.filter((path) => !isUsed(path, code))).toEqual([])
    expect(isUsed('errors.nobody', code)).toBe(false)
  })

  it('has texts in English and Hindi unless the operator names other languages', () => {
    const values = { code: '000000', brand: 'NeoBank', host: 'signup.example' }
    expect(readTextSettings({}, new Set(), values)).toMatchObject({
      settings: { languages: ['en', 'hi'] },
    })
  })
})

/** Tells whether code names a path or a part that holds it, or a place in the page its key. */
function isUsed(path: string, code: string): boolean {
  const [section = '', ...keys] = path.split('.')
  const parts = keys.map((_, i) => [section, ...keys.slice(0, i)].join('\\.')).slice(1)
  const uses = [
    `\\b${path.replaceAll('.', '\\.')}\\b`,
    `\\b${section}\\[`,
    ...parts.map((part) => `\\b${part}\\b(?!\\.)`),
    `\\{\\{${keys.join('\\.')}\\b`,
  ]
  return new RegExp(uses.join('|')).test(code)
}

/** What the page says is in its own files; what the contract describes is for programmers. */
const ELSEWHERE = /^src.(locales|web|build|contract|routes.schemas)\b/

describe('the code of the Worker', () => {
  it('has no sentence for people outside the catalogue', () => {
    const files = globSync('src/**/*.ts').filter((file) => !ELSEWHERE.test(file))
    expect(files.length).toBeGreaterThan(40)
    expect(files.flatMap((file) => sentencesIn(readFileSync(file, 'utf8')))).toEqual([])
  })

  it('would be found to', () => {
    const source = "say('Come back later.')\nsay(`Wait ${n} seconds.`)\nsay('a b')\n// A note."
    expect(sentencesIn(source)).toEqual(['Come back later.', 'Wait … seconds.'])
  })
})

/** Finds strings of several words that end as a sentence does. */
function sentencesIn(source: string): readonly string[] {
  const found: string[] = []
  new Visitor({
    Literal: ({ value }) => found.push(String(value)),
    TemplateLiteral: ({ quasis }) => found.push(quasis.map(({ value }) => value.cooked).join('…')),
  }).visit(parseSync('a.ts', source).program)
  return found.filter((text) => /\S \S.*[.!?]$/.test(text))
}
