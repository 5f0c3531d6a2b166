import type { Locale } from './locales.ts'

/** Lists what a sentence may be about, which stands after its name: `{{secrecy brand}}`. */
const VALUES: Readonly<Record<string, string>> = {
  brand: '{{brand}}',
  phone: '<span class="masked" data-masked-phone></span>',
  steps: '{{steps}}',
}

/** Names what the Worker puts in, which knows the deployment. */
const OF_THE_WORKER = new Set([
  'brand',
  'cards',
  'country',
  'dialCode',
  'hint',
  'plan',
  'sandbox',
  'steps',
  'withoutScript',
])

const PLACE = /\{\{([\w.]+)(?: (\w+))?\}\}/g

/** Puts a language's words into the places of a document, and links to it in the other languages. */
export function documentOf(template: string, words: Locale, all: readonly Locale[]): string {
  const places: unknown = {
    ...words.page,
    locale: words.locale,
    links: all
      .filter(({ locale }) => locale.tag !== words.locale.tag)
      .map(linkTo)
      .join(' '),
  }
  return template.replace(PLACE, (place, path: string, value = '') => {
    if (OF_THE_WORKER.has(path)) return place
    const word = path.split('.').reduce(memberOf, places)
    const text: unknown = typeof word === 'function' ? word(VALUES[value]) : word
    if (typeof text !== 'string') throw new Error(`${words.locale.tag} has no words for ${place}`)
    return text
  })
}

function memberOf(value: unknown, key: string): unknown {
  return Object.entries(value ?? {}).find(([name]) => name === key)?.[1]
}

function linkTo({ locale: { tag, name } }: Locale): string {
  return `<a href="?language=${tag}" lang="${tag}">${name}</a>`
}
