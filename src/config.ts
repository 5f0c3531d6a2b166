import { Buffer } from 'node:buffer'
import { isSupportedCountry } from 'libphonenumber-js/mobile'
import * as z from 'zod'
import type { CountryCode } from './phone/number.ts'
import { deriveKey, type KeyRing } from './secrets.ts'
import type { Budget } from './traffic/budget.ts'

const KEY_BYTES = 32

const key = z.base64().transform((text) => Buffer.from(text, 'base64'))

const keyOf32Bytes = key.refine((bytes) => bytes.length >= KEY_BYTES)

const namedKey = z
  .tuple([z.string().min(1), keyOf32Bytes])
  .transform(([id, bytes]) => ({ id, bytes }))

const keyRing = z
  .string()
  .transform((text) => text.split(',').map((entry) => entry.trim().split(':')))
  .pipe(z.tuple([namedKey], namedKey))
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length)

const list = z.string().transform((text) => text.split(',').map((entry) => entry.trim()))

const count = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)

const gateway = z.enum(['console', 'webhook'])

/** Where Turnstile is; a stand-in may take its place in development alone. */
const TURNSTILE = 'https://challenges.cloudflare.com'

const turnstileKey = z.string().regex(/^[\w-]{10,100}$/)

/** The keys that Cloudflare publishes for tests: they decide without looking at who asks. */
const TURNSTILE_TEST_KEY = /^[123]x0{20,}[A-F]{2}$/

/** The gateways that `SMS_GATEWAYS` may name. */
export type GatewayName = z.infer<typeof gateway>

const settings = z.object({
  ENVIRONMENT: z.enum(['development', 'production']).default('production'),
  /** Plain letters, so that the text stays one GSM-7 segment. */
  BRAND: z.string().regex(/^[A-Za-z0-9 .,&'-]{1,30}$/),
  PUBLIC_HOST: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/)
    .max(60),
  ALLOWED_COUNTRIES: list.pipe(
    z.tuple(
      [z.custom<CountryCode>((code) => isSupportedCountry(String(code)))],
      z.custom<CountryCode>((code) => isSupportedCountry(String(code))),
    ),
  ),
  SMS_GATEWAYS: list.pipe(z.array(gateway).min(1)),
  SMS_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** `whsec_` and base64 of 24 to 64 bytes, as Standard Webhooks writes it. */
  SMS_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_/)
    .transform((text) => text.slice('whsec_'.length))
    .pipe(key.refine((bytes) => bytes.length >= 24 && bytes.length <= 64))
    .optional(),
  SMS_HOURLY_BUDGET: count.default(10_000),
  SMS_DAILY_BUDGET: count.default(50_000),
  OTP_SECRET: keyRing,
  DATA_SECRET: keyRing,
  INDEX_SECRET: keyOf32Bytes,
  TURNSTILE_SITE_KEY: turnstileKey.optional(),
  TURNSTILE_SECRET_KEY: turnstileKey.optional(),
  TURNSTILE_ORIGIN: z
    .string()
    .regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/)
    .default(TURNSTILE),
})

/** The Worker's vars and secrets, checked. */
export type Config = {
  readonly development: boolean
  readonly brand: string
  /** The host people see, without scheme. The page's origin in production, and the text's last line. */
  readonly publicHost: string
  readonly countries: readonly [CountryCode, ...CountryCode[]]
  readonly gateways: readonly GatewayName[]
  readonly webhook?: { readonly url: string; readonly secret: Buffer }
  /** Turnstile, where its keys are set. */
  readonly botCheck?: BotCheckConfig
  /** Texts that one country may cost. */
  readonly budget: Budget
  readonly otpSecret: KeyRing
  readonly dataSecret: KeyRing
  /** Keys under `INDEX_SECRET` for what must be found again: names, session ids, known devices. */
  readonly indexKeys: {
    readonly sessionId: Buffer
    readonly phoneName: Buffer
    readonly addressName: Buffer
    readonly idempotencyKey: Buffer
    readonly botCheck: Buffer
    readonly device: Buffer
  }
}

