import { randomBytes } from 'node:crypto'
import type { MiniflareOptions } from 'miniflare'
import { type Unstable_Config, unstable_readConfig } from 'wrangler'
import type { Step } from './ladder-steps.ts'

export type WorkerConfig = MiniflareOptions['workers'][number]
type Bindings = NonNullable<WorkerConfig['config']['env']>

const CONFIG: Unstable_Config = unstable_readConfig({ config: 'wrangler.toml' })

/** What wrangler.toml says of the runtime: every Worker here has it. */
export const COMPATIBILITY = {
  compatibility_date: CONFIG.compatibility_date ?? '',
  compatibility_flags: CONFIG.compatibility_flags,
}

const secret = () => randomBytes(32).toString('base64')

/** The KV namespace and the rate limits of wrangler.toml, which no other Worker here shares. */
function kvAndLimits(worker: string): Bindings {
  return {
    ...Object.fromEntries(
      CONFIG.kv_namespaces.map(({ binding, id }) => [
        binding,
        { type: 'kv', id: `${worker}-${id}` },
      ]),
    ),
    ...Object.fromEntries(
      CONFIG.ratelimits.map(({ name, namespace_id: id, simple }) => [
        name,
        {
          type: 'rate-limit',
          namespace: `${worker}-${id}`,
          simple: { limit: simple.limit, period: 60 as const },
        },
      ]),
    ),
  }
}

/** A module for Miniflare, with a port of its own so that no other Worker is asked first. */
function workerConfig(
  name: string,
  source: string,
  objects: readonly string[],
  env: Bindings,
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
    dev: { unsafeDirectSockets: [{ port: 0 }], stripCfConnectingIp: false },
  }
}

/**
 * This Worker with the bindings of wrangler.toml, secrets of its own, the vars given, and budgets that
 * no benchmark uses up. Under another name it has objects, rate limits and KV of its own.
 */
export function signupConfig(
  source: string,
  given: Readonly<Record<string, string>>,
  name = 'signup',
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
    ...Object.fromEntries(
      Object.entries(vars).map(([key, value]) => [key, { type: 'text', value }]),
    ),
    ...Object.fromEntries(
      objects.map(({ name: binding, class_name: exportName }) => [
        binding,
        { type: 'durable-object', worker: name, exportName },
      ]),
    ),
    ...kvAndLimits(name),
  }
  return workerConfig(
    name,
    source,
    objects.map(({ class_name: exportName }) => exportName),
    env,
  )
}

/** The floor Worker, which posts its texts to the gateway given. */
export function floorConfig(source: string, gateway: string): WorkerConfig {
  return workerConfig('floor', source, ['FloorSession'], {
    SESSION: { type: 'durable-object', worker: 'floor', exportName: 'FloorSession' },
    GATEWAY: { type: 'text', value: gateway },
  })
}

/** The ladder's Worker with the steps given, under a name of its own. */
export function ladderConfig(
  name: string,
  source: string,
  gateway: string,
  steps: readonly Step[],
): WorkerConfig {
  const object = (exportName: string) => ({
    type: 'durable-object' as const,
    worker: name,
    exportName,
  })
  return workerConfig(name, source, ['LadderSession', 'LadderGuard', 'LadderMonitor'], {
    ...kvAndLimits(name),
    SESSION: object('LadderSession'),
    GUARD: object('LadderGuard'),
    MONITOR: object('LadderMonitor'),
    GATEWAY: { type: 'text', value: gateway },
    STEPS: { type: 'json', value: [...steps] },
  })
}
