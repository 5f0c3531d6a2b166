import type * as en from '../locales/en.ts'
import * as LOCALES from '../locales/locales.ts'

/** Holds all words of a language. */
export type Locale = typeof en

/** Loads all words of every language: those of the pages too, which the Worker does without. */
export function loadLocales(): Promise<readonly Locale[]> {
  return Promise.all(
    Object.keys(LOCALES).map(async (tag): Promise<Locale> => await import(`../locales/${tag}.ts`)),
  )
}