/** The bot check's keys, and where its script and verdicts come from. */
export type BotCheckConfig = {
  readonly siteKey: string
  readonly secret: string
  readonly origin: string
  /** The secret is one of those published for tests, which tell of no host and action. */
  readonly testKey: boolean
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  /** The names of the vars and secrets that are missing or wrong; never their values. */
  | { readonly ok: false; readonly unusable: readonly string[] }

const results = new WeakMap<object, ConfigResult>()

/** Checks the environment, once for each; in production it refuses the console gateway. */
export function readConfig(env: Env): ConfigResult {
  const known = results.get(env)
  if (known) return known
  const result = check(env)
  results.set(env, result)
  return result
}

/** The environment's configuration where a request has already passed the check. */
export function configOf(env: Env): Config {
  const result = readConfig(env)
  if (!result.ok) throw new Error(`not configured: ${result.unusable.join(', ')}`)
  return result.config
}

function check(env: Env): ConfigResult {
  // A var left empty in wrangler.toml is one that was not set.
  const given: Record<string, unknown> = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== ''),
  )
  if (given.ENVIRONMENT === 'development') given.PUBLIC_HOST ??= 'localhost'
  const parsed = settings.safeParse(given)
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => String(issue.path[0]))
  const unusable = new Set([...wrong, ...unusableGateways(given), ...unusableBotCheck(given)])
  if (!parsed.success || unusable.size > 0) return { ok: false, unusable: [...unusable].toSorted() }
  const vars = parsed.data
  const { SMS_WEBHOOK_URL: url, SMS_WEBHOOK_SECRET: secret } = vars
  return {
    ok: true,
    config: {
      development: vars.ENVIRONMENT === 'development',
      brand: vars.BRAND,
      publicHost: vars.PUBLIC_HOST,
      countries: vars.ALLOWED_COUNTRIES,
      gateways: vars.SMS_GATEWAYS,
      ...(url && secret && { webhook: { url, secret } }),
      ...botCheck(vars),
      budget: { hourly: vars.SMS_HOURLY_BUDGET, daily: vars.SMS_DAILY_BUDGET },
      otpSecret: vars.OTP_SECRET,
      dataSecret: vars.DATA_SECRET,
      indexKeys: {
        sessionId: deriveKey(vars.INDEX_SECRET, 'session-id'),
        phoneName: deriveKey(vars.INDEX_SECRET, 'phone-name'),
        addressName: deriveKey(vars.INDEX_SECRET, 'address-name'),
        idempotencyKey: deriveKey(vars.INDEX_SECRET, 'idempotency-key'),
        botCheck: deriveKey(vars.INDEX_SECRET, 'bot-check'),
        device: deriveKey(vars.INDEX_SECRET, 'device'),
      },
    },
  }
}

function botCheck(vars: z.infer<typeof settings>): { readonly botCheck?: BotCheckConfig } {
  const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SECRET_KEY: secret } = vars
  if (siteKey === undefined || secret === undefined) return {}
  const testKey = TURNSTILE_TEST_KEY.test(secret)
  return { botCheck: { siteKey, secret, origin: vars.TURNSTILE_ORIGIN, testKey } }
}

/** What the gateways named lack: on the vars as given, so that nothing else hides it. */
function unusableGateways(given: Readonly<Record<string, unknown>>): readonly string[] {
  const gateways = list.safeParse(given.SMS_GATEWAYS).data ?? []
  const production = given.ENVIRONMENT !== 'development'
  const unusable: string[] = []
  if (new Set(gateways).size < gateways.length) unusable.push('SMS_GATEWAYS')
  if (gateways.includes('console') && production) unusable.push('SMS_GATEWAYS')
  if (gateways.includes('webhook')) {
    const url = z.url().safeParse(given.SMS_WEBHOOK_URL).data
    if (!url || (production && new URL(url).protocol !== 'https:')) unusable.push('SMS_WEBHOOK_URL')
    if (given.SMS_WEBHOOK_SECRET === undefined) unusable.push('SMS_WEBHOOK_SECRET')
  }
  return unusable
}

/** What a bot check lacks: one key of two, or in production the real keys and the real service. */
function unusableBotCheck(given: Readonly<Record<string, unknown>>): readonly string[] {
  const keys = ['TURNSTILE_SITE_KEY', 'TURNSTILE_SECRET_KEY']
  const missing = keys.filter((name) => given[name] === undefined)
  const unusable = missing.length === 1 ? missing : []
  if (given.ENVIRONMENT === 'development') return unusable
  const forTests = keys.filter((name) => TURNSTILE_TEST_KEY.test(String(given[name])))
  const elsewhere = (given.TURNSTILE_ORIGIN ?? TURNSTILE) !== TURNSTILE
  return [...unusable, ...forTests, ...(elsewhere ? ['TURNSTILE_ORIGIN'] : [])]
}
