import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { factory } from '../http/factory.ts'
import { pageWords, rememberLanguage } from '../http/language.ts'
import { markup } from '../platform/markup.ts'
import { countryField } from './country-field.ts'

const PATH = '/users/signup'

// A 304's headers replace those of the page that the browser kept, its policy's hash included.
const etagOfPage = etag({
  retainedHeaders: [...RETAINED_304_HEADERS, 'Content-Security-Policy'],
})

/** Serves the signup page in the person's language, with what only the deployment knows put in. */
export const signupPage = factory.createApp().get(PATH, etagOfPage, async (c) => {
  const chosen = c.req.query('language')
  if (chosen !== undefined) {
    rememberLanguage(c, chosen)
    return c.redirect(`${PATH}/`, 303)
  }
  const words = pageWords(c)
  const language = words.locale.tag
  const file = await c.env.ASSETS.fetch(new URL(`${PATH}/${language}`, c.req.url))
  if (!file.ok) throw new Error('the page was not built')
  const { brand, countries } = c.get('config')
  const values: Readonly<Record<string, string>> = {
    brand: markup`${brand}`,
    ...countryField(countries, words),
  }
  const page = (await file.text()).replace(/{{(\w+)}}/g, (_, name) => values[name] ?? '')
  return c.html(page, 200, {
    // It allows by its hash the stylesheet in the page.
    'Content-Security-Policy': file.headers.get('Content-Security-Policy') ?? '',
    'Content-Language': language,
    'Cache-Control': 'private, max-age=0, must-revalidate',
    Vary: 'Accept-Language, Cookie',
  })
})
