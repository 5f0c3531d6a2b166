import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'

const PATH = '.dev.vars'

const secret = () => randomBytes(32).toString('base64')

/**
 * Makes .dev.vars, which git ignores, with random secrets and development mode, where there is none.
 * It is the only place that development mode comes from.
 */
export function makeSecrets(): void {
  if (existsSync(PATH)) return
  const lines = [
    '# Made by `npm run dev`. Delete it to get new secrets; sessions under the old ones end.',
    'ENVIRONMENT=development',
    'SMS_GATEWAYS=console',
    // All five steps, with nobody asked: src/identity/README.md tells what becomes of whom.
    'AADHAAR_VERIFIERS=qr,sandbox',
    'PAN_VERIFIER=sandbox',
    `OTP_SECRET=dev:${secret()}`,
    `DATA_SECRET=dev:${secret()}`,
    `INDEX_SECRET=${secret()}`,
    `SMS_WEBHOOK_SECRET=whsec_${secret()}`,
  ]
  writeFileSync(PATH, `${lines.join('\n')}\n`, { mode: 0o600 })
  console.log(`Made ${PATH} with development secrets.`)
}

if (import.meta.main) makeSecrets()
