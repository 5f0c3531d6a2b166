import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neobank-secrets-'))
  path = join(folder, '.dev.vars')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function makeSecrets() {
  const script = resolve('src/build/dev-secrets.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: folder })
  return { printed: stdout, made: await readFile(path, 'utf8') }
}

function varsOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const equals = line.indexOf('=')
      return [line.slice(0, equals), line.slice(equals + 1)]
    }),
  )
}

/** What wrangler.toml leaves to be set by each deployment. */
const FROM_WRANGLER = {
  BRAND: 'NeoBank',
  PUBLIC_HOST: '',
  ALLOWED_COUNTRIES: 'IN',
  SMS_WEBHOOK_URL: '',
}

describe('the development secrets', () => {
  it('are all that development needs', async () => {
    const { made } = await makeSecrets()
    const vars = { ...FROM_WRANGLER, ...varsOf(made) }
    expect(readConfig(vars as unknown as Env)).toMatchObject({
      ok: true,
      config: { development: true, gateways: [{ name: 'console' }], publicHost: 'localhost' },
    })
    expect(vars).toHaveProperty('SMS_WEBHOOK_SECRET')
  })

  it('can be read by nobody else', async () => {
    await makeSecrets()
    const { mode } = await stat(path)
    // Windows knows no such modes.
    expect(mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  })

  it('are random, and not printed', async () => {
    const first = await makeSecrets()
    await rm(path)
    const second = await makeSecrets()
    const [one, other] = [varsOf(first.made), varsOf(second.made)]
    const secrets = ['OTP_SECRET', 'DATA_SECRET', 'INDEX_SECRET', 'SMS_WEBHOOK_SECRET']
    const all = [one, other].flatMap((vars) => secrets.map((name) => vars[name] ?? ''))
    expect(new Set(all.map((secret) => secret.replace(/^dev:|^whsec_/, ''))).size).toBe(8)
    for (const secret of all) expect(first.printed + second.printed).not.toContain(secret)
  })

  it('are never made again over those there are', async () => {
    await writeFile(path, 'ENVIRONMENT=development\n')
    expect(await makeSecrets()).toEqual({ printed: '', made: 'ENVIRONMENT=development\n' })
  })
})
