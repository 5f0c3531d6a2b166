import * as z from 'zod'
import { list, readSettings, type SettingsResult, type Vars } from '../platform/settings.ts'
import type { GatewayContext, GatewayKind, SmsGateway } from './gateway.ts'
import { awsKind } from './gateways/aws/aws.ts'
import { consoleKind } from './gateways/console.ts'
import { msg91Kind } from './gateways/msg91.ts'
import { twilioKind } from './gateways/twilio/twilio.ts'
import { webhookKind } from './gateways/webhook.ts'

/** Lists the kinds of gateways by their names in `SMS_GATEWAYS`: one more is a file and a line. */
export const GATEWAY_KINDS: ReadonlyMap<string, GatewayKind> = new Map([
  ['console', consoleKind],
  ['webhook', webhookKind],
  ['twilio', twilioKind],
  ['msg91', msg91Kind],
  ['aws', awsKind],
])

/** Reads which gateways there are, each once. */
export const gatewaysForm = z.object({
  SMS_GATEWAYS: list
    .refine(
      (all) => new Set(all).size === all.length && all.every((name) => GATEWAY_KINDS.has(name)),
    )
    .meta({
      description:
        'in the order to try: `twilio`, `msg91`, `aws`, `webhook`; in development also `console`',
    }),
})

/** Reads the settings of the gateways that `SMS_GATEWAYS` names, and of no other, in its order. */
export function readGateways(
  vars: Vars,
  development: boolean,
): SettingsResult<(context: GatewayContext) => readonly SmsGateway[]> {
  const given = list.safeParse(vars.SMS_GATEWAYS).data ?? []
  const kinds = given.flatMap((name) => GATEWAY_KINDS.get(name)?.read(vars, development) ?? [])
  const read = readSettings(gatewaysForm, vars)
  const unusable = [read, ...kinds].flatMap((kind) => (kind.ok ? [] : kind.unusable))
  if (unusable.length > 0) return { ok: false, unusable }
  return {
    ok: true,
    settings: (context) => kinds.flatMap((kind) => (kind.ok ? [kind.settings(context)] : [])),
  }
}
