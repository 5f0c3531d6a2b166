import { Buffer } from 'node:buffer'
import { isSupportedCountry } from 'libphonenumber-js/mobile'
import * as z from 'zod'
import { FICTITIOUS_AT_MOST, type FictitiousNumbers, readFictitious } from './phone/fictitious.ts'
import type { CountryCode } from './phone/number.ts'
import { deriveKey, type KeyRing } from './platform/secrets.ts'
import type { TurnstileConfig } from './bot-check/turnstile.ts'
import type { GatewayContext, SmsGateway } from './sms/gateway.ts'
import { GATEWAY_KINDS } from './sms/gateways.ts'
import { everyoneHasWords } from './sms/template-coverage.ts'
import { languageTag, readTemplates } from './sms/read-templates.ts'
import { costlyTemplates, type Template } from './sms/templates.ts'
import { logEvent } from './platform/log.ts'

const KEY_BYTES = 32

const keyOf32Bytes = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= KEY_BYTES)

const namedKey = z
  .tuple([z.string().min(1), keyOf32Bytes])
  .transform(([id, bytes]) => ({ id, bytes }))

const keyRing = z
  .string()
  .transform((text) => text.split(',').map((entry) => entry.trim().split(':')))
  .pipe(z.tuple([namedKey], namedKey))
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length)

const list = z.string().transform((text) => text.split(',').map((entry) => entry.trim()))

const languages = list
  .pipe(z.tuple([languageTag], languageTag))
  .refine((tags) => new Set(tags).size === tags.length)

const count = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)

/** Monitors of a country; each judges by its share, which more than this would make too small. */
const MOST_SHARDS = 64

/** Where Turnstile is; a stand-in may take its place in development alone. */
const TURNSTILE = 'https://challenges.cloudflare.com'

const turnstileKey = z.string().regex(/^[\w-]{10,100}$/)

/** The keys that Cloudflare publishes for tests: they decide without looking at who asks. */
const TURNSTILE_TEST_KEY = /^[123]x0{20,}[A-F]{2}$/

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
  SMS_GATEWAYS: list.refine(
    (names) =>
      new Set(names).size === names.length && names.every((name) => GATEWAY_KINDS.has(name)),
  ),
  SMS_LANGUAGES: languages.default(['en', 'hi']),
  /** As Google computes it from the app's package and certificate: 11 characters of base64. */
  SMS_RETRIEVER_HASH: z
    .string()
    .regex(/^[A-Za-z0-9+/]{11}$/)
    .optional(),
  SMS_ROUTING: z.enum(['order', 'result']).default('order'),
  SMS_HOURLY_BUDGET: count.default(10_000),
  SMS_DAILY_BUDGET: count.default(50_000),
  TRAFFIC_SHARDS: count.pipe(z.number().max(MOST_SHARDS)).default(4),
  OTP_SECRET: keyRing,
  DATA_SECRET: keyRing,
  INDEX_SECRET: keyOf32Bytes,
  FICTITIOUS_NUMBERS: z
    .string()
    .transform(readFictitious)
    .refine((numbers) => numbers !== undefined)
    .optional(),
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
  /** Scheme and host of that, for the addresses that gateways post to. */
  readonly publicOrigin: string
  readonly countries: readonly [CountryCode, ...CountryCode[]]
  /** In the order to try. */
  readonly gateways: readonly SmsGateway[]
  /** That a text may be in; the first is the fallback. */
  readonly languages: readonly [string, ...string[]]
  readonly templates: readonly Template[]
  /** The hash that ends the texts of our Android app, where there is one. */
  readonly retrieverHash?: string
  /** Whether gateways are asked in their order, or the one that gets most phones verified first. */
  readonly routing: 'order' | 'result'
  /** Turnstile, where its keys are set. */
  readonly botCheck?: TurnstileConfig
  /** Texts that one country may cost. */
  readonly budget: { readonly hourly: number; readonly daily: number }
  /** Traffic monitors that share a country's addresses, and its budget. */
  readonly trafficShards: number
  readonly fictitious: FictitiousNumbers
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
    readonly receipt: Buffer
  }
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  /**
   * The names of the vars and secrets that are missing or wrong, of a list with the place in it;
   * never their values.
   */
  | { readonly ok: false; readonly unusable: readonly string[] }

const results = new WeakMap<object, ConfigResult>()

/**
 * Checks the environment, once for each, and logs which texts are billed as several segments; in
 * production it refuses the console gateway.
 */
