/**
 * The Worker as a developer runs it, for the browser tests: `wrangler dev` on the port given, with
 * fresh secrets and the further vars given, and its state in the folder given, which goes with it.
 * Its output goes to `server.log` there, where the tests read the codes. Playwright starts it and
 * ends it.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { migrateLocally } from '../../src/build/migrate.ts'

const [port, folder, ...further] = process.argv.slice(2)
if (!port || !folder) throw new Error('Usage: dev-server.ts <port> <folder> [NAME:value…]')
mkdirSync(folder, { recursive: true })
const secret = () => randomBytes(32).toString('base64')

const vars = {
  ENVIRONMENT: 'development',
  SMS_GATEWAYS: 'console',
  PUBLIC_HOST: `localhost:${port}`,
  // Off, whatever a developer's .dev.vars has, unless further vars turn them on.
  AADHAAR_VERIFIERS: '',
  PAN_VERIFIER: '',
  OTP_SECRET: `test:${secret()}`,
  DATA_SECRET: `test:${secret()}`,
  INDEX_SECRET: secret(),
}

const state = join(folder, 'state')
await migrateLocally(state)

const wrangler = spawn(
  process.execPath,
  [
    'node_modules/wrangler/bin/wrangler.js',
    'dev',
    `--port=${port}`,
    '--inspector-port=0',
    `--persist-to=${state}`,
    '--show-interactive-dev-session=false',
    ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ...further.flatMap((pair) => ['--var', pair]),
  ],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_SEND_METRICS: 'false',
    },
  },
)

wrangler.stdout.pipe(createWriteStream(join(folder, 'server.log')))
wrangler.once('exit', (code) => {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 0)
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => wrangler.kill(signal))
}
