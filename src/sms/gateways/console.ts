import * as z from 'zod'
import { type CodeText, gatewayKind, type SmsGateway, type VerifiedPhone } from '../gateway.ts'

const RULE = '='.repeat(50)
const CHECKS = '✅'.repeat(20)

/** Needs no settings, and is refused in production. */
export const consoleKind = gatewayKind(
  (development) => (development ? z.object({}) : z.object({ SMS_GATEWAYS: z.never() })),
  () => consoleGateway,
)

/** Prints what it would text, and each verification, in the lines that the HTTP contract fixes. */
export const consoleGateway: SmsGateway = {
  name: 'console',
  channels: new Set(['sms', 'voice', 'whatsapp']),

  async send(text: CodeText) {
    print(
      RULE,
      `📱 OTP for ${text.to}: ${text.code}`,
      `📅 Expires at: ${new Date(text.expiresAt).toISOString()}`,
      `🆔 Session ID: ${text.sessionId}`,
      RULE,
    )
    return { kind: 'accepted' }
  },

  phoneVerified({ sessionId, phone, nextStep }: VerifiedPhone) {
    print(
      CHECKS,
      `✅ OTP VERIFIED for session ${sessionId}`,
      `✅ Phone: ${phone}`,
      `✅ Moving to step: ${nextStep}`,
      CHECKS,
    )
  },
}

function print(...lines: readonly string[]): void {
  console.log(lines.join('\n'))
}
