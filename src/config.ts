import type { Buffer } from 'node:buffer'
import { isSupportedCountry } from 'libphonenumber-js/mobile'
import * as z from 'zod'
import { type Step, STEPS } from './contract/steps.ts'
import { type TurnstileConfig, turnstileForm } from './bot-check/turnstile.ts'
import { type AadhaarVerifiers, readAadhaarVerifiers } from './identity/aadhaar/verifiers.ts'
import type { PanVerifier } from './identity/pan/verifier.ts'
import { readPanVerifier } from './identity/pan/verifiers.ts'
import { fictitiousForm, type FictitiousNumbers } from './phone/fictitious.ts'
import type { CountryCode } from './phone/number.ts'
import { logEvent } from './platform/log.ts'
import { deriveKey, type KeyRing, keyRing, secretBytes } from './platform/secrets.ts'
import { list, readSettings, type SettingsResult } from './platform/settings.ts'
import type { SmsGateway } from './sms/gateway.ts'
import { GATEWAY_KINDS, readGateways } from './sms/gateways.ts'
import { readTextSettings, type TextSettings } from './sms/read-templates.ts'
import { hasTemplateForAll } from './sms/template-coverage.ts'
import { costlyTemplates } from './sms/templates.ts'

const country = z.custom<CountryCode>((code) => isSupportedCountry(String(code)))

const count = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)

/** Bounds the monitors of a country: each judges by its share, which more would make too small. */
const MAX_SHARDS = 64

/** Reads what belongs to no feature alone. */
export const generalForm = z.object({
  ENVIRONMENT: z.enum(['development', 'production']).default('production').meta({
    description: 'only .dev.vars should say `development`',
  }),
  /** Plain letters, so that the text stays one GSM-7 segment. */
  BRAND: z
    .string()
    .regex(/^[A-Za-z0-9 .,&'-]{1,30}$/)
    .meta({ description: 'the name in the text' }),
  PUBLIC_HOST: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/)
    .max(60)
    .meta({
      description:
        "the host people see, such as `signup.bank.example`: the page's origin, and the text's last line",
    }),
  ALLOWED_COUNTRIES: list
    .pipe(z.tuple([country], country))
    .refine((all) => new Set(all).size === all.length)
    .meta({
      description:
        'ISO codes of countries that may be texted; the first reads numbers without a country code',
    }),
  SMS_ROUTING: z.enum(['order', 'result']).default('order').meta({
    description: '`order`, or `result`: first the gateway that gets most phones verified',
  }),
  SMS_HOURLY_BUDGET: count.default(10_000).meta({
    description:
      'segments of texts that one country may cost an hour, a call as 3; each shard has an equal part',
  }),
  SMS_DAILY_BUDGET: count.default(50_000).meta({ description: 'the same, a day' }),
  TRAFFIC_SHARDS: count.pipe(z.number().max(MAX_SHARDS)).default(4).meta({
    description: 'traffic monitors that share a country, 1 to 64',
  }),
  BREACHED_PASSWORDS_URL: z
    .string()
    .regex(/^https?:\/\/.+\/$/)
    .optional()
    .meta({
      description:
        'where leaked passwords are looked up by the first 5 digits of their hash, such as `https://api.pwnedpasswords.com/range/`',
    }),
  OTP_SECRET: keyRing.meta({ description: 'makes codes: `id:base64` of 32 random bytes, …' }),
  DATA_SECRET: keyRing.meta({
    description: 'encrypts what is stored, and makes tokens: the same form',
  }),
  INDEX_SECRET: secretBytes.meta({
    description: 'names objects and keys: base64 of 32 random bytes; changes with a migration only',
  }),
})

/** Holds the Worker's vars and secrets, checked. */
export type Config = TextSettings & {
  readonly development: boolean
  readonly brand: string
  /** The host people see, without scheme: the page's in production, and the text's last line. */
  readonly publicHost: string
  /** Scheme and host of that, for the addresses that gateways post to. */
  readonly publicOrigin: string
  readonly countries: readonly [CountryCode, ...CountryCode[]]
  readonly gateways: readonly SmsGateway[]
  /** Asks gateways in their order, or first the one that gets most phones verified. */
  readonly routing: 'order' | 'result'
  /** Absent where its keys are not set. */
  readonly botCheck?: TurnstileConfig
  /** Texts that one country may cost. */
  readonly budget: { readonly hourly: number; readonly daily: number }
  /** Traffic monitors that share a country's addresses, and its budget. */
  readonly trafficShards: number
  /** The steps that are on, in their order. */
  readonly steps: readonly Step[]
  /** The ways to Aadhaar; absent where its step is off. */
  readonly aadhaar?: AadhaarVerifiers
  /** Absent where the step for PAN is off. */
  readonly panVerifier?: PanVerifier
  readonly fictitious: FictitiousNumbers
  /** Absent where no service is asked for leaked passwords. */
  readonly breachedPasswordsUrl?: string
  /** Hold the accounts, a range of shards each. */
  readonly databases: readonly D1Database[]
  readonly otpSecret: KeyRing
  readonly dataSecret: KeyRing
  /** Keys under `INDEX_SECRET` for what must be found again: names, session ids, known devices. */
  readonly indexKeys: ReturnType<typeof indexKeys>
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  /** Names vars and secrets that are missing or wrong, of a list with the place; never values. */
  | { readonly ok: false; readonly unusable: readonly string[] }

const results = new WeakMap<object, ConfigResult>()

/** Checks the environment once, and logs which texts are billed as several segments. */
export function readConfig(env: Env): ConfigResult {
  const kept = results.get(env)
  if (kept) return kept
  const result = check(env)
  results.set(env, result)
  if (result.ok) logCosts(result.config)
  return result
}

/** Reads the configuration where a request has passed the check already; throws where none has. */
export function configOf(env: Env): Config {
  const result = readConfig(env)
  if (!result.ok) throw new Error(`not configured: ${result.unusable.join(', ')}`)
  return result.config
}

function check(env: Env): ConfigResult {
  // A var left empty in wrangler.toml is one that was not set.
  const vars: Record<string, unknown> = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== ''),
  )
  const development = vars.ENVIRONMENT === 'development'
  if (development) vars.PUBLIC_HOST ??= 'localhost'
  const values = longestValues(
    generalForm.shape.BRAND.safeParse(vars.BRAND).data ?? '',
    generalForm.shape.PUBLIC_HOST.safeParse(vars.PUBLIC_HOST).data ?? '',
  )
  const general = readSettings(generalForm, vars)
  const texts = readTextSettings(vars, new Set(GATEWAY_KINDS.keys()), values)
  const gateways = readGateways(vars, development)
  const botCheck = readSettings(turnstileForm(vars, development), vars)
  const fictitious = readSettings(fictitiousForm(development), vars)
  const aadhaar = readAadhaarVerifiers(vars, development)
  const pan = readPanVerifier(vars, development)
  if (
    !general.ok ||
    !texts.ok ||
    !gateways.ok ||
    !botCheck.ok ||
    !fictitious.ok ||
    !aadhaar.ok ||
    !pan.ok
  ) {
    return notUsable(general, texts, gateways, botCheck, fictitious, aadhaar, pan)
  }
  const { BRAND: brand, PUBLIC_HOST: publicHost, ALLOWED_COUNTRIES: countries } = general.settings
  const publicOrigin = `${development ? 'http' : 'https'}://${publicHost}`
  const built = gateways.settings({ publicOrigin, brand })
  const { languages, templates } = texts.settings
  if (!hasTemplateForAll(built, templates, { countries, languages }, values)) {
    return { ok: false, unusable: ['SMS_TEMPLATES'] }
  }
  return {
    ok: true,
    config: {
      ...texts.settings,
      development,
      brand,
      publicHost,
      publicOrigin,
      countries,
      gateways: built,
      routing: general.settings.SMS_ROUTING,
      botCheck: botCheck.settings,
      budget: {
        hourly: general.settings.SMS_HOURLY_BUDGET,
        daily: general.settings.SMS_DAILY_BUDGET,
      },
      trafficShards: general.settings.TRAFFIC_SHARDS,
      steps: stepsOn({
        aadhaar: aadhaar.settings !== undefined,
        pan: pan.settings !== undefined,
      }),
      aadhaar: aadhaar.settings,
      panVerifier: pan.settings,
      fictitious: fictitious.settings.FICTITIOUS_NUMBERS,
      breachedPasswordsUrl: general.settings.BREACHED_PASSWORDS_URL,
      databases: databasesOf(env),
      otpSecret: general.settings.OTP_SECRET,
      dataSecret: general.settings.DATA_SECRET,
      indexKeys: indexKeys(general.settings.INDEX_SECRET),
    },
  }
}

