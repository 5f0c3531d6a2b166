/**
 * Builds the static assets that git does not keep: scripts and stylesheet in static/assets, and the
 * signup page with the stylesheet in it, which the assets' headers allow by its hash.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

await build({
  entryPoints: {
    signup: 'src/web/signup/app.ts',
    // Loaded where a send is refused for lack of a bot check, and by the page in its frame.
    'bot-check': 'src/web/parts/bot-check.ts',
    'bot-check-frame': 'src/web/parts/bot-check-frame.ts',
    // Loaded where a reply tells how the code fares, or of other channels.
    delivery: 'src/web/signup/delivery/delivery.ts',
    styles: 'src/web/styles.css',
  },
  outdir: 'static/assets',
  bundle: true,
  format: 'esm',
  target: ['chrome91', 'firefox90', 'safari15'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
})

// A stylesheet in the page saves a newcomer on a slow network the round trip before the first paint.
const styles = readFileSync('static/assets/styles.css', 'utf8').trim()
const hash = createHash('sha256').update(styles).digest('base64')

const page = replaceOnce('src/web/signup/signup.html', {
  from: '<link rel="stylesheet" href="/assets/styles.css" />',
  to: `<style>${styles}</style>`,
})
mkdirSync('static/users/signup', { recursive: true })
// Without its indentation, which is 4 % of what a newcomer waits for.
writeFileSync('static/users/signup/index.html', page.replace(/^ +/gm, ''))

const headers = replaceOnce('src/web/_headers', {
  from: "style-src 'self'",
  to: `style-src 'self' 'sha256-${hash}'`,
})
writeFileSync('static/_headers', headers)

function replaceOnce(path: string, { from, to }: { from: string; to: string }): string {
  const [before, after, ...more] = readFileSync(path, 'utf8').split(from)
  if (after === undefined || more.length > 0) throw new Error(`${path} has not one ${from}`)
  return before + to + after
}
