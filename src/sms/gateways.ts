import { awsKind } from './gateways/aws/aws.ts'
import { consoleKind } from './gateways/console.ts'
import type { GatewayKind } from './gateway.ts'
import { twilioKind } from './gateways/twilio/twilio.ts'
import { msg91Kind } from './gateways/msg91.ts'
import { webhookKind } from './gateways/webhook.ts'

/** Every kind of gateway there is, by the name in `SMS_GATEWAYS`: adding one is a file and a line. */
export const GATEWAY_KINDS: ReadonlyMap<string, GatewayKind> = new Map([
  ['console', consoleKind],
  ['webhook', webhookKind],
  ['twilio', twilioKind],
  ['msg91', msg91Kind],
  ['aws', awsKind],
])
