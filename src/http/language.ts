import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import * as LOCALES from '../locales/locales.ts'
import { lookup } from '../locales/lookup.ts'
import { DAY, SECOND } from '../platform/time.ts'
import type { AppEnv } from './factory.ts'

const WORDS = new Map(Object.entries(LOCALES))
const LANGUAGES = ['en', ...WORDS.keys()] as const

const COOKIE = 'language'
const REMEMBERED = 365 * DAY

/** Longer than any browser sends; reading more would be work for whoever wants us to work. */
const LONGEST_HEADER = 1000

/** Picks the language that an `Accept-Language` wants most (RFC 4647 lookup); else the first. */
export function languageFor(
  header: string | undefined,
  languages: readonly [string, ...string[]],
): string {
  if (header === undefined || header.length > LONGEST_HEADER) return languages[0]
  const ranges = header.split(',').map((part) => ({
    range: part.replace(/;.*/, '').trim(),
    q: Number(/;\s*q=([\d.]+)/i.exec(part)?.[1] ?? 1),
  }))
  const wanted = ranges.filter(({ q }) => q > 0).toSorted((a, b) => b.q - a.q)
  const matches = wanted.map(({ range }) => lookup(range, languages))
  return matches.find((language) => language !== undefined) ?? languages[0]
}

/** Gives the languages that the caller wants, as `Accept-Language` does; a form wants its page's. */
export function wantedLanguages(c: Context<AppEnv>): string | undefined {
  return c.get('formLanguage') ?? c.req.header('Accept-Language')
}

/** Picks a reply's words in the caller's language, else in English; its header names which. */
export function replyWords(c: Context) {
  const language = languageFor(wantedLanguages(c), LANGUAGES)
  // Without `Vary`, which is for caches: none keeps a reply.
  c.header('Content-Language', language)
  return WORDS.get(language) ?? LOCALES.en
}

/** Tells whether a tag is of one of our languages. */
export function isLanguage(tag: string): boolean {
  return WORDS.has(tag)
}

/** Picks the words of notices: in the language that is asked for by name, else as a reply's. */
export function noticeWords(c: Context, tag: string | undefined) {
  return WORDS.get(tag ?? '') ?? replyWords(c)
}

/** Picks a page's words: in the language that the person chose, else that the browser asks for. */
export function pageWords(c: Context) {
  const chosen = WORDS.get(getCookie(c, COOKIE) ?? '')
  return chosen ?? WORDS.get(languageFor(c.req.header('Accept-Language'), LANGUAGES)) ?? LOCALES.en
}

/** Remembers the language that a person chose, where it is one of ours: a preference, no secret. */
export function rememberLanguage(c: Context, tag: string): void {
  if (!WORDS.has(tag)) return
  setCookie(c, COOKIE, tag, {
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: REMEMBERED / SECOND,
  })
}