/** Lists the steps that are on: those that can be done without a verifier always are. */
export function stepsOn(verified: { readonly aadhaar: boolean; readonly pan: boolean }) {
  return STEPS.filter((step) => (step === 'aadhaar' || step === 'pan' ? verified[step] : true))
}

function notUsable(...all: readonly SettingsResult<unknown>[]): ConfigResult {
  const unusable = new Set(all.flatMap((result) => (result.ok ? [] : result.unusable)))
  return { ok: false, unusable: [...unusable].toSorted() }
}

/** Lists the databases of accounts: the binding ACCOUNTS, and any ACCOUNTS_2, ACCOUNTS_3 … */
function databasesOf(env: Env): readonly D1Database[] {
  const more: D1Database[] = []
  for (let number = 2; ; number++) {
    const database: D1Database | undefined = Reflect.get(env, `ACCOUNTS_${number}`)
    if (database === undefined) return [env.ACCOUNTS, ...more]
    more.push(database)
  }
}

function indexKeys(secret: Buffer) {
  return {
    sessionId: deriveKey(secret, 'session-id'),
    phoneName: deriveKey(secret, 'phone-name'),
    addressName: deriveKey(secret, 'address-name'),
    idempotencyKey: deriveKey(secret, 'idempotency-key'),
    botCheck: deriveKey(secret, 'bot-check'),
    device: deriveKey(secret, 'device'),
    receipt: deriveKey(secret, 'receipt'),
    accountId: deriveKey(secret, 'account-id'),
    claim: deriveKey(secret, 'claim'),
    signup: deriveKey(secret, 'signup'),
    aadhaarReference: deriveKey(secret, 'aadhaar-reference'),
    aadhaarReturn: deriveKey(secret, 'aadhaar-return'),
  } as const
}

function logCosts({ templates, gateways, brand, publicHost }: Config): void {
  const used = templates.filter(
    ({ gateway }) => gateway === undefined || gateways.some(({ name }) => name === gateway),
  )
  for (const cost of costlyTemplates(used, longestValues(brand, publicHost))) {
    logEvent('template_takes_segments', cost)
  }
}

/** Fills texts at their longest; every code is as long as this one. */
function longestValues(brand: string, host: string) {
  return { code: '000000', brand, host }
}
