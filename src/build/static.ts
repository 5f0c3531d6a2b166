/**
 * Builds what the Worker serves as static assets and git does not keep: the pages' script and
 * stylesheet in static/assets. Wrangler runs it before each dev reload and deploy (`[build]` in
 * wrangler.toml).
 */
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
