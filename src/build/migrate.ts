/**
 * Applies the migrations of every database of accounts that wrangler.toml binds. `npm run deploy` runs
 * it before the new code is there, with `--remote`.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { promisify } from 'node:util'

const ENV = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  ...process.env,
}

/** Applies them to the local databases, in the folder of state given; prints nothing. */
export async function migrateLocally(persistTo?: string): Promise<void> {
  const folder = persistTo === undefined ? [] : [`--persist-to=${persistTo}`]
  for (const binding of bindings()) {
    // Without `CI` wrangler would ask whether it may.
    const options = { env: { ...ENV, CI: '1' } }
    await promisify(execFile)(process.execPath, argsOf(binding, '--local', ...folder), options)
  }
}

async function migrateRemotely(): Promise<void> {
  for (const binding of bindings()) {
    const options = { stdio: 'inherit', env: ENV } as const
    const [code] = await once(spawn(process.execPath, argsOf(binding, '--remote'), options), 'exit')
    if (code !== 0) throw new Error(`no migration of ${binding}`)
  }
}

function bindings(): readonly string[] {
  const found = readFileSync('wrangler.toml', 'utf8').matchAll(
    /^binding = "(ACCOUNTS(?:_\d+)?)"$/gm,
  )
  return [...found].map(([, binding = '']) => binding)
}

function argsOf(binding: string, ...where: readonly string[]): string[] {
  return ['node_modules/wrangler/bin/wrangler.js', 'd1', 'migrations', 'apply', binding, ...where]
}

if (import.meta.main) {
  if (process.argv[2] !== '--remote') throw new Error('Usage: migrate.ts --remote')
  await migrateRemotely()
}
