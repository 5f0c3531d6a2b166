import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { consoleGateway } from '../../../src/sms/gateways/console.ts'

const log = vi.spyOn(console, 'log')

beforeEach(() => log.mockImplementation(() => undefined))
afterEach(() => log.mockReset())

const printed = () => log.mock.calls.map((call) => `${call.join(' ')}\n`).join('')

const SESSION = 'a1b2c3d4-e5f6-8890-abcd-ef1234567890'

describe('the development gateway', () => {
  it('prints exactly the lines of the contract for a code', async () => {
    const answer = await consoleGateway.send(
      {
        id: 'id',
        to: '+919876543210',
        channel: 'sms',
        words: { body: 'not printed', language: 'en', variables: {} },
        code: '012345',
        sessionId: SESSION,
        expiresAt: Date.UTC(2026, 0, 15, 10, 35),
        reference: 'reference',
      },
      new AbortController().signal,
    )
    expect(answer).toEqual({ kind: 'accepted' })
    expect(printed()).toBe(`==================================================
📱 OTP for +919876543210: 012345
📅 Expires at: 2026-01-15T10:35:00.000Z
🆔 Session ID: a1b2c3d4-e5f6-8890-abcd-ef1234567890
==================================================
`)
  })

  it('prints exactly the lines of the contract for a verified phone', () => {
    consoleGateway.phoneVerified?.({ sessionId: SESSION, phone: '+919876543210', nextStep: 2 })
    // In one piece, so that two at once do not mix.
    expect(log).toHaveBeenCalledTimes(1)
    expect(printed()).toBe(`✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅
✅ OTP VERIFIED for session a1b2c3d4-e5f6-8890-abcd-ef1234567890
✅ Phone: +919876543210
✅ Moving to step: 2
✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅✅
`)
  })
})
