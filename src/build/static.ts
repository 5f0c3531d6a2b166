/**
 * Builds the static assets that git does not keep: stylesheet and scripts in static/assets, and the
 * signup page with the stylesheet in it, which the assets' headers allow by its hash. Page and
 * scripts are made once a language; what only the deployment knows, the Worker puts into the page.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle, type BuildOptions, type Plugin } from 'esbuild'
import { CHUNKS, writeChunks } from './chunks.ts'
import { common } from './common-passwords.ts'
import { documentOf } from './document.ts'
import { loadLocales } from './locales.ts'
import { OWN_NAMES, SHARED_NAMES } from './own-names.ts'

/** Bounds what the strength meter knows: as much as its 40 KB leave room for. */
const METER_WORDS = 5000

const locales = await loadLocales()

const OPTIONS: BuildOptions = {
  bundle: true,
  format: 'esm',
  target: ['chrome91', 'firefox90', 'safari15'],
  // They all have it but for scripts of later versions of Unicode; no such one is named here.
  supported: { 'regexp-unicode-property-escapes': true },
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
    // Loaded with the steps after the first.
    later: 'src/web/later.css',
  },
  outdir: 'static/assets',
})

const READER = 'src/web/signup/steps/aadhaar/reader'

// The licences of the packages in these two ask to be named with them.
await bundle({
  ...OPTIONS,
  outdir: 'static/assets',
  banner: { js: '/* With zxing-wasm (MIT) and zxing-cpp (Apache-2.0). */' },
  // A worker that is a module is newer than WebAssembly under a policy.
  format: 'iife',
  entryPoints: { 'aadhaar-reader': `${READER}/worker/main.ts` },
})
await bundle({
  ...OPTIONS,
  outdir: 'static/assets',
  banner: { js: '/* With pdf.js, Copyright Mozilla Foundation (Apache-2.0). */' },
  entryPoints: { 'aadhaar-pdf': `${READER}/pdf/pdf.ts` },
  // Without a `window` pdf.js would take the worker for its own, and answer the page's messages.
  define: { window: 'globalThis' },
})
copyFileSync(
  fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')),
  'static/assets/aadhaar-reader.wasm',
)

for (const { locale } of locales) {
  const language = locale.tag
  const options: BuildOptions = {
    ...OPTIONS,
    outdir: `static/assets/${language}`,
    charset: 'utf8',
    plugins: [wordsIn(language)],
    jsx: 'automatic',
    jsxImportSource: 'preact',
  }
  const mangleProps = oneOf(OWN_NAMES)
  const entryPoints = { signup: 'src/web/signup/app.ts' }
  const { mangleCache } = await bundle({ ...options, entryPoints, mangleProps, mangleCache: {} })
  await bundle({
    ...options,
    entryPoints: {
      // Loaded where a send is refused for lack of a bot check.
      'bot-check': 'src/web/parts/bot-check.ts',
      // Loaded where a reply tells how the code fares, or of other channels.
      delivery: 'src/web/signup/delivery/delivery.ts',
    },
    mangleProps,
    // They take part in the page's objects, and so must know those by the same names.
    mangleCache,
  })
  const { outputFiles } = await bundle({
    ...options,
    // Loaded as the signup comes to them; what they share is loaded once.
    entryPoints: {
      steps: 'src/web/signup/steps/steps.ts',
      'personal-details': 'src/web/signup/steps/personal-details/personal-details.tsx',
      aadhaar: 'src/web/signup/steps/aadhaar/aadhaar.tsx',
      pan: 'src/web/signup/steps/pan/pan.tsx',
      'create-account': 'src/web/signup/steps/create-account/create-account.tsx',
    },
    splitting: true,
    chunkNames: CHUNKS,
    write: false,
    mangleProps: oneOf(SHARED_NAMES),
    mangleCache,
  })
  writeChunks(outputFiles)
  await bundle({
    ...options,
    entryPoints: {
      account: 'src/web/account/app.tsx',
      // Loaded where a password is typed.
      meter: 'src/web/signup/steps/create-account/meter.ts',
    },
    define: { COMMON_PASSWORDS: JSON.stringify(common.slice(0, METER_WORDS).join(' ')) },
  })
}

// A stylesheet in the page saves a newcomer on a slow network the round trip before the first paint.
const styles = readFileSync('static/assets/styles.css', 'utf8').trim()
const hash = createHash('sha256').update(styles).digest('base64')

const template = replaceOnce('src/web/signup/signup.html', {
  from: '<link rel="stylesheet" href="/assets/styles.css" />',
  to: `<style>${styles}</style>`,
})
writePages('signup', template)
writePages('account', readFileSync('src/web/account/account.html', 'utf8'))

const headers = replaceOnce('src/web/_headers', {
  from: "style-src 'self'",
  to: `style-src 'self' 'sha256-${hash}'`,
})
writeFileSync('static/_headers', headers)

/** Writes a page once a language. */
function writePages(name: string, markup: string): void {
  mkdirSync(`static/users/${name}`, { recursive: true })
  for (const words of locales) {
    const page = compact(documentOf(markup, words, locales))
    writeFileSync(`static/users/${name}/${words.locale.tag}.html`, page)
  }
}

function oneOf(names: readonly string[]): RegExp {
  return new RegExp(`^(${names.join('|')})$`)
}

/** Puts a language's words in the place of English. */
function wordsIn(language: string): Plugin {
  const path = resolve(`src/locales/${language}.ts`)
  return {
    name: 'words',
    setup(build) {
      // A module of its own for each that takes words from it, so that each takes only those.
      build.onResolve({ filter: /\/locales\/en\.ts$/ }, ({ importer }) => ({
        path,
        suffix: `?${importer}`,
        sideEffects: false,
      }))
    },
  }
}

/** Leaves out comments, indentation and what else HTML can do without: 5 % of the first view. */
function compact(html: string): string {
  return (
    html
      .replace(/<!--.*?-->|^ +/gm, '')
      .replace(/="([\w-]+)"/g, '=$1')
      .replace(/\n(?=[a-z-]+[=\n])/g, ' ')
      .replace(/(<(?:meta|link|input)\b[^>]*?)\s*\/>/g, '$1>')
      .replace(/\s+>/g, '>')
      // No two elements beside each other have a space between them that is seen: rows are flex or grid.
      .replace(/>\n+</g, '><')
  )
}

function replaceOnce(path: string, { from, to }: { from: string; to: string }): string {
  const [before, after, ...more] = readFileSync(path, 'utf8').split(from)
  if (after === undefined || more.length > 0) throw new Error(`${path} has not one ${from}`)
  return before + to + after
}
