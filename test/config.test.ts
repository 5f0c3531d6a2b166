import { randomBytes } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { configOf, readConfig } from '../src/config.ts'
import { DAY } from '../src/platform/time.ts'
import {
  base64,
  config,
  DEVELOPMENT,
  gateways,
  PRODUCTION,
  read,
  unusable,
} from './support/config.ts'

/** One fictitious number for each, with its last day so many days off. */
const fictitious = (...days: number[]) =>
  days
    .map((day) => new Date(Date.now() + day * DAY).toISOString().slice(0, 10))
    .map((day, i) => `+91987654321${i}:012345:${day}`)
    .join()

describe('the configuration', () => {
  it('is production unless it says otherwise', () => {
    expect(config(PRODUCTION).development).toBe(false)
    expect(config({ ...PRODUCTION, ENVIRONMENT: 'production' }).development).toBe(false)
    expect(config({ ...PRODUCTION, ENVIRONMENT: '' }).development).toBe(false)
    expect(config(DEVELOPMENT).development).toBe(true)
  })

  it.each(['staging', 'Development', 'development ', 'dev'])(
    'refuses the environment %j',
    (ENVIRONMENT) => {
      expect(unusable({ ...PRODUCTION, ENVIRONMENT })).toEqual(['ENVIRONMENT'])
    },
  )

  it('asks gateways in their order unless it says by result', () => {
    expect(config(PRODUCTION).routing).toBe('order')
    expect(config({ ...PRODUCTION, SMS_ROUTING: '' }).routing).toBe('order')
    expect(config({ ...PRODUCTION, SMS_ROUTING: 'result' }).routing).toBe('result')
    expect(unusable({ ...PRODUCTION, SMS_ROUTING: 'best' })).toEqual(['SMS_ROUTING'])
  })

  it('has four traffic monitors a country unless it says how many, up to 64', () => {
    const given = [undefined, '', '1', '64']
    expect(
      given.map((TRAFFIC_SHARDS) => config({ ...PRODUCTION, TRAFFIC_SHARDS }).trafficShards),
    ).toEqual([4, 4, 1, 64])
    for (const TRAFFIC_SHARDS of ['0', '65', '-4', '4.5', 'four', '1e1']) {
      expect(unusable({ ...PRODUCTION, TRAFFIC_SHARDS })).toEqual(['TRAFFIC_SHARDS'])
    }
  })

  it('needs a public host in production; in development it is localhost', () => {
    expect(unusable({ ...PRODUCTION, PUBLIC_HOST: '' })).toEqual(['PUBLIC_HOST'])
    expect(unusable({ ...PRODUCTION, PUBLIC_HOST: undefined })).toEqual(['PUBLIC_HOST'])
    expect(config(DEVELOPMENT).publicHost).toBe('localhost')
  })

  it.each(['https://signup.example', 'signup.example/', 'Signup.example', 'a b', 'x@y', '*'])(
    'refuses the public host %j',
    (PUBLIC_HOST) => {
      expect(unusable({ ...PRODUCTION, PUBLIC_HOST })).toEqual(['PUBLIC_HOST'])
    },
  )

  it('prints codes in development alone', () => {
    expect(unusable({ ...PRODUCTION, SMS_GATEWAYS: 'console' })).toEqual(['SMS_GATEWAYS'])
    expect(unusable({ ...PRODUCTION, SMS_GATEWAYS: 'webhook,console' })).toEqual(['SMS_GATEWAYS'])
    expect(gateways(DEVELOPMENT)).toEqual(['console'])
  })

  it('keeps the gateways in their order', () => {
    const both = { ...PRODUCTION, ENVIRONMENT: 'development', SMS_GATEWAYS: 'webhook, console' }
    expect(gateways(both)).toEqual(['webhook', 'console'])
  })

  it.each(['', 'pigeon', 'webhook,', 'webhook;console', 'constructor'])(
    'refuses the gateways %j',
    (SMS_GATEWAYS) => {
      expect(unusable({ ...PRODUCTION, SMS_GATEWAYS })).toEqual(['SMS_GATEWAYS'])
    },
  )

  it('needs the address and secret of a webhook that is used, over https in production', () => {
    expect(unusable({ ...PRODUCTION, SMS_WEBHOOK_URL: '' })).toEqual(['SMS_WEBHOOK_URL'])
    expect(unusable({ ...PRODUCTION, SMS_WEBHOOK_SECRET: '' })).toEqual(['SMS_WEBHOOK_SECRET'])
    const plain = 'http://sms.example/otp'
    for (const SMS_WEBHOOK_URL of [
      plain,
      'HTTP://sms.example',
      'ftp://sms.example',
      'sms.example',
    ]) {
      expect(unusable({ ...PRODUCTION, SMS_WEBHOOK_URL })).toEqual(['SMS_WEBHOOK_URL'])
    }
    const local = { ...PRODUCTION, ENVIRONMENT: 'development', SMS_WEBHOOK_URL: plain }
    expect(gateways(local)).toEqual(['webhook'])
    expect(unusable(DEVELOPMENT)).toEqual([])
  })

  it('takes for the key of a webhook 24 to 64 bytes after whsec_', () => {
    const bytes = randomBytes(24)
    const SMS_WEBHOOK_SECRET = `whsec_${bytes.toString('base64')}`
    expect(unusable({ ...PRODUCTION, SMS_WEBHOOK_SECRET })).toEqual([])
    for (const wrong of [bytes.toString('base64'), `whsec_${base64(23)}`, `whsec_${base64(65)}`]) {
      expect(unusable({ ...PRODUCTION, SMS_WEBHOOK_SECRET: wrong })).toEqual(['SMS_WEBHOOK_SECRET'])
    }
  })

  it('takes fictitious numbers in production only for thirty days', () => {
    const FICTITIOUS_NUMBERS = fictitious(29)
    expect(config({ ...PRODUCTION, FICTITIOUS_NUMBERS }).fictitious.size).toBe(1)
    expect(config(PRODUCTION).fictitious.size).toBe(0)
    for (const text of [fictitious(31), fictitious(1, 31), '+919876543210:012345', 'none']) {
      expect(unusable({ ...PRODUCTION, FICTITIOUS_NUMBERS: text })).toEqual(['FICTITIOUS_NUMBERS'])
    }
    expect(
      config({ ...DEVELOPMENT, FICTITIOUS_NUMBERS: fictitious(31, 400) }).fictitious.size,
    ).toBe(2)
  })

  it('does not fall over one whose last day is over', () => {
    const FICTITIOUS_NUMBERS = '+919876543210:012345:2026-01-01'
    expect(config({ ...PRODUCTION, FICTITIOUS_NUMBERS }).fictitious.size).toBe(1)
  })

  it('asks nothing of a gateway that is not used', () => {
    expect(unusable({ ...PRODUCTION, MSG91_AUTH_KEY: '!', AWS_REGION: '!' })).toEqual([])
  })

  it.each(['', 'XX', 'India', 'in', 'IN,', 'IN;GB'])('refuses the countries %j', (countries) => {
    expect(unusable({ ...PRODUCTION, ALLOWED_COUNTRIES: countries })).toEqual(['ALLOWED_COUNTRIES'])
  })

  it('reads several countries, the first of them for numbers without a code', () => {
    expect(config({ ...PRODUCTION, ALLOWED_COUNTRIES: 'IN, GB' }).countries).toEqual(['IN', 'GB'])
  })

  it('refuses a brand that is empty or too long for the text', () => {
    expect(unusable({ ...PRODUCTION, BRAND: '' })).toEqual(['BRAND'])
    expect(unusable({ ...PRODUCTION, BRAND: 'x'.repeat(31) })).toEqual(['BRAND'])
    expect(config({ ...PRODUCTION, BRAND: 'x'.repeat(30) }).brand).toHaveLength(30)
  })
})

