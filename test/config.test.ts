import { randomBytes } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { configOf, readConfig } from '../src/config.ts'
import { DAY } from '../src/platform/time.ts'
import { base64, config, DEVELOPMENT, PRODUCTION, read, unusable } from './support/config.ts'

/** One fictitious number for each, with its last day so many days off. */
const fictitious = (...days: number[]) =>
  days
    .map((day) => new Date(Date.now() + day * DAY).toISOString().slice(0, 10))
    .map((day, i) => `+91987654321${i}:012345:${day}`)
    .join()

const KEY = base64()

/** What a list of keys must not be. */
const WRONG_RINGS = [
  undefined,
  '',
  KEY,
  `:${KEY}`,
  'k1:',
  `k1:${base64(31)}`,
  `k1:${KEY},k2:${base64(16)}`,
  `k1:${'!'.repeat(44)}`,
  'k1:0123456789abcdef0123456789abcd',
  `k1:${KEY},k1:${base64()}`,
  `k1:${KEY}:x`,
  `k1:${KEY},`,
]

it.each<[string, readonly unknown[]]>([
  ['ENVIRONMENT', ['staging', 'Development', 'development ', 'dev']],
  [
    'PUBLIC_HOST',
    [
      '',
      undefined,
      ...'https://signup.example|signup.example/|Signup.example|a b|x@y|*|...'.split('|'),
    ],
  ],
  ['BRAND', ['', 'x'.repeat(31)]],
  ['ALLOWED_COUNTRIES', ['', 'XX', 'India', 'in', 'IN,', 'IN;GB', 'IN,IN']],
  // The console gateway prints codes: in development alone.
  [
    'SMS_GATEWAYS',
    '|pigeon|webhook,|webhook;console|constructor|webhook,webhook|console|webhook,console'.split(
      '|',
    ),
  ],
  ['SMS_ROUTING', ['best']],
  ['SMS_LANGUAGES', ['english', 'EN', 'en,', 'en,en', 'en;hi', 'tlh']],
  ['SMS_RETRIEVER_HASH', ['short', 'FA+9qCX9VSu=', 'FA+9qCX9VS-', 'FA 9qCX9VSu']],
  ['TRAFFIC_SHARDS', ['0', '65', '-4', '4.5', 'four', '1e1']],
  // In production they hold for thirty days at most.
  ['FICTITIOUS_NUMBERS', [fictitious(31), fictitious(1, 31), '+919876543210:012345', 'none']],
  ['OTP_SECRET', WRONG_RINGS],
  ['DATA_SECRET', WRONG_RINGS],
  ['INDEX_SECRET', [undefined, '', base64(31), '!'.repeat(44), `k1:${KEY}`]],
])('a production refuses a wrong %s', (name, values) => {
  for (const value of values) {
    expect(unusable({ ...PRODUCTION, [name]: value }), String(value)).toEqual([name])
  }
})

const BOTH = { ENVIRONMENT: 'development', SMS_GATEWAYS: 'webhook, console' }

it.each<[object, object]>([
  [{}, { development: false, routing: 'order', trafficShards: 4, languages: ['en', 'hi'] }],
  [
    { SMS_ROUTING: '', TRAFFIC_SHARDS: '', SMS_LANGUAGES: '' },
    { routing: 'order', trafficShards: 4 },
  ],
  [{ ENVIRONMENT: 'production' }, { development: false }],
  [{ ENVIRONMENT: '' }, { development: false }],
  [DEVELOPMENT, { development: true, publicHost: 'localhost', gateways: [{ name: 'console' }] }],
  [BOTH, { gateways: [{ name: 'webhook' }, { name: 'console' }] }],
  [{ SMS_ROUTING: 'result' }, { routing: 'result' }],
  [{ TRAFFIC_SHARDS: '1' }, { trafficShards: 1 }],
  [{ TRAFFIC_SHARDS: '64' }, { trafficShards: 64 }],
  [{ ALLOWED_COUNTRIES: 'IN, GB' }, { countries: ['IN', 'GB'] }],
  [{ BRAND: 'x'.repeat(30) }, { brand: 'x'.repeat(30) }],
  [{ SMS_LANGUAGES: 'hi, en' }, { languages: ['hi', 'en'] }],
  [{ SMS_LANGUAGES: 'ur' }, { languages: ['ur'] }],
  [{}, { retrieverHash: undefined, botCheck: undefined, fictitious: new Map() }],
  [{ SMS_RETRIEVER_HASH: 'FA+9qCX9VSu' }, { retrieverHash: 'FA+9qCX9VSu' }],
  // Nothing is asked of a gateway that is not used.
  [
    { MSG91_AUTH_KEY: '!', AWS_REGION: '!', TWILIO_SENDER: '' },
    { gateways: [{ name: 'webhook' }] },
  ],
])('reads of %j: %j', (vars, expected) => {
  expect(config({ ...PRODUCTION, ...vars })).toMatchObject(expected)
})