export function readConfig(env: Env): ConfigResult {
  const known = results.get(env)
  if (known) return known
  const result = check(env)
  results.set(env, result)
  if (result.ok) logCosts(result.config)
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
  const gateways = readGateways(given)
  const words = readWords(given)
  const unusable = new Set([
    ...wrong,
    ...gateways.unusable,
    ...(words.ok ? [] : words.unusable),
    ...unusableBotCheck(given),
    ...unusableFictitious(given, Date.now()),
  ])
  if (!parsed.success || !words.ok || unusable.size > 0)
    return { ok: false, unusable: [...unusable].toSorted() }
  const vars = parsed.data
  const development = vars.ENVIRONMENT === 'development'
  const publicOrigin = `${development ? 'http' : 'https'}://${vars.PUBLIC_HOST}`
  const { BRAND: brand, PUBLIC_HOST: publicHost, ALLOWED_COUNTRIES: countries } = vars
  const built = gateways.build({ development, publicOrigin, brand })
  const readers = { countries, languages: vars.SMS_LANGUAGES }
  if (!everyoneHasWords(built, words.templates, readers, longestValues(brand, publicHost))) {
    return { ok: false, unusable: ['SMS_TEMPLATES'] }
  }
  return {
    ok: true,
    config: {
      development,
      brand,
      publicHost,
      publicOrigin,
      countries,
      gateways: built,
      languages: vars.SMS_LANGUAGES,
      templates: words.templates,
      ...(vars.SMS_RETRIEVER_HASH !== undefined && { retrieverHash: vars.SMS_RETRIEVER_HASH }),
      routing: vars.SMS_ROUTING,
      ...botCheck(vars),
      budget: { hourly: vars.SMS_HOURLY_BUDGET, daily: vars.SMS_DAILY_BUDGET },
      trafficShards: vars.TRAFFIC_SHARDS,
      fictitious: vars.FICTITIOUS_NUMBERS ?? new Map(),
      otpSecret: vars.OTP_SECRET,
      dataSecret: vars.DATA_SECRET,
      indexKeys: {
        sessionId: deriveKey(vars.INDEX_SECRET, 'session-id'),
        phoneName: deriveKey(vars.INDEX_SECRET, 'phone-name'),
        addressName: deriveKey(vars.INDEX_SECRET, 'address-name'),
        idempotencyKey: deriveKey(vars.INDEX_SECRET, 'idempotency-key'),
        botCheck: deriveKey(vars.INDEX_SECRET, 'bot-check'),
        device: deriveKey(vars.INDEX_SECRET, 'device'),
        receipt: deriveKey(vars.INDEX_SECRET, 'receipt'),
      },
    },
  }
}

function botCheck(vars: z.infer<typeof settings>): { readonly botCheck?: TurnstileConfig } {
  const { TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SECRET_KEY: secret } = vars
  if (siteKey === undefined || secret === undefined) return {}
  const testKey = TURNSTILE_TEST_KEY.test(secret)
  return { botCheck: { siteKey, secret, origin: vars.TURNSTILE_ORIGIN, testKey } }
}

/** The gateways named, and what they lack: on the vars as given, so that nothing else hides it. */
function readGateways(given: Readonly<Record<string, unknown>>) {
  const names = list.safeParse(given.SMS_GATEWAYS).data ?? []
  const development = given.ENVIRONMENT === 'development'
  const kinds = names.flatMap((name) => GATEWAY_KINDS.get(name)?.read(given, development) ?? [])
  return {
    unusable: kinds.flatMap((kind) => (kind.ok ? [] : kind.unusable)),
    build: (context: GatewayContext): readonly SmsGateway[] =>
      kinds.flatMap((kind) => (kind.ok ? [kind.build(context)] : [])),
  }
}

/** In production a fictitious number whose last day is too far off. */
function unusableFictitious(
  given: Readonly<Record<string, unknown>>,
  now: number,
): readonly string[] {
  const { ENVIRONMENT, FICTITIOUS_NUMBERS: text } = given
  if (ENVIRONMENT === 'development' || typeof text !== 'string') return []
  const entries = [...(readFictitious(text)?.values() ?? [])]
  return entries.some(({ until }) => until > now + FICTITIOUS_AT_MOST) ? ['FICTITIOUS_NUMBERS'] : []
}

/** The templates, and what they lack: on the vars as given, so that nothing else hides it. */
function readWords(given: Readonly<Record<string, unknown>>) {
  const { BRAND, PUBLIC_HOST, SMS_LANGUAGES, SMS_RETRIEVER_HASH } = settings.shape
  const brand = BRAND.safeParse(given.BRAND).data ?? ''
  const host = PUBLIC_HOST.safeParse(given.PUBLIC_HOST).data ?? ''
  const retrieverHash = SMS_RETRIEVER_HASH.safeParse(given.SMS_RETRIEVER_HASH).data
  return readTemplates(given.SMS_TEMPLATES, {
    gateways: new Set(GATEWAY_KINDS.keys()),
    languages: SMS_LANGUAGES.safeParse(given.SMS_LANGUAGES).data ?? [],
    ...(retrieverHash !== undefined && { retrieverHash }),
    values: longestValues(brand, host),
  })
}

function logCosts({ templates, gateways, brand, publicHost }: Config): void {
  const used = templates.filter(
    ({ gateway }) => gateway === undefined || gateways.some(({ name }) => name === gateway),
  )
  for (const cost of costlyTemplates(used, longestValues(brand, publicHost))) {
    logEvent('template_takes_segments', cost)
  }
}

/** A text's values; every code is as long as this one. */
function longestValues(brand: string, host: string) {
  return { code: '000000', brand, host }
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
