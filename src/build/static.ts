/**
 * Builds what the Worker serves as static assets and git does not keep: the scripts and the
 * stylesheet in static/assets, and from src/web the signup page, with the stylesheet in it, and the
 * assets' headers, which allow that by its hash. Wrangler runs it before each dev reload and deploy
 * (`[build]` in wrangler.toml).
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

await build({
  entryPoints: [
    'src/web/signup.ts',
    // Loaded where a send is refused for lack of a bot check, and by the page in its frame.
    'src/web/bot-check.ts',
    'src/web/bot-check-frame.ts',
    // Loaded where a reply tells how the code fares, or of other ways to get it.
    'src/web/delivery.ts',
    'src/web/styles.css',
  ],
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

mkdirSync('static/users/signup', { recursive: true })
copyReplacing('src/web/signup.html', 'static/users/signup/index.html', {
  from: '<link rel="stylesheet" href="/assets/styles.css" />',
  to: `<style>${styles}</style>`,
})
copyReplacing('src/web/_headers', 'static/_headers', {
  from: "style-src 'self'",
  to: `style-src 'self' 'sha256-${hash}'`,
})

function copyReplacing(
  source: string,
  target: string,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const [before, after, ...more] = readFileSync(source, 'utf8').split(from)
  if (after === undefined || more.length > 0) throw new Error(`${source} has not one ${from}`)
  writeFileSync(target, before + to + after)
}
