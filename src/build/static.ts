/**
 * Builds the static assets that git does not keep: stylesheet and scripts in static/assets, and the
 * signup page with the stylesheet in it, which the assets' headers allow by its hash. Page and
 * scripts are made once a language; what only the deployment knows, the Worker puts into the page.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build as bundle, type BuildOptions, type Plugin } from 'esbuild'
import { documentOf } from './document.ts'
import { loadLocales } from './locales.ts'
import { OWN_NAMES } from './own-names.ts'

const locales = await loadLocales()

const OPTIONS: BuildOptions = {
  bundle: true,
  format: 'esm',
  target: ['chrome91', 'firefox90', 'safari15'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
}

await bundle({
  ...OPTIONS,
  entryPoints: {
    // Without words: the page in the bot check's frame.
    'bot-check-frame': 'src/web/parts/bot-check-frame.ts',
    styles: 'src/web/styles.css',
  },
  outdir: 'static/assets',
})

for (const { locale } of locales) {
  const language = locale.tag
  const options: BuildOptions = {
    ...OPTIONS,
    outdir: `static/assets/${language}`,
    charset: 'utf8',
    mangleProps: new RegExp(`^(${OWN_NAMES.join('|')})$`),
    plugins: [wordsIn(language)],
  }
  const entryPoints = { signup: 'src/web/signup/app.ts' }
  const { mangleCache } = await bundle({ ...options, entryPoints, mangleCache: {} })
  await bundle({
    ...options,
    entryPoints: {
      // Loaded where a send is refused for lack of a bot check.
      'bot-check': 'src/web/parts/bot-check.ts',
      // Loaded where a reply tells how the code fares, or of other channels.
      delivery: 'src/web/signup/delivery/delivery.ts',
    },
    // They take part in the page's objects, and so must know those by the same names.
    mangleCache,
  })
}

// A stylesheet in the page saves a newcomer on a slow network the round trip before the first paint.
const styles = readFileSync('static/assets/styles.css', 'utf8').trim()
const hash = createHash('sha256').update(styles).digest('base64')

const template = replaceOnce('src/web/signup/signup.html', {
  from: '<link rel="stylesheet" href="/assets/styles.css" />',
  to: `<style>${styles}</style>`,
})
mkdirSync('static/users/signup', { recursive: true })
for (const words of locales) {
  const page = documentOf(template, words, locales)
  writeFileSync(`static/users/signup/${words.locale.tag}.html`, compact(page))
}

const headers = replaceOnce('src/web/_headers', {
  from: "style-src 'self'",
  to: `style-src 'self' 'sha256-${hash}'`,
})
writeFileSync('static/_headers', headers)

/** Puts a language's words in the place of English. */
function wordsIn(language: string): Plugin {
  const path = resolve(`src/locales/${language}.ts`)
  return {
    name: 'words',
    setup(build) {
      build.onResolve({ filter: /\/locales\/en\.ts$/ }, () => ({ path, sideEffects: false }))
    },
  }
}

/** Leaves out comments, indentation and what else HTML can do without: 5 % of the first view. */
function compact(html: string): string {
  return html
    .replace(/<!--.*?-->|^ +/gm, '')
    .replace(/="([\w-]+)"/g, '=$1')
    .replace(/\n(?=[a-z-]+[=\n])/g, ' ')
    .replace(/(<(?:meta|link|input)\b[^>]*?)\s*\/>/g, '$1>')
    .replace(/\s+>/g, '>')
}

function replaceOnce(path: string, { from, to }: { from: string; to: string }): string {
  const [before, after, ...more] = readFileSync(path, 'utf8').split(from)
  if (after === undefined || more.length > 0) throw new Error(`${path} has not one ${from}`)
  return before + to + after
}
