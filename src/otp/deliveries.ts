import type { Channel, Receipt } from '../sms/gateway.ts'
import { DISPATCHES_KEPT } from './schedule.ts'

/** Records one code on its way to a phone, and what gateways say of its delivery. */
export type DispatchRecord = {
  /** The send's. */
  readonly id: string
  readonly at: number
  readonly channel: Channel
  /** BCP 47. */
  readonly language: string
  /** The gateways that took it or may have; while it is under way, the first to be asked. */
  readonly gateways: readonly string[]
  readonly receipts: Readonly<Record<string, Receipt['status']>>
  /** The number of the issue whose code it brings, and how often a call of it has spoken that. */
  readonly issue: number
  readonly spoken: number
}

/** Says how a delivery stands: nothing known yet, the phone has it, or it cannot have it. */
export type DeliveryState = 'pending' | 'delivered' | 'failed'

type Dispatches = readonly DispatchRecord[]

/** Adds a dispatch, and forgets the oldest of too many. */
export function withDispatch(dispatches: Dispatches, one: DispatchRecord): Dispatches {
  return [...dispatches, one].slice(-DISPATCHES_KEPT)
}

/**
 * Records a receipt; undefined where it changes nothing. "Delivered" is never taken back, "undelivered"
 * is. `isFirst` where the gateway had said nothing of the dispatch before.
 */
export function withReceipt(
  dispatches: Dispatches,
  id: string,
  gateway: string,
  status: Receipt['status'],
): { readonly dispatches: Dispatches; readonly isFirst: boolean } | undefined {
  const index = dispatches.findIndex((one) => one.id === id)
  const dispatch = dispatches[index]
  const former = dispatch?.receipts[gateway]
  if (!dispatch || former === status || former === 'delivered') return undefined
  const receipts = { ...dispatch.receipts, [gateway]: status }
  return {
    dispatches: dispatches.with(index, { ...dispatch, receipts }),
    isFirst: former === undefined,
  }
}

/** Records which gateways took a dispatch, or may have. */
export function withGateways(
  dispatches: Dispatches,
  id: string,
  gateways: readonly string[],
): Dispatches {
  return dispatches.map((one) => (one.id === id ? { ...one, gateways } : one))
}

/**
 * Says how the last dispatch stands; undefined where nothing will ever be known of it. It has failed
 * once every gateway that may have sent it says so. `reports` names the gateways that send receipts.
 */
export function deliveryOf(
  dispatches: Dispatches,
  reports: (gateway: string) => boolean,
): DeliveryState | undefined {
  const last = dispatches.at(-1)
  // Nothing goes out to a fictitious number.
  if (!last || last.gateways.length === 0) return undefined
  if (Object.values(last.receipts).includes('delivered')) return 'delivered'
  const silent = last.gateways.filter((gateway) => last.receipts[gateway] === undefined)
  if (silent.length === 0) return 'failed'
  return silent.some(reports) ? 'pending' : undefined
}

/** Orders gateways by when they were asked last: first those that never were. */
export function leastRecent(
  route: readonly string[],
  former: readonly string[],
): readonly string[] {
  return route.toSorted((a, b) => former.lastIndexOf(a) - former.lastIndexOf(b))
}

/** Adds gateways that were asked now, the last one last. */
export function withRecent(
  former: readonly string[],
  gateways: readonly string[],
): readonly string[] {
  return [...former.filter((gateway) => !gateways.includes(gateway)), ...gateways]
}
