import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const run = promisify(execFile)

/** Runs wrangler in a folder with a configuration, so that it needs no account and no network. */
export async function wrangler(folder: string, ...command: readonly string[]): Promise<void> {
  await run(process.execPath, [resolve('node_modules/wrangler/bin/wrangler.js'), ...command], {
    cwd: folder,
    env: {
      ...process.env,
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_SEND_METRICS: 'false',
      NO_COLOR: '1',
    },
  })
}

/**
 * The Worker as `wrangler deploy` would upload it, and how large that is in bytes. Another entry module
 * may take its place.
 */
export async function bundleWorker(folder: string, entry = 'src/index.ts') {
  await wrangler('.', 'deploy', entry, '--dry-run', '--outdir', folder)
  const source = await readFile(join(folder, `${basename(entry, '.ts')}.js`), 'utf8')
  return { source, bytes: Buffer.byteLength(source), gzip: gzipSync(source).length }
}

/** A Worker with no configuration of its own, as the floor Worker, bundled likewise. */
export async function bundlePlain(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    external: ['cloudflare:*', 'node:*'],
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
