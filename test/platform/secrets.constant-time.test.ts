import * as crypto from 'node:crypto'
import { expect, test, vi } from 'vitest'

// Other files of the same process have loaded these with the real `node:crypto`.
vi.resetModules()
const { isCode } = await import('../../src/otp/code.ts')
const { sameText } = await import('../../src/platform/secrets.ts')
const { SessionSecrets } = await import('../../src/signup/session-secrets.ts')
const { config, DEVELOPMENT } = await import('../support/config.ts')

vi.mock(import('node:crypto'), async (importOriginal) => {
  const original = await importOriginal()
  return { ...original, timingSafeEqual: vi.fn(original.timingSafeEqual) }
})

const compared = vi.mocked(crypto.timingSafeEqual)

test('[R11] texts and codes of equal length are compared in constant time', () => {
  expect(sameText('abc', 'abd')).toBe(false)
  expect(compared).toHaveBeenCalledTimes(1)
  const secret = { id: 'k', bytes: Buffer.alloc(32, 1) }
  isCode('123456', secret, { sessionId: 's', phone: '+919876543210', issue: 1 })
  expect(compared).toHaveBeenCalledTimes(2)
})

const { gateways } = config({
  ...DEVELOPMENT,
  SMS_GATEWAYS: 'twilio,msg91',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: '0'.repeat(32),
  TWILIO_SENDER: 'NEOBNK',
  MSG91_AUTH_KEY: '0'.repeat(32),
  MSG91_WEBHOOK_TOKEN: '0'.repeat(32),
  SMS_TEMPLATES: [
    { gateway: 'msg91', language: 'en', template_id: '1'.repeat(24), variables: { otp: '{code}' } },
  ],
})

test.each([
  ['the signature of', 'twilio', 28],
  ['the token of', 'msg91', 32],
])('%s %s is compared in constant time', async (_, name, length) => {
  const forged = 'x'.repeat(length)
  const headers = new Headers({
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': forged,
  })
  const url = new URL('https://signup.example/')
  const gateway = gateways.find((one) => one.name === name)
  const read = await gateway?.readReceipts?.({ url, headers, body: '', token: forged })
  expect(read).toEqual({ kind: 'forged' })
  expect(compared.mock.calls.flat().map(String)).toContain(forged)
})

test('[R11] so is the fixed code of a fictitious number', () => {
  const [phone, now] = [{ e164: '+919999900001', country: 'IN' } as const, Date.UTC(2026, 0, 1)]
  const FICTITIOUS_NUMBERS = `${phone.e164}:112233:2026-01-02`
  const secrets = new SessionSecrets(config({ ...DEVELOPMENT, FICTITIOUS_NUMBERS }), 's')
  const issue = { number: 1, secretId: 'dev', firstTextAt: now, expiresAt: now, attempts: 0 }
  compared.mockClear()
  expect(secrets.isCode('112234', issue, phone, now)).toBe(false)
  expect(compared.mock.calls.map((pair) => pair.map(String))).toEqual([['112234', '112233']])
})
