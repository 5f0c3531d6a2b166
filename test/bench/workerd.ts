import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Miniflare, type MiniflareOptions, Response } from 'miniflare'
import { type Unstable_Config, unstable_readConfig } from 'wrangler'

type WorkerConfig = MiniflareOptions['workers'][number]
type Bindings = NonNullable<WorkerConfig['config']['env']>

const CONFIG: Unstable_Config = unstable_readConfig({ config: 'wrangler.toml' })

/** What wrangler.toml says of the runtime: every Worker here has it. */
export const COMPATIBILITY = {
  compatibility_date: CONFIG.compatibility_date ?? '',
  compatibility_flags: CONFIG.compatibility_flags,
}

/** The one asset that the Worker reads itself, as `npm run build` makes it. */
const COMMON_PASSWORDS = 'static/assets/common-passwords.bin'

const MIGRATIONS = 'src/accounts/migrations'

const secret = () => randomBytes(32).toString('base64')

/** The KV namespace and the rate limits of wrangler.toml, which no other Worker here shares. */
function kvAndLimits(worker: string): Bindings {
  const kv = CONFIG.kv_namespaces.map(
    ({ binding, id }) => [binding, { type: 'kv', id: `${worker}-${id}` }] as const,
  )
  const limits = CONFIG.ratelimits.map(({ name, namespace_id: id, simple: { limit } }) => {
    const simple = { limit, period: 60 as const }
    return [name, { type: 'rate-limit', namespace: `${worker}-${id}`, simple }] as const
  })
  return Object.fromEntries([...kv, ...limits])
}

function object(worker: string, exportName: string) {
  return { type: 'durable-object' as const, worker, exportName }
}

function text(value: string) {
  return { type: 'text' as const, value }
}

/** A module for Miniflare, with a port of its own so that no other Worker is asked first. */
function workerConfig(
  name: string,
  source: string,
  objects: readonly string[],
  env: Bindings,
  port = 0,
): WorkerConfig {
  const { compatibility_date: compatibilityDate, compatibility_flags: compatibilityFlags } =
    COMPATIBILITY
  return {
    config: {
      name,
      compatibilityDate,
      compatibilityFlags,
      manifest: {
        mainModule: 'index.js',
        modules: { 'index.js': { type: 'esm', contents: source } },
      },
      exports: Object.fromEntries(
        objects.map((one) => [one, { type: 'durable-object', storage: 'sqlite' }]),
      ),
      env,
    },
    dev: { unsafeDirectSockets: [{ port }], stripCfConnectingIp: false },
  }
}

/**
 * Makes this Worker with the bindings of wrangler.toml, secrets of its own, the vars given, and budgets
 * that no benchmark uses up. Under another name it has objects, rate limits and KV of its own.
 */
export function signupConfig(
  source: string,
  given: Readonly<Record<string, string>>,
  { name = 'signup', port = 0 } = {},
): WorkerConfig {
  const vars = {
    ...(CONFIG.vars as Record<string, string>),
    ENVIRONMENT: 'development',
    SMS_HOURLY_BUDGET: '999999999',
    SMS_DAILY_BUDGET: '999999999',
    OTP_SECRET: `bench:${secret()}`,
    DATA_SECRET: `bench:${secret()}`,
    INDEX_SECRET: secret(),
    SMS_WEBHOOK_SECRET: `whsec_${secret()}`,
    ...given,
  }
  const objects = CONFIG.durable_objects.bindings
  const env: Bindings = {
    ...Object.fromEntries(Object.entries(vars).map(([key, value]) => [key, text(value)])),
    ...Object.fromEntries(
      objects.map(({ name: binding, class_name: one }) => [binding, object(name, one)]),
    ),
    ...kvAndLimits(name),
    ACCOUNTS: { type: 'd1', id: `${name}-accounts` },
    ASSETS: { type: 'fetcher', handler: () => new Response(readFileSync(COMMON_PASSWORDS)) },
  }
  const classes = objects.map(({ class_name: one }) => one)
  return workerConfig(name, source, classes, env, port)
}

/** Makes the floor Worker, which posts its texts to the gateway given. */
export function floorConfig(source: string, gateway: string): WorkerConfig {
  const env = { SESSION: object('floor', 'FloorSession'), GATEWAY: text(gateway) }
  return workerConfig('floor', source, ['FloorSession'], env)
}

/** Makes the ladder's Worker with the steps given, under a name of its own. */
export function ladderConfig(
  name: string,
  source: string,
  gateway: string,
  steps: readonly string[],
): WorkerConfig {
  return workerConfig(name, source, ['LadderSession', 'LadderGuard', 'LadderMonitor'], {
    ...kvAndLimits(name),
    SESSION: object(name, 'LadderSession'),
    GUARD: object(name, 'LadderGuard'),
    MONITOR: object(name, 'LadderMonitor'),
    GATEWAY: text(gateway),
    STEPS: { type: 'json', value: [...steps] },
  })
}

/** In memory where the system has such a folder, as no developer's disk is to be measured. */
export const STATE_FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * Runs Workers in one workerd process, each at a port of its own; what they log, `hearLog` hears. Their
 * objects are in a folder that goes with it.
 */
export async function startWorkerd(
  workers: readonly WorkerConfig[],
  hearLog: (line: string) => void = () => undefined,
  parent = STATE_FOLDER,
) {
  const folder = await mkdtemp(join(parent, 'neobank-bench-'))
  const miniflare = new Miniflare({
    workers: [...workers],
    cf: false,
    handleStructuredLogs: ({ message }) => hearLog(message),
    resourcePersistencePath: folder,
  })
  await miniflare.ready
  return {
    miniflare,
    /** Makes the tables of accounts for a Worker that opens some. */
    async migrate(worker: string) {
      const database = await miniflare.getD1Database('ACCOUNTS', worker)
      for (const file of readdirSync(MIGRATIONS).toSorted()) {
        const tables = readFileSync(join(MIGRATIONS, file), 'utf8').replaceAll(/--.*$/gm, '')
        const statements = tables.split(';').filter((one) => one.trim() !== '')
        await database.batch(statements.map((one) => database.prepare(one)))
      }
    },
    urlOf: async (worker: string) => (await miniflare.unsafeGetDirectURL(worker)).href,
    async stop() {
      await miniflare.dispose()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
