import { callGuard, callMonitor } from '../objects.ts'
import type { GuardOutcome } from '../guard/guard.ts'
import type { Phone } from '../phone/number.ts'
import type { AddressNames } from '../limits/address-names.ts'
import type { Delivery } from '../sms/dispatch.ts'
import type { Channel } from '../sms/gateway.ts'
import { isFictitious, phoneEvent, type Edge } from './edge.ts'

/** A send, as the phone's guard and the traffic monitor count it. */
type CountedSend = {
  readonly id: string
  readonly phone: Phone
  readonly askedBy: AddressNames
  readonly channel: Channel
  readonly idempotencyKey?: string
}

/** Tells the phone's guard how a send ended. May be repeated. */
export function settleGuard(
  edge: Edge,
  { id, phone }: CountedSend,
  outcome: GuardOutcome,
): Promise<void> {
  return callGuard(edge, phone, (guard) => guard.settle(id, outcome))
}

/** Counts, after the reply, the texts that went out or may have. */
export function countSent(
  context: Edge,
  send: CountedSend,
  { texts, gateway, tried }: Extract<Delivery, { kind: 'sent' }>,
): void {
  const { phone, askedBy, channel, idempotencyKey } = send
  const settle = () => settleGuard(context, send, { kind: 'sent', texts })
  if (idempotencyKey === undefined) context.afterReply(settle)
  else {
    // Begun before the reply: whoever repeats the key on its heels must be told that it went out.
    const settling = settle()
    settling.catch(() => undefined)
    context.afterReply(() => settling)
  }
  if (isFictitious(context, phone)) return
  context.afterReply(() => {
    const event = { ...phoneEvent(context, phone, askedBy), gateway, texts, tried, channel }
    return callMonitor(context, phone, askedBy, (monitor) => monitor.texted(event))
  })
}

/**
 * Counts, after the reply, a send that no gateway took: a gateway that fails is passed over for a while.
 */
export function countFailed(
  context: Edge,
  { phone, askedBy, channel }: CountedSend,
  { tried }: Delivery,
): void {
  context.afterReply(() => {
    const event = { ...phoneEvent(context, phone, askedBy), tried, channel }
    return callMonitor(context, phone, askedBy, (monitor) => monitor.failed(event))
  })
}