describe.each(['OTP_SECRET', 'DATA_SECRET'])('%s', (name) => {
  const ring = name === 'OTP_SECRET' ? 'otpSecret' : 'dataSecret'

  it('is a list of keys by id, the first of which makes new things', () => {
    const [newer, older] = [randomBytes(32), randomBytes(48)]
    const value = `k2:${newer.toString('base64')}, k1:${older.toString('base64')}`
    expect(config({ ...PRODUCTION, [name]: value })[ring]).toEqual([
      { id: 'k2', bytes: newer },
      { id: 'k1', bytes: older },
    ])
  })

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['has no id', base64()],
    ['has an empty id', `:${base64()}`],
    ['has no key', 'k1:'],
    ['has a short key', `k1:${base64(31)}`],
    ['has a short key behind a good one', `k1:${base64()},k2:${base64(16)}`],
    ['is no base64', `k1:${'!'.repeat(44)}`],
    ['is hexadecimal of 15 bytes', 'k1:0123456789abcdef0123456789abcd'],
    ['has an id twice', `k1:${base64()},k1:${base64()}`],
    ['has a third part', `k1:${base64()}:x`],
    ['ends in a comma', `k1:${base64()},`],
  ])('is refused where it %s', (_, value) => {
    expect(unusable({ ...PRODUCTION, [name]: value })).toEqual([name])
  })
})

