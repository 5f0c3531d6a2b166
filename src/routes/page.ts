import type { Context } from 'hono'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import type { Config } from '../config.ts'
import { type AppEnv, factory } from '../http/factory.ts'
import { pageWords, rememberLanguage } from '../http/language.ts'
import { markup } from '../platform/markup.ts'

type Words = ReturnType<typeof pageWords>
type Values = Readonly<Record<string, string>>

/** Says what a page is given: what the deployment knows, and headers by the policy for its own parts. */
type Made = {
  readonly valuesOf: (config: Config, words: Words) => Values
  readonly headersOf: (policy: string) => Values
}

// A 304's headers replace those of the page that the browser kept, its policy's hashes included.
const etagOfPage = etag({
  retainedHeaders: [...RETAINED_304_HEADERS, 'Content-Security-Policy', 'Permissions-Policy'],
})

/** Serves a page in the person's language, with what only the deployment knows put in. */
export function page(path: string, made: Partial<Made> = {}) {
  return factory.createApp().get(path, etagOfPage, async (c) => {
    const chosen = chooseLanguage(c, path)
    if (chosen) return chosen
    const html = await builtPage(c, path, made)
    c.header('Cache-Control', 'private, max-age=0, must-revalidate')
    c.header('Vary', 'Accept-Language, Cookie')
    return c.html(html)
  })
}

/** Remembers a language that is chosen by a link, and leads back to the page without it. */
export function chooseLanguage(c: Context<AppEnv>, path: string): Response | undefined {
  const chosen = c.req.query('language')
  if (chosen === undefined) return undefined
  rememberLanguage(c, chosen)
  return c.redirect(`${path}/`, 303)
}

/** Reads a page as it was built, its values put in, and gives the reply what headers it needs. */
export async function builtPage(
  c: Context<AppEnv>,
  path: string,
  { valuesOf = () => ({}), headersOf = ownPolicy }: Partial<Made>,
): Promise<string> {
  const words = pageWords(c)
  const language = words.locale.tag
  const file = await c.env.ASSETS.fetch(new URL(`${path}/${language}`, c.req.url))
  if (!file.ok) throw new Error('the page was not built')
  const config = c.get('config')
  const values: Values = { brand: markup`${config.brand}`, ...valuesOf(config, words) }
  // It allows by their hashes the style and the script in the page.
  const headers = headersOf(file.headers.get('Content-Security-Policy') ?? '')
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  c.header('Content-Language', language)
  return (await file.text()).replace(/{{(\w+)}}/g, (_, name) => values[name] ?? '')
}

function ownPolicy(policy: string): Values {
  return { 'Content-Security-Policy': policy }
}
