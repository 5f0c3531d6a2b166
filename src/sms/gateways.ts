import type { Config, GatewayName } from '../config.ts'
import { consoleGateway } from './console.ts'
import type { SmsGateway } from './gateway.ts'
import { webhookGateway } from './webhook.ts'

/** Every gateway there is: adding one is a file and a line here. */
const GATEWAYS: Record<GatewayName, (config: Config) => SmsGateway> = {
  console: () => consoleGateway,
  webhook: ({ webhook, development }) => {
    if (!webhook) throw new Error('the webhook gateway is used without its configuration')
    return webhookGateway(webhook, development)
  },
}

/** The configured gateways, in their order. */
export function gatewaysOf(config: Config): readonly SmsGateway[] {
  return config.gateways.map((name) => GATEWAYS[name](config))
}