describe('the bot check', () => {
  const KEYS = { TURNSTILE_SITE_KEY: '0x4AAAAAAA-site', TURNSTILE_SECRET_KEY: '0x4AAAAAAA_secret' }

  it('is off without its keys, and on with both', () => {
    expect(config(PRODUCTION).botCheck).toBeUndefined()
    expect(
      config({ ...PRODUCTION, TURNSTILE_SITE_KEY: '', TURNSTILE_SECRET_KEY: '' }).botCheck,
    ).toBeUndefined()
    expect(config({ ...PRODUCTION, ...KEYS }).botCheck).toEqual({
      siteKey: '0x4AAAAAAA-site',
      secret: '0x4AAAAAAA_secret',
      origin: 'https://challenges.cloudflare.com',
      testKey: false,
    })
  })

  it.each(['TURNSTILE_SITE_KEY', 'TURNSTILE_SECRET_KEY'])('names %s where it lacks', (name) => {
    for (const vars of [DEVELOPMENT, PRODUCTION]) {
      expect(unusable({ ...vars, ...KEYS, [name]: '' })).toEqual([name])
      expect(unusable({ ...vars, ...KEYS, [name]: undefined })).toEqual([name])
    }
  })

  it.each(['short', 'with a space in it', '"><script>alert()</script>', 'x'.repeat(101)])(
    'refuses the key %j',
    (key) => {
      for (const name of Object.keys(KEYS)) {
        expect(unusable({ ...PRODUCTION, ...KEYS, [name]: key })).toEqual([name])
      }
    },
  )

  it.each([
    '1x00000000000000000000AA',
    '2x00000000000000000000AB',
    '1x00000000000000000000BB',
    '2x00000000000000000000BB',
    '3x00000000000000000000FF',
  ])('takes the site key for tests %s in development alone', (TURNSTILE_SITE_KEY) => {
    const keys = { ...KEYS, TURNSTILE_SITE_KEY }
    expect(unusable({ ...PRODUCTION, ...keys })).toEqual(['TURNSTILE_SITE_KEY'])
    expect(config({ ...DEVELOPMENT, ...keys }).botCheck?.testKey).toBe(false)
  })

  it.each([
    '1x0000000000000000000000000000000AA',
    '2x0000000000000000000000000000000AA',
    '3x0000000000000000000000000000000AA',
  ])('takes the secret for tests %s in development alone', (TURNSTILE_SECRET_KEY) => {
    const keys = { ...KEYS, TURNSTILE_SECRET_KEY }
    expect(unusable({ ...PRODUCTION, ...keys })).toEqual(['TURNSTILE_SECRET_KEY'])
    expect(config({ ...DEVELOPMENT, ...keys }).botCheck?.testKey).toBe(true)
  })

  it('may be answered by a stand-in in development alone', () => {
    const elsewhere = { ...KEYS, TURNSTILE_ORIGIN: 'http://localhost:8080' }
    expect(unusable({ ...PRODUCTION, ...elsewhere })).toEqual(['TURNSTILE_ORIGIN'])
    expect(config({ ...DEVELOPMENT, ...elsewhere }).botCheck?.origin).toBe('http://localhost:8080')
    const named = { ...KEYS, TURNSTILE_ORIGIN: 'https://challenges.cloudflare.com' }
    expect(unusable({ ...PRODUCTION, ...named })).toEqual([])
  })

  it.each(['localhost:8080', 'ftp://localhost', 'http://localhost/', 'http://localhost/path', 'x'])(
    'refuses %j as an origin',
    (TURNSTILE_ORIGIN) => {
      expect(unusable({ ...DEVELOPMENT, ...KEYS, TURNSTILE_ORIGIN })).toEqual(['TURNSTILE_ORIGIN'])
    },
  )
})

