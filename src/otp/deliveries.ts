import type { Channel, Receipt } from '../sms/gateway.ts'

/** One send, and what is known of it. */
export type SendRecord = {
  readonly id: string
  readonly channel: Channel
  /** BCP 47. */
  readonly language: string
  /** The gateways that took it or may have; while it is under way, the first to be asked. */
  readonly gateways: readonly string[]
  /** What gateways told of it since. */
  readonly outcomes?: Readonly<Record<string, Receipt['status']>>
}

/** What is known of a send: nothing yet, that the phone has it, or that it cannot. */
export type DeliveryState = 'pending' | 'delivered' | 'failed'

/** As many sends as a session's hour can hold, and a few more. */
const KEPT = 20

/** The sends with one more. */
export function withSend(
  sends: readonly SendRecord[] | undefined,
  send: SendRecord,
): readonly SendRecord[] {
  return [...(sends ?? []), send].slice(-KEPT)
}

/**
 * The sends once a gateway has told of one; undefined where nothing changes: the send is unknown,
 * or this was told before. That a phone has it is never taken back, whatever comes later; that it
 * could not be delivered is, should the phone have it after all. `first` where the gateway had told
 * nothing of the send before.
 */
export function withReceipt(
  sends: readonly SendRecord[] | undefined,
  sendId: string,
  gateway: string,
  status: Receipt['status'],
): { readonly sends: readonly SendRecord[]; readonly first: boolean } | undefined {
  const send = sends?.find(({ id }) => id === sendId)
  const known = send?.outcomes?.[gateway]
  if (!sends || !send || known === status || known === 'delivered') return undefined
  const outcomes = { ...send.outcomes, [gateway]: status }
  return {
    sends: sends.with(sends.indexOf(send), { ...send, outcomes }),
    first: known === undefined,
  }
}

/** The sends once it is known which gateways took one, or may have. */
export function withGateways(
  sends: readonly SendRecord[] | undefined,
  sendId: string,
  gateways: readonly string[],
): readonly SendRecord[] {
  const send = sends?.find(({ id }) => id === sendId)
  if (!sends || !send) return sends ?? []
  return sends.with(sends.indexOf(send), { ...send, gateways })
}

/**
 * How the last send stands; undefined where nothing will ever be known of it, as where no gateway was
 * asked. It has failed once every gateway that may have sent it says so.
 */
export function deliveryOf(
  sends: readonly SendRecord[] | undefined,
  tells: (gateway: string) => boolean,
): DeliveryState | undefined {
  const last = sends?.at(-1)
  if (!last) return undefined
  const { gateways, outcomes = {} } = last
  // Nothing goes out to a fictitious number.
  if (gateways.length === 0) return undefined
  if (Object.values(outcomes).includes('delivered')) return 'delivered'
  const open = gateways.filter((gateway) => outcomes[gateway] === undefined)
  if (open.length === 0) return 'failed'
  return open.some(tells) ? 'pending' : undefined
}

/** The gateways in the order to ask: those not tried yet, then the one tried longest ago. */
export function untriedFirst(
  route: readonly string[],
  tried: readonly string[] | undefined,
): readonly string[] {
  return route.toSorted((a, b) => (tried ?? []).lastIndexOf(a) - (tried ?? []).lastIndexOf(b))
}

/** The gateways asked so far, with some more asked now. */
export function withTried(
  tried: readonly string[] | undefined,
  asked: readonly string[],
): readonly string[] {
  return [...(tried ?? []).filter((gateway) => !asked.includes(gateway)), ...asked]
}
