import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { base64, config, gateways, PRODUCTION, unusable } from '../support/config.ts'

const HEX = '0123456789abcdef'.repeat(2)
const NUMBER = '+14155550100'
const LOCAL = 'http://127.0.0.1:8080'

const templates = (gateway: string, ...all: object[]) =>
  all.map((one) => ({ gateway, language: 'en', variables: { '1': '{code}' }, ...one }))

const RECEIPTS = {
  AWS_CONFIGURATION_SET: 'signup',
  AWS_SNS_TOPIC_ARN: 'arn:aws:sns:ap-south-1:123456789012:sms-events',
}

/** A production of each gateway, with all that it needs. */
const GATEWAYS = {
  webhook: PRODUCTION,
  twilio: {
    ...PRODUCTION,
    SMS_GATEWAYS: 'twilio',
    TWILIO_ACCOUNT_SID: `AC${HEX}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
    TWILIO_SENDER: `MG${HEX}`,
  },
  msg91: {
    ...PRODUCTION,
    SMS_GATEWAYS: 'msg91',
    MSG91_AUTH_KEY: '123456AbCdEfGhIjKl',
    MSG91_WEBHOOK_TOKEN: 'aB3_'.repeat(8),
    SMS_TEMPLATES: templates(
      'msg91',
      { template_id: '65f1' },
      { template_id: '1', language: 'hi' },
    ),
  },
  aws: {
    ...PRODUCTION,
    SMS_GATEWAYS: 'aws',
    AWS_REGION: 'ap-south-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    AWS_ORIGINATION_IDENTITY: 'NEOBNK',
    AWS_CONFIGURATION_SET: 'signup',
  },
} as const

type Gateway = keyof typeof GATEWAYS

const wrong = (gateway: Gateway, vars: object) => unusable({ ...GATEWAYS[gateway], ...vars })
const built = (gateway: Gateway, vars: object = {}) =>
  config({ ...GATEWAYS[gateway], ...vars }).gateways[0]

it.each(['webhook', 'twilio', 'msg91', 'aws'] as const)('%s is there by its vars', (gateway) => {
  expect(gateways(GATEWAYS[gateway])).toEqual([gateway])
})

it.each<[Gateway, string, readonly unknown[]]>([
  [
    'webhook',
    'SMS_WEBHOOK_URL',
    ['', 'http://sms.example/otp', 'HTTP://sms.example', 'ftp://sms.example', 'sms.example'],
  ],
  [
    'webhook',
    'SMS_WEBHOOK_SECRET',
    ['', randomBytes(24).toString('base64'), `whsec_${base64(23)}`, `whsec_${base64(65)}`],
  ],
  [
    'twilio',
    'TWILIO_ACCOUNT_SID',
    ['', undefined, `SK${HEX}`, `AC${'0'.repeat(31)}`, `AC${'g'.repeat(32)}`],
  ],
  ['twilio', 'TWILIO_AUTH_TOKEN', ['', undefined, 'short', `${'0'.repeat(32)} `]],
  ['twilio', 'TWILIO_VOICE_NUMBER', ['NEOBNK', '14155550100']],
  ['twilio', 'TWILIO_WHATSAPP_SENDER', [`whatsapp:${NUMBER}`]],
  [
    'twilio',
    'TWILIO_SENDER',
    [
      undefined,
      ...'|12345|9876543210|TWELVE CHARS| NEOBNK|NEOBNK |Neo-Bank|बैंक|MG123|+0123456789'.split('|'),
      `MG${'0'.repeat(31)}`,
      `AC${HEX}`,
      `whatsapp:${NUMBER}`,
    ],
  ],
  ['msg91', 'MSG91_AUTH_KEY', ['', 'with a space']],
  [
    'msg91',
    'MSG91_WEBHOOK_TOKEN',
    ['', 'x'.repeat(31), `${'x'.repeat(32)}/`, `${'x'.repeat(32)}é`],
  ],
  ['aws', 'AWS_REGION', ['', 'Mumbai', 'ap-south', 'ap-south-1.evil.example/']],
  ['aws', 'AWS_ACCESS_KEY_ID', ['', 'short', 'AKIAIOSFODNN7 EXAMPLE']],
  ['aws', 'AWS_SECRET_ACCESS_KEY', ['', 'x'.repeat(39), 'é'.repeat(40)]],
  ['aws', 'AWS_ORIGINATION_IDENTITY', ['', 'NEO BNK', 'x'.repeat(257)]],
  ['aws', 'AWS_CONFIGURATION_SET', ['with a space', 'x'.repeat(257)]],
  [
    'aws',
    'AWS_SNS_TOPIC_ARN',
    [
      'sms-events',
      'arn:aws:sqs:ap-south-1:123456789012:sms-events',
      'arn:aws:sns:evil.example/:123456789012:sms-events',
      'arn:aws-cn:sns:cn-north-1:123456789012:sms-events',
      'arn:aws:sns:ap-south-2:123456789012:sms-events',
    ],
  ],
])('%s refuses a wrong %s', (gateway, name, values) => {
  for (const value of values)
    expect(wrong(gateway, { [name]: value }), String(value)).toEqual([name])
})

it.each<[Gateway, object]>([
  ['webhook', { SMS_WEBHOOK_SECRET: `whsec_${base64(24)}` }],
  ['webhook', { SMS_WEBHOOK_SECRET: `whsec_${base64(64)}` }],
  ['webhook', { ENVIRONMENT: 'development', SMS_WEBHOOK_URL: 'http://sms.example/otp' }],
  ...['+919876543210', 'NEOBNK', 'Neo Bank 1', 'A', 'ELEVENCHARS'].map(
    (TWILIO_SENDER): [Gateway, object] => ['twilio', { TWILIO_SENDER }],
  ),
  ['aws', RECEIPTS],
])('%s takes %j', (gateway, vars) => {
  expect(wrong(gateway, vars)).toEqual([])
})

it.each<[Gateway, string, string | undefined]>([
  ['twilio', 'TWILIO_ORIGIN', 'https://api.twilio.com'],
  ['msg91', 'MSG91_ORIGIN', 'https://control.msg91.com'],
  ['aws', 'AWS_SMS_ORIGIN', undefined],
])('%s may be a stand-in by %s in development alone', (gateway, name, own) => {
  for (const origin of [LOCAL, 'https://provider.example', `${own}.x`]) {
    expect(wrong(gateway, { [name]: origin })).toEqual([name])
  }
  expect(wrong(gateway, { [name]: own })).toEqual([])
  const development = (origin: string) =>
    wrong(gateway, { ENVIRONMENT: 'development', [name]: origin })
  expect(development(LOCAL)).toEqual([])
  for (const origin of [`${LOCAL}/`, 'ftp://127.0.0.1', 'localhost', `${LOCAL}/x?y`]) {
    expect(development(origin)).toEqual([name])
  }
})

it.each([
  [{ TWILIO_VOICE_NUMBER: '', TWILIO_WHATSAPP_SENDER: '' }, ['sms']],
  [{ TWILIO_VOICE_NUMBER: NUMBER }, ['sms', 'voice']],
  [
    {
      TWILIO_WHATSAPP_SENDER: NUMBER,
      SMS_TEMPLATES: templates('twilio', { channel: 'whatsapp', template_id: `HX${HEX}` }),
    },
    ['sms', 'whatsapp'],
  ],
])('twilio with %j sends by %j, and speaks codes where it calls', (vars, channels) => {
  const gateway = built('twilio', vars)
  expect([...(gateway?.channels ?? [])]).toEqual(channels)
  expect(gateway?.voice !== undefined).toBe(channels.includes('voice'))
})

const byWhatsApp = (more: object) =>
  templates('twilio', { channel: 'whatsapp', template_id: `HX${HEX}`, ...more })

it.each<[Gateway, object, readonly unknown[]]>([
  [
    'twilio',
    { TWILIO_WHATSAPP_SENDER: NUMBER },
    [[], byWhatsApp({ country: 'GB' }), byWhatsApp({ template_id: '1107000000000012345' })],
  ],
  ['msg91', {}, [[], templates('msg91', { template_id: '1', country: 'GB' })]],
])('%s with %j needs a template of its own for whoever may get one', (gateway, vars, all) => {
  for (const SMS_TEMPLATES of all) {
    expect(wrong(gateway, { ...vars, SMS_TEMPLATES })).toEqual(['SMS_TEMPLATES'])
  }
  const indian = templates('msg91', { template_id: '1', country: 'IN' })
  const SMS_TEMPLATES = [...byWhatsApp({ country: 'IN' }), ...indian]
  expect(wrong(gateway, { ...vars, SMS_TEMPLATES })).toEqual([])
})

it('aws takes receipts by a topic and a configuration set', () => {
  expect(built('aws')?.readReceipts).toBeUndefined()
  expect(built('aws', RECEIPTS)?.readReceipts).toBeDefined()
  expect(wrong('aws', { ...RECEIPTS, AWS_CONFIGURATION_SET: '' })).toEqual([
    'AWS_CONFIGURATION_SET',
  ])
})