const languages = (SMS_LANGUAGES: unknown) => config({ ...PRODUCTION, SMS_LANGUAGES }).languages

/** What is logged of the cost of texts where the configuration is read. */
function costs(vars: Record<string, unknown>) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  config(vars)
  const lines = log.mock.calls.map(([line]): unknown => JSON.parse(String(line)))
  log.mockRestore()
  return lines
}

describe('the words of texts', () => {
  const ENGLISH = { language: 'en', country: 'IN', text: '{code} is your code.\n\n@{host} #{code}' }

  it('are in English and Hindi unless it says otherwise, the first the fallback', () => {
    expect(languages(undefined)).toEqual(['en', 'hi'])
    expect(languages('')).toEqual(['en', 'hi'])
    expect(languages('hi, en')).toEqual(['hi', 'en'])
  })

  it.each(['english', 'EN', 'en,', 'en,en', 'en;hi', 'ta'])('refuses the languages %j', (tags) => {
    expect(unusable({ ...PRODUCTION, SMS_LANGUAGES: tags })).toEqual(['SMS_LANGUAGES'])
  })

  it('takes templates as a list and as JSON text', () => {
    for (const SMS_TEMPLATES of [[ENGLISH], JSON.stringify([ENGLISH])]) {
      const { templates } = config({ ...PRODUCTION, SMS_TEMPLATES })
      expect(templates.map(({ text }) => text)).toContain(ENGLISH.text)
    }
    expect(unusable({ ...PRODUCTION, SMS_TEMPLATES: '' })).toEqual([])
  })

  it('refuses a template that is wrong, or of an unknown gateway, beside what else is', () => {
    const wrong = [{ ...ENGLISH, text: 'no code' }]
    expect(unusable({ ...PRODUCTION, SMS_TEMPLATES: wrong })).toEqual(['SMS_TEMPLATES[0].text'])
    const elsewhere = [{ ...ENGLISH, gateway: 'pigeon' }]
    const vars = { ...PRODUCTION, SMS_TEMPLATES: elsewhere, BRAND: '', SMS_LANGUAGES: 'x' }
    expect(unusable(vars)).toEqual(['BRAND', 'SMS_LANGUAGES', 'SMS_TEMPLATES'])
  })

  it.each(['short', 'FA+9qCX9VSu=', 'FA+9qCX9VS-', 'FA 9qCX9VSu'])(
    'refuses %j as the hash of an app',
    (SMS_RETRIEVER_HASH) => {
      expect(unusable({ ...PRODUCTION, SMS_RETRIEVER_HASH })).toEqual(['SMS_RETRIEVER_HASH'])
    },
  )

  it('have the hash of an app only where there is one', () => {
    expect(config(PRODUCTION).retrieverHash).toBeUndefined()
    const vars = { ...PRODUCTION, SMS_RETRIEVER_HASH: 'FA+9qCX9VSu' }
    expect(config(vars).retrieverHash).toBe('FA+9qCX9VSu')
  })

  it('do not fail for the hash of an app because something else is wrong', () => {
    const forApp = [{ language: 'en', app: 'android', text: '{code} is your code' }]
    const vars = { ...PRODUCTION, SMS_TEMPLATES: forApp, SMS_RETRIEVER_HASH: 'FA+9qCX9VSu' }
    expect(unusable({ ...vars, BRAND: '' })).toEqual(['BRAND'])
    expect(unusable({ ...vars, SMS_RETRIEVER_HASH: '' })).toEqual(['SMS_RETRIEVER_HASH'])
  })

  it('are logged once where they take several segments, with the reason', () => {
    const vars = { ...PRODUCTION }
    expect(costs(vars)).toEqual([
      {
        event: 'template_takes_segments',
        language: 'hi',
        segments: 2,
        because: expect.stringMatching(/is not in GSM-7; \d+ UTF-16 units are more than 70$/),
      },
    ])
    expect(costs(vars)).toEqual([])
    expect(costs({ ...PRODUCTION, SMS_LANGUAGES: 'en' })).toEqual([])
  })

  it('are not logged for a gateway that is not used', () => {
    const long = { ...ENGLISH, gateway: 'console', text: `{code} ${'a'.repeat(154)}` }
    const vars = { ...PRODUCTION, SMS_LANGUAGES: 'en', SMS_TEMPLATES: [long] }
    expect(costs(vars)).toEqual([])
    expect(
      costs({ ...vars, ENVIRONMENT: 'development', SMS_GATEWAYS: 'console,webhook' }),
    ).toMatchObject([{ gateway: 'console', language: 'en', segments: 2 }])
  })
})

