import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import type { Config } from '../config.ts'
import { factory } from '../http/factory.ts'
import { pageWords, rememberLanguage } from '../http/language.ts'
import { markup } from '../platform/markup.ts'

type Values = Readonly<Record<string, string>>

// A 304's headers replace those of the page that the browser kept, its policy's hash included.
const etagOfPage = etag({
  retainedHeaders: [...RETAINED_304_HEADERS, 'Content-Security-Policy', 'Permissions-Policy'],
})

/**
 * Serves a page in the person's language, with what only the deployment knows put in; `headersOf` is
 * given the policy that allows by its hash the stylesheet in the page.
 */
export function page(
  path: string,
  valuesOf: (config: Config, words: ReturnType<typeof pageWords>) => Values = () => ({}),
  headersOf: (policy: string) => Values = (policy) => ({ 'Content-Security-Policy': policy }),
) {
  return factory.createApp().get(path, etagOfPage, async (c) => {
    const chosen = c.req.query('language')
    if (chosen !== undefined) {
      rememberLanguage(c, chosen)
      return c.redirect(`${path}/`, 303)
    }
    const words = pageWords(c)
    const language = words.locale.tag
    const file = await c.env.ASSETS.fetch(new URL(`${path}/${language}`, c.req.url))
    if (!file.ok) throw new Error('the page was not built')
    const config = c.get('config')
    const values: Values = { brand: markup`${config.brand}`, ...valuesOf(config, words) }
    const text = (await file.text()).replace(/{{(\w+)}}/g, (_, name) => values[name] ?? '')
    return c.html(text, 200, {
      ...headersOf(file.headers.get('Content-Security-Policy') ?? ''),
      'Content-Language': language,
      'Cache-Control': 'private, max-age=0, must-revalidate',
      Vary: 'Accept-Language, Cookie',
    })
  })
}
