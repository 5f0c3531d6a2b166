import { awsKind } from './aws.ts'
import { consoleKind } from './console.ts'
import type { GatewayKind } from './gateway.ts'
import { twilioKind } from './twilio.ts'
import { msg91Kind } from './msg91.ts'
import { webhookKind } from './webhook.ts'

/** Every kind of gateway there is, by the name in `SMS_GATEWAYS`: adding one is a file and a line. */
export const GATEWAY_KINDS: ReadonlyMap<string, GatewayKind> = new Map([
  ['console', consoleKind],
  ['webhook', webhookKind],
  ['twilio', twilioKind],
  ['msg91', msg91Kind],
  ['aws', awsKind],
])
