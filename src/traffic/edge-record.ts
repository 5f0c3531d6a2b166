import * as z from 'zod'
import { readKv } from '../platform/kv.ts'
import { type NumberRange, prefixesOf } from './number-range.ts'

/** Counts a gateway's phones that were verified, and all whose time for it is over. */
const result = z.tuple([z.number(), z.number()]).readonly()

const byGateway = z.record(z.string(), result).readonly()

const results = z.object({
  country: byGateway,
  /** By four digits, the ranges with most phones. */
  ranges: z.record(z.string(), byGateway).readonly(),
})

const trafficRecord = z.object({
  /** The ranges, of four or six digits, that are closed. */
  closed: z.array(z.string()),
  stage: z.enum(['open', 'known_only', 'spent']),
  /** The gateways that are passed over, and from when on each may be probed. */
  tripped: z.record(z.string(), z.number()).readonly().optional(),
  /** Present where texts are routed by them. */
  results: results.optional(),
})

/** Holds what KV says of a country and shard: written by the monitor, read at the edge. */
export type TrafficRecord = z.infer<typeof trafficRecord>

export type GatewayResult = z.infer<typeof result>
export type ByGateway = z.infer<typeof byGateway>
export type GatewayResults = z.infer<typeof results>

/** Holds what the record says of gateways. */
export type GatewayRecord = Pick<TrafficRecord, 'tripped' | 'results'>

export type TrafficReading = {
  /** The send must ask the monitor before it goes out. */
  readonly mustAsk: boolean
  readonly gateways: GatewayRecord
}

/** Names the KV record of a monitor. */
export function trafficKey(monitor: string): string {
  return `traffic:${monitor}`
}

/** Parses a record as it was written; throws where it is none. */
export function parseRecord(record: string): TrafficRecord {
  return trafficRecord.parse(JSON.parse(record))
}

/**
 * Reads a monitor's record, up to a minute old. Never fails: where KV does not answer in time and
 * form the send must ask, no gateway is known, and `onUnavailable` is called.
 */
export async function readTrafficRecord(
  kv: KVNamespace,
  monitor: string,
  range: NumberRange,
  onUnavailable: (cause: unknown) => void,
): Promise<TrafficReading> {
  try {
    const value = await readKv(kv, trafficKey(monitor))
    if (value === null) return { mustAsk: false, gateways: {} }
    const { closed, stage, ...gateways } = trafficRecord.parse(value)
    const rangeClosed = prefixesOf(range).some((prefix) => closed.includes(prefix))
    return { mustAsk: stage !== 'open' || rangeClosed, gateways }
  } catch (cause) {
    onUnavailable(cause)
    return { mustAsk: true, gateways: {} }
  }
}