describe('INDEX_SECRET', () => {
  it.each([undefined, '', base64(31), '!'.repeat(44), `k1:${base64()}`])(
    'is refused as %j',
    (INDEX_SECRET) => {
      expect(unusable({ ...PRODUCTION, INDEX_SECRET })).toEqual(['INDEX_SECRET'])
    },
  )

  it('gives each use a key of its own', () => {
    const { indexKeys } = config(PRODUCTION)
    const keys = Object.values(indexKeys).map((key) => key.toString('hex'))
    expect(new Set([...keys, PRODUCTION.INDEX_SECRET]).size).toBe(keys.length + 1)
    expect(keys.every((key) => key.length === 64)).toBe(true)
  })
})

describe('reading it', () => {
  it('names what the gateways lack beside what else is wrong', () => {
    const vars = { ...PRODUCTION, PUBLIC_HOST: '', SMS_WEBHOOK_URL: 'http://sms.example/' }
    expect(unusable(vars)).toEqual(['PUBLIC_HOST', 'SMS_WEBHOOK_URL'])
  })

  it('refuses a gateway named twice, and a host that is none', () => {
    expect(unusable({ ...PRODUCTION, SMS_GATEWAYS: 'webhook,webhook' })).toEqual(['SMS_GATEWAYS'])
    expect(unusable({ ...PRODUCTION, PUBLIC_HOST: '...' })).toEqual(['PUBLIC_HOST'])
  })

  it('names all that is unusable, once each and in order, and no value', () => {
    const result = read({ ...PRODUCTION, OTP_SECRET: 'k1:c2VjcmV0', BRAND: '', INDEX_SECRET: '' })
    expect(result).toEqual({ ok: false, unusable: ['BRAND', 'INDEX_SECRET', 'OTP_SECRET'] })
  })

  it('is done once for each environment', () => {
    const env = { ...PRODUCTION } as unknown as Env
    expect(readConfig(env)).toBe(readConfig(env))
  })

  it('fails loudly where it is taken for granted, and names no value', () => {
    const env = { ...PRODUCTION, OTP_SECRET: 'k1:c2VjcmV0' } as unknown as Env
    expect(() => configOf(env)).toThrow('not configured: OTP_SECRET')
  })
})
