/** Builds static/404.html in every language: the assets serve it, whichever the reader wants. */
import { readFileSync, writeFileSync } from 'node:fs'
import { markup } from '../platform/markup.ts'
import { loadLocales } from './locales.ts'

const brand = /^BRAND = "(.*)"$/m.exec(readFileSync('wrangler.toml', 'utf8'))?.[1]
if (brand === undefined) throw new Error('wrangler.toml has no BRAND')

const locales = await loadLocales()
const title = locales.map(({ notFound }) => notFound.title).join(' · ')

const head = markup`<!doctype html>
<html lang="en" dir="ltr">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} – ${brand}</title>
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" content="#fbfaf7" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#14161a" media="(prefers-color-scheme: dark)" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/assets/styles.css" />
  </head>
  <body>
    <header class="masthead">
      <p class="wordmark">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <rect class="mark" width="32" height="32" rx="8" />
          <path class="mark-stroke" d="M10 22.5v-13l12 13v-13" />
        </svg>
        ${brand}
      </p>
    </header>

    <main>
`

const sections = locales.map(
  ({ locale, notFound }) => markup`      <section class="step">
        <div class="form" lang="${locale.tag}" dir="${locale.dir}">
          <h1>${notFound.title}</h1>
          <p class="lead">${notFound.lead}</p>
          <p><a href="/users/signup/">${notFound.start}</a></p>
        </div>
      </section>
`,
)

writeFileSync('static/404.html', `${head}${sections.join('')}    </main>\n  </body>\n</html>\n`)
