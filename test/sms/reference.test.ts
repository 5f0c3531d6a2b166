import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openReference, sealReference } from '../../src/sms/reference.ts'

const KEY = randomBytes(32)
const SEND = {
  sessionId: 'a1b2c3d4-e5f6-8890-abcd-ef1234567890',
  sendId: '0f8fad5b-d9cb-469f-a165-70867728950e',
}

describe('the reference that a gateway brings back', () => {
  it('leads back to the send it was made for', () => {
    expect(openReference(KEY, 'twilio', sealReference(KEY, 'twilio', SEND))).toEqual(SEND)
  })

  it('fits what every gateway takes: 80 characters of base64url', () => {
    expect(sealReference(KEY, 'twilio', SEND)).toMatch(/^[\w-]{80}$/)
  })

  it('is another each time, and shows neither id', () => {
    const [one, two] = [sealReference(KEY, 'aws', SEND), sealReference(KEY, 'aws', SEND)]
    expect(one).not.toBe(two)
    const bytes = Buffer.from(one, 'base64url').toString('hex')
    expect(bytes).not.toContain(SEND.sessionId.replaceAll('-', ''))
    expect(bytes).not.toContain(SEND.sendId.replaceAll('-', ''))
  })

  it('is worth nothing to another gateway, under another key, or changed', () => {
    const reference = sealReference(KEY, 'twilio', SEND)
    expect(openReference(KEY, 'aws', reference)).toBeUndefined()
    expect(openReference(randomBytes(32), 'twilio', reference)).toBeUndefined()
    for (let i = 0; i < reference.length; i++) {
      const changed = reference[i] === 'A' ? 'B' : 'A'
      const forged = reference.slice(0, i) + changed + reference.slice(i + 1)
      expect(openReference(KEY, 'twilio', forged)).toBeUndefined()
    }
  })

  it.each([
    '',
    'x',
    'A'.repeat(79),
    'A'.repeat(80),
    'A'.repeat(81),
    '\0'.repeat(80),
    '💥'.repeat(20),
  ])('does not open %j', (text) => {
    expect(openReference(KEY, 'twilio', text)).toBeUndefined()
  })
})
