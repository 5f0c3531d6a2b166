import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { config, gateways, PRODUCTION, unusable } from '../support/config.ts'

/** WhatsApp's template at Twilio. */
const byWhatsApp = (more: object = {}) => [
  {
    gateway: 'twilio',
    channel: 'whatsapp',
    language: 'en',
    template_id: `HX${'0123456789abcdef'.repeat(2)}`,
    variables: { '1': '{code}' },
    ...more,
  },
]

describe('the gateway twilio', () => {
  const SID = `AC${'0123456789abcdef'.repeat(2)}`
  const TWILIO = {
    ...PRODUCTION,
    SMS_GATEWAYS: 'twilio',
    TWILIO_ACCOUNT_SID: SID,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
    TWILIO_SENDER: `MG${'0123456789abcdef'.repeat(2)}`,
  }
  const channels = (vars: Record<string, unknown>) => [
    ...(config({ ...TWILIO, ...vars }).gateways[0]?.channels ?? []),
  ]

  it('sends texts, and with a number of its own calls and WhatsApp', () => {
    expect(gateways(TWILIO)).toEqual(['twilio'])
    expect(channels({})).toEqual(['sms'])
    expect(channels({ TWILIO_VOICE_NUMBER: '', TWILIO_WHATSAPP_SENDER: '' })).toEqual(['sms'])
    expect(channels({ TWILIO_VOICE_NUMBER: '+14155550100' })).toEqual(['sms', 'voice'])
    const whatsApp = { TWILIO_WHATSAPP_SENDER: '+14155550100', SMS_TEMPLATES: byWhatsApp() }
    expect(channels(whatsApp)).toEqual(['sms', 'whatsapp'])
  })

  it('needs a template of its own for WhatsApp, for whoever may get one', () => {
    const sender = { ...TWILIO, TWILIO_WHATSAPP_SENDER: '+14155550100' }
    const wrong = [
      [],
      byWhatsApp({ country: 'GB' }),
      byWhatsApp({ template_id: '1107000000000012345' }),
    ]
    for (const SMS_TEMPLATES of wrong) {
      expect(unusable({ ...sender, SMS_TEMPLATES })).toEqual(['SMS_TEMPLATES'])
    }
    expect(unusable({ ...sender, SMS_TEMPLATES: byWhatsApp({ country: 'IN' }) })).toEqual([])
  })

  it('can speak a code only where it can call', () => {
    expect(config(TWILIO).gateways[0]?.voice).toBeUndefined()
    const calling = { ...TWILIO, TWILIO_VOICE_NUMBER: '+14155550100' }
    expect(config(calling).gateways[0]?.voice).toBeDefined()
  })

  it.each(['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_SENDER'])('needs %s', (name) => {
    expect(unusable({ ...TWILIO, [name]: '' })).toEqual([name])
    expect(unusable({ ...TWILIO, [name]: undefined })).toEqual([name])
    expect(unusable({ ...TWILIO, SMS_GATEWAYS: 'webhook', [name]: '' })).toEqual([])
  })

  it.each(['+919876543210', 'NEOBNK', 'Neo Bank 1', 'A', 'ELEVENCHARS'])(
    'takes the sender %j',
    (TWILIO_SENDER) => {
      expect(unusable({ ...TWILIO, TWILIO_SENDER })).toEqual([])
    },
  )

  it.each([
    '12345',
    '9876543210',
    'TWELVE CHARS',
    ' NEOBNK',
    'NEOBNK ',
    'Neo-Bank',
    'बैंक',
    `MG${'0'.repeat(31)}`,
    'MG123',
    `AC${'0'.repeat(32)}`,
    '+0123456789',
    'whatsapp:+14155550100',
  ])('refuses the sender %j', (TWILIO_SENDER) => {
    expect(unusable({ ...TWILIO, TWILIO_SENDER })).toEqual(['TWILIO_SENDER'])
  })

  it.each([
    ['TWILIO_ACCOUNT_SID', `SK${'0'.repeat(32)}`],
    ['TWILIO_ACCOUNT_SID', `AC${'0'.repeat(31)}`],
    ['TWILIO_ACCOUNT_SID', `AC${'g'.repeat(32)}`],
    ['TWILIO_AUTH_TOKEN', 'short'],
    ['TWILIO_AUTH_TOKEN', `${'0'.repeat(32)} `],
    ['TWILIO_VOICE_NUMBER', 'NEOBNK'],
    ['TWILIO_VOICE_NUMBER', '14155550100'],
    ['TWILIO_WHATSAPP_SENDER', 'whatsapp:+14155550100'],
  ])('refuses as %s %j', (name, value) => {
    expect(unusable({ ...TWILIO, [name]: value })).toEqual([name])
  })

  it('reaches Twilio itself in production, a stand-in in development alone', () => {
    const local = 'http://127.0.0.1:8080'
    for (const TWILIO_ORIGIN of [local, 'https://twilio.example', 'https://api.twilio.com.x']) {
      expect(unusable({ ...TWILIO, TWILIO_ORIGIN })).toEqual(['TWILIO_ORIGIN'])
    }
    expect(unusable({ ...TWILIO, TWILIO_ORIGIN: 'https://api.twilio.com' })).toEqual([])
    const development = { ...TWILIO, ENVIRONMENT: 'development' }
    expect(unusable({ ...development, TWILIO_ORIGIN: local })).toEqual([])
    for (const TWILIO_ORIGIN of [`${local}/`, 'ftp://127.0.0.1', 'localhost', `${local}/x?y`]) {
      expect(unusable({ ...development, TWILIO_ORIGIN })).toEqual(['TWILIO_ORIGIN'])
    }
  })
})

