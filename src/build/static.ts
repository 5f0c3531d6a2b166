/**
 * Builds the static assets that git does not keep: stylesheets and scripts in static/assets, and the
 * signup page with its own in it, which that file's headers allow by their hashes. Pages and scripts
 * are made once a language; what only the deployment knows, the Worker puts into the page.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle, type BuildOptions, type Plugin } from 'esbuild'
import { CHUNKS, writeChunks } from './chunks.ts'
import { common } from './common-passwords.ts'
import { documentOf } from './document.ts'
import { type Locale, loadLocales } from './locales.ts'

/** Bounds what the strength meter knows: as much as its 40 KB leave room for. */
const METER_WORDS = 5000

const SIGNUP = 'src/web/signup/signup.html'

const locales = await loadLocales()
// The Worker's own, and then what each language's signup page allows.
const headers = [readFileSync('src/web/_headers', 'utf8').trimEnd()]

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

const styles = readFileSync('static/assets/styles.css', 'utf8').trim()

for (const words of locales) {
  const language = words.locale.tag
  const options: BuildOptions = {
    ...OPTIONS,
    outdir: `static/assets/${language}`,
    charset: 'utf8',
    plugins: [wordsIn(language)],
    jsx: 'automatic',
    jsxImportSource: 'preact',
  }
  const { outputFiles: signup } = await bundle({
    ...options,
    entryPoints: ['src/web/signup/app.ts'],
    write: false,
  })
  writeSignupPage(words, signup[0]?.text.trim() ?? '')
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
  })
  writeChunks(outputFiles)
  await bundle({
    ...options,
    entryPoints: {
      account: 'src/web/account/app.tsx',
      // Loaded as the number is typed.
      code: 'src/web/signup/screens/code-screen.ts',
      // Loaded where a send is refused for lack of a bot check.
      'bot-check': 'src/web/parts/bot-check.ts',
      // Loaded where a reply tells how the code fares, or of other channels.
      delivery: 'src/web/signup/delivery/delivery.ts',
      // Loaded where a password is typed.
      meter: 'src/web/signup/steps/create-account/meter.ts',
    },
    define: { COMMON_PASSWORDS: JSON.stringify(common.slice(0, METER_WORDS).join(' ')) },
  })
}

writePages('account', readFileSync('src/web/account/account.html', 'utf8'))
writeFileSync('static/_headers', `${headers.join('\n')}\n`)

/**
 * Writes the signup page of a language whole, with its style and script in it: what a newcomer waits for
 * comes in one response. Each is allowed by its hash.
 */
function writeSignupPage(words: Locale, script: string): void {
  if (script === '' || /<\/script|<!--|\{\{\w+\}\}/i.test(script)) {
    throw new Error('the script cannot stand in the page')
  }
  const language = words.locale.tag
  const markup = documentOf(readFileSync(SIGNUP, 'utf8'), words, locales)
  const page = replaceOnce(compact(markup), {
    '<link rel=stylesheet href="/assets/styles.css">': `<style>${styles}</style>`,
    '<script type=module src="/assets/signup.js"></script>': `<script type=module>${script}</script>`,
  })
  writePage('signup', language, page)
  const policy = /^ +Content-Security-Policy: .*$/m.exec(headers[0] ?? '')?.[0] ?? ''
  const own = replaceOnce(policy, {
    "script-src 'self'": `script-src 'self' ${hashOf(script)}`,
    "style-src 'self'": `style-src 'self' ${hashOf(styles)}`,
  })
  headers.push(`/users/signup/${language}\n  ! Content-Security-Policy\n${own}`)
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

function writePages(name: string, markup: string): void {
  for (const words of locales) {
    writePage(name, words.locale.tag, compact(documentOf(markup, words, locales)))
  }
}

function writePage(name: string, language: string, page: string): void {
  mkdirSync(`static/users/${name}`, { recursive: true })
  writeFileSync(`static/users/${name}/${language}.html`, page)
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

/** Replaces what a text has once; throws where it has none of it, or more. */
function replaceOnce(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((rest, [from, to]) => {
    const [before, after, ...more] = rest.split(from)
    if (after === undefined || more.length > 0) throw new Error(`there is not one ${from}`)
    return before + to + after
  }, text)
}