it.each<[object, string, number]>([
  [PRODUCTION, fictitious(29), 1],
  [DEVELOPMENT, fictitious(31, 400), 2],
  // One whose last day is over stops nothing.
  [PRODUCTION, '+919876543210:012345:2026-01-01', 1],
])('takes fictitious numbers', (vars, FICTITIOUS_NUMBERS, size) => {
  expect(config({ ...vars, FICTITIOUS_NUMBERS }).fictitious.size).toBe(size)
})

it.each([
  ['OTP_SECRET', 'otpSecret'],
  ['DATA_SECRET', 'dataSecret'],
] as const)('%s is a list of keys by id, the first of which makes new things', (name, ring) => {
  const [newer, older] = [randomBytes(32), randomBytes(48)]
  const value = `k2:${newer.toString('base64')}, k1:${older.toString('base64')}`
  expect(config({ ...PRODUCTION, [name]: value })[ring]).toEqual([
    { id: 'k2', bytes: newer },
    { id: 'k1', bytes: older },
  ])
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
    ['TURNSTILE_SITE_KEY', '1x00000000000000000000AA', false],
    ['TURNSTILE_SITE_KEY', '2x00000000000000000000AB', false],
    ['TURNSTILE_SITE_KEY', '3x00000000000000000000FF', false],
    ['TURNSTILE_SECRET_KEY', '1x0000000000000000000000000000000AA', true],
    ['TURNSTILE_SECRET_KEY', '2x0000000000000000000000000000000AA', true],
    ['TURNSTILE_SECRET_KEY', '3x0000000000000000000000000000000AA', true],
  ])('takes as %s the key for tests %s in development alone', (name, key, testKey) => {
    const keys = { ...KEYS, [name]: key }
    expect(unusable({ ...PRODUCTION, ...keys })).toEqual([name])
    expect(config({ ...DEVELOPMENT, ...keys }).botCheck?.testKey).toBe(testKey)
  })

  const at = (TURNSTILE_ORIGIN: string) => ({ ...KEYS, TURNSTILE_ORIGIN })

  it('may be answered by a stand-in in development alone', () => {
    expect(unusable({ ...PRODUCTION, ...at('http://localhost') })).toEqual(['TURNSTILE_ORIGIN'])
    expect(config({ ...DEVELOPMENT, ...at('http://localhost') }).botCheck?.origin).toBe(
      'http://localhost',
    )
    expect(unusable({ ...PRODUCTION, ...at('https://challenges.cloudflare.com') })).toEqual([])
    expect(unusable({ ...DEVELOPMENT, ...at('localhost:8080') })).toEqual(['TURNSTILE_ORIGIN'])
  })
})

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

  it('refuses a template that is wrong, or of an unknown gateway, beside what else is', () => {
    const wrong = [{ ...ENGLISH, text: 'no code' }]
    expect(unusable({ ...PRODUCTION, SMS_TEMPLATES: wrong })).toEqual(['SMS_TEMPLATES[0].text'])
    const elsewhere = [{ ...ENGLISH, gateway: 'pigeon' }]
    const vars = { ...PRODUCTION, SMS_TEMPLATES: elsewhere, BRAND: '', SMS_LANGUAGES: 'x' }
    expect(unusable(vars)).toEqual(['BRAND', 'SMS_LANGUAGES', 'SMS_TEMPLATES'])
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

it('gives each use of INDEX_SECRET a key of its own', () => {
  const { indexKeys } = config(PRODUCTION)
  const keys = Object.values(indexKeys).map((key) => key.toString('hex'))
  expect(new Set([...keys, PRODUCTION.INDEX_SECRET]).size).toBe(keys.length + 1)
  expect(keys.every((key) => key.length === 64)).toBe(true)
})

describe('reading it', () => {
  it('names what the gateways lack beside what else is wrong', () => {
    const vars = { ...PRODUCTION, PUBLIC_HOST: '', SMS_WEBHOOK_URL: 'http://sms.example/' }
    expect(unusable(vars)).toEqual(['PUBLIC_HOST', 'SMS_WEBHOOK_URL'])
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
