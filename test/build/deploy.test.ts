import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errors, notFound } from '../../src/locales/en.ts'

const DEV_VARS = `ENVIRONMENT=development
SMS_GATEWAYS=console
BRAND=Development
OTP_SECRET=dev:c2VjcmV0
`

let project: string
let printed: string
let bundle: string

/** What would be deployed from a copy of this project in which somebody has developed. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'neobank-deploy-'))
  for (const path of ['wrangler.toml', 'package.json', 'static']) {
    await cp(path, join(project, path), { recursive: true })
  }
  for (const folder of ['src', 'node_modules']) {
    await symlink(resolve(folder), join(project, folder), 'junction')
  }
  await writeFile(join(project, '.dev.vars'), DEV_VARS)
  const wrangler = resolve('node_modules/wrangler/bin/wrangler.js')
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [wrangler, 'deploy', '--dry-run', '--outdir', 'out'],
    {
      cwd: project,
      env: {
        ...process.env,
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
        WRANGLER_SEND_METRICS: 'false',
        NO_COLOR: '1',
      },
    },
  )
  printed = stdout + stderr
  bundle = await readFile(join(project, 'out/index.js'), 'utf8')
}, 60_000)

afterAll(() => rm(project, { recursive: true, force: true }))

/** The binding's value as wrangler prints it; undefined where there is none. */
function binding(name: string): string | undefined {
  return new RegExp(`^env\\.${name} \\((.*)\\) {2,}`, 'm').exec(printed)?.[1]
}

describe('a plain deploy, from where somebody has developed,', () => {
  it('[R64] has no development mode, nor anything else of .dev.vars', () => {
    expect(printed).toContain('--dry-run')
    expect(binding('ENVIRONMENT')).toBeUndefined()
    expect(binding('OTP_SECRET')).toBeUndefined()
    expect(binding('BRAND')).toBe('"NeoBank"')
    expect(printed).not.toMatch(/development|c2VjcmV0/i)
    expect(bundle).not.toContain('c2VjcmV0')
  })

  it('[R64] does not print codes', () => {
    expect(binding('SMS_GATEWAYS')).toBe('"webhook"')
  })

  it('has of the words what the Worker says, and not what the pages do', () => {
    expect(bundle).toContain(errors.not_found)
    expect(bundle).not.toContain(notFound.lead)
  })

  it('has every var to be set there, and no secret in the clear', () => {
    const vars = [...printed.matchAll(/^env\.(\w+) .*Environment Variable/gm)].map(
      ([, name]) => name,
    )
    expect(new Set(vars)).toEqual(
      new Set([
        'AADHAAR_VERIFIERS',
        'ALLOWED_COUNTRIES',
        'AWS_CONFIGURATION_SET',
        'AWS_ORIGINATION_IDENTITY',
        'AWS_REGION',
        'AWS_SNS_TOPIC_ARN',
        'BRAND',
        'BREACHED_PASSWORDS_URL',
        'PAN_VERIFIER',
        'PUBLIC_HOST',
        'SETU_DIGILOCKER_PRODUCT_ID',
        'SETU_PAN_PRODUCT_ID',
        'SMS_DAILY_BUDGET',
        'SMS_GATEWAYS',
        'SMS_HOURLY_BUDGET',
        'SMS_LANGUAGES',
        'SMS_RETRIEVER_HASH',
        'SMS_ROUTING',
        'SMS_WEBHOOK_URL',
        'TRAFFIC_SHARDS',
        'TURNSTILE_SITE_KEY',
        'TWILIO_ACCOUNT_SID',
        'TWILIO_SENDER',
        'TWILIO_VOICE_NUMBER',
        'TWILIO_WHATSAPP_SENDER',
      ]),
    )
  })

  it.each([
    ['SEND_BURST', 5],
    ['NETWORK_SEND_BURST', 20],
    ['SHARED_SEND_BURST', 60],
    ['SHARED_NETWORK_SEND_BURST', 240],
    ['VERIFY_BURST', 30],
    ['NETWORK_VERIFY_BURST', 120],
    ['BEARER_BURST', 60],
  ])('has the burst limit %s of %i a minute', (name, limit) => {
    expect(binding(name)).toBe(`${limit} requests/60s`)
  })

  it('is on no address but its own, and has no other environment', async () => {
    const settings = await readFile('wrangler.toml', 'utf8')
    expect(settings).toMatch(/^workers_dev = false$/m)
    expect(settings).toMatch(/^preview_urls = false$/m)
    expect(settings).not.toMatch(/^\[+env\b/m)
    expect(settings).not.toMatch(/^ENVIRONMENT\b/m)
  })

  it("has no lines of the platform's in its log: MSG91's token stands in URLs", async () => {
    const settings = await readFile('wrangler.toml', 'utf8')
    expect(settings).toMatch(/^invocation_logs = false$/m)
  })

  it('gives each burst limit a namespace of its own', async () => {
    const settings = await readFile('wrangler.toml', 'utf8')
    const ids = [...settings.matchAll(/^namespace_id = "(\d+)"$/gm)].map(([, id]) => id)
    expect(ids).toHaveLength(7)
    expect(new Set(ids).size).toBe(7)
  })
})