describe('the MSG91 gateway', () => {
  const MSG91 = {
    ...PRODUCTION,
    SMS_GATEWAYS: 'msg91',
    MSG91_AUTH_KEY: '123456AbCdEfGhIjKl',
    MSG91_WEBHOOK_TOKEN: 'aB3_'.repeat(8),
    SMS_TEMPLATES: ['en', 'hi'].map((language) => ({
      gateway: 'msg91',
      language,
      template_id: '65f1c0ffee65f1c0ffee65f1',
      variables: { otp: '{code}' },
    })),
  }

  it('needs a template of its own in every country', () => {
    const [english] = MSG91.SMS_TEMPLATES
    for (const SMS_TEMPLATES of [[], [{ ...english, country: 'GB' }]]) {
      expect(unusable({ ...MSG91, SMS_TEMPLATES })).toEqual(['SMS_TEMPLATES'])
    }
  })

  it('needs its key, and a segment that nobody guesses', () => {
    expect(gateways(MSG91)).toEqual(['msg91'])
    expect(unusable({ ...MSG91, MSG91_AUTH_KEY: '', MSG91_WEBHOOK_TOKEN: '' })).toEqual([
      'MSG91_AUTH_KEY',
      'MSG91_WEBHOOK_TOKEN',
    ])
    expect(unusable({ ...MSG91, MSG91_AUTH_KEY: 'with a space' })).toEqual(['MSG91_AUTH_KEY'])
    for (const token of ['x'.repeat(31), `${'x'.repeat(32)}/`, `${'x'.repeat(32)}é`]) {
      expect(unusable({ ...MSG91, MSG91_WEBHOOK_TOKEN: token })).toEqual(['MSG91_WEBHOOK_TOKEN'])
    }
  })

  it('may be a stand-in in development alone', () => {
    const local = { ...MSG91, MSG91_ORIGIN: 'http://localhost:8080' }
    expect(unusable(local)).toEqual(['MSG91_ORIGIN'])
    expect(unusable({ ...local, ENVIRONMENT: 'development' })).toEqual([])
    expect(unusable({ ...MSG91, MSG91_ORIGIN: 'https://control.msg91.com' })).toEqual([])
    const path = { ...local, ENVIRONMENT: 'development', MSG91_ORIGIN: 'http://localhost/path' }
    expect(unusable(path)).toEqual(['MSG91_ORIGIN'])
  })
})

describe('the AWS gateway', () => {
  const AWS = {
    ...PRODUCTION,
    SMS_GATEWAYS: 'aws',
    AWS_REGION: 'ap-south-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    AWS_ORIGINATION_IDENTITY: 'NEOBNK',
  }

  const receipts = {
    AWS_CONFIGURATION_SET: 'signup',
    AWS_SNS_TOPIC_ARN: 'arn:aws:sns:ap-south-1:123456789012:sms-events',
  }

  it('takes receipts where it knows their topic', () => {
    expect(config(AWS).gateways[0]?.readReceipts).toBeUndefined()
    expect(config({ ...AWS, ...receipts }).gateways[0]?.readReceipts).toBeDefined()
    expect(gateways({ ...AWS, ...receipts })).toEqual(['aws'])
  })

  it('takes receipts by a configuration set, and by a topic of its own region', () => {
    const { AWS_SNS_TOPIC_ARN } = receipts
    expect(unusable({ ...AWS, AWS_SNS_TOPIC_ARN })).toEqual(['AWS_CONFIGURATION_SET'])
    const elsewhere = { ...AWS, ...receipts, AWS_REGION: 'ap-south-2' }
    expect(unusable(elsewhere)).toEqual(['AWS_SNS_TOPIC_ARN'])
  })

  it.each([
    ['AWS_REGION', ['', 'Mumbai', 'ap-south', 'ap-south-1.evil.example/']],
    ['AWS_ACCESS_KEY_ID', ['', 'short', 'AKIAIOSFODNN7 EXAMPLE']],
    ['AWS_SECRET_ACCESS_KEY', ['', 'x'.repeat(39), 'é'.repeat(40)]],
    ['AWS_ORIGINATION_IDENTITY', ['', 'NEO BNK', 'x'.repeat(257)]],
    ['AWS_CONFIGURATION_SET', ['with a space', 'x'.repeat(257)]],
    [
      'AWS_SNS_TOPIC_ARN',
      [
        'sms-events',
        'arn:aws:sqs:ap-south-1:123456789012:sms-events',
        'arn:aws:sns:evil.example/:123456789012:sms-events',
        'arn:aws-cn:sns:cn-north-1:123456789012:sms-events',
      ],
    ],
  ])('refuses a wrong %s', (name, values) => {
    const base = { ...AWS, AWS_CONFIGURATION_SET: 'signup' }
    for (const value of values) expect(unusable({ ...base, [name]: value })).toEqual([name])
  })

  it('may be a stand-in in development alone', () => {
    const local = { ...AWS, AWS_SMS_ORIGIN: 'http://localhost:8080' }
    expect(unusable(local)).toEqual(['AWS_SMS_ORIGIN'])
    expect(unusable({ ...local, ENVIRONMENT: 'development' })).toEqual([])
  })
})
