import type { Config } from '../config.ts'
import type { DeliveryState } from '../otp/deliveries.ts'
import type { Timers } from '../signup/policy.ts'
import type { Channel } from '../sms/gateway.ts'

const OTHER_WAYS = ['voice', 'whatsapp'] as const satisfies readonly Channel[]

/**
 * What replies tell of a code on its way: `delivery`, where the gateway tells, and in `channels` the
 * other ways to get it, where the session offers them and a gateway has them.
 */
export function deliveryFields(
  { gateways }: Config,
  { timers, delivery }: { readonly timers?: Timers; readonly delivery?: DeliveryState },
) {
  const channels = OTHER_WAYS.filter((way) => gateways.some((one) => one.channels.has(way)))
  return {
    ...(delivery && { delivery }),
    ...(timers?.otherWays && channels.length > 0 && { channels }),
  }
}
