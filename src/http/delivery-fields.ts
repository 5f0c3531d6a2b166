import type { Config } from '../config.ts'
import type { Timers } from '../otp/challenge.ts'
import type { DeliveryState } from '../otp/deliveries.ts'
import type { Channel } from '../sms/gateway.ts'

const OTHER_CHANNELS = ['voice', 'whatsapp'] as const satisfies readonly Channel[]

/**
 * Says in a reply how a code's delivery stands, where its gateway reports, and in `channels` how else it
 * may be asked for, where the session offers that and a gateway has it.
 */
export function deliveryFields(
  { gateways }: Config,
  { timers, delivery }: { readonly timers?: Timers; readonly delivery?: DeliveryState },
) {
  const offered = OTHER_CHANNELS.filter((one) => gateways.some(({ channels }) => channels.has(one)))
  const channels = timers?.otherChannels && offered.length > 0 ? offered : undefined
  return { delivery, channels }
}
