/** Runs wrangler for `npm run dev`: it builds the page and serves everything on one port. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs, parseEnv } from 'node:util'
import { makeSecrets } from './dev-secrets.ts'
import { migrateLocally } from './migrate.ts'
import { webhookNotice } from './webhook-notice.ts'

makeSecrets()
const vars = existsSync('.dev.vars') ? parseEnv(readFileSync('.dev.vars', 'utf8')) : {}
const notice = await webhookNotice(vars)
if (notice !== undefined) console.log(notice)

const args = process.argv.slice(2)
const { values } = parseArgs({
  args,
  options: { 'persist-to': { type: 'string' } },
  strict: false,
})
const folder = values['persist-to']
await migrateLocally(typeof folder === 'string' ? folder : undefined)

const wrangler = spawn('wrangler', ['dev', ...args], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: {
    // Nothing local needs Cloudflare's network: no account, no telemetry, no request metadata.
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_SEND_METRICS: 'false',
    ...process.env,
  },
})

// Of a signal that it does not know wrangler would die and leave workerd behind, with port and state.
const stop = () => wrangler.kill('SIGTERM')
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
wrangler.on('exit', (code) => process.exit(code ?? 0))

// npm passes on some signals alone, and none where it is killed.
const parent = process.ppid
setInterval(() => process.ppid !== parent && stop(), 500).unref()
