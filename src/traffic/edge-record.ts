import * as z from 'zod'
import { readInTime } from '../platform/kv.ts'
import type { Range } from './number-range.ts'

/** Of the phones that a gateway texted, how many were verified, and of how many. */
const result = z.tuple([z.number(), z.number()]).readonly()

const byGateway = z.record(z.string(), result).readonly()

const results = z.object({
  country: byGateway,
  /** Of the ranges of four digits that most is known of. */
  ranges: z.record(z.string(), byGateway).readonly(),
})

/** What KV says of a monitor's country and shard: written by the monitor, read at the edge. */
const trafficRecord = z.object({
  /** The ranges, of four or six digits, that are closed. */
  closed: z.array(z.string()),
  stage: z.enum(['open', 'known_only', 'spent']),
  /** The gateways that are passed over, and from when on each may be probed. */
  tripped: z.record(z.string(), z.number()).readonly().optional(),
  /** What gateways achieve, where texts are routed by that. */
  results: results.optional(),
})

export type TrafficRecord = z.infer<typeof trafficRecord>

/** Verified phones of a gateway, and all it texted whose time to be verified is over. */
export type GatewayResult = z.infer<typeof result>

/** Results by the gateways' names. */
export type ByGateway = z.infer<typeof byGateway>

/** Results in a country and in those of its ranges that most is known of. */
export type GatewayResults = z.infer<typeof results>

/** What is known of the gateways. */
export type GatewayStanding = Pick<TrafficRecord, 'tripped' | 'results'>

export type TrafficStanding = {
  /** Whether the send must ask the monitor before it goes out. */
  readonly ask: boolean
  readonly gateways: GatewayStanding
}

/** The KV key of a monitor's record. */
export function trafficKey(monitor: string): string {
  return `traffic:${monitor}`
}

/** A record as it was written. */
export function parseRecord(record: string): TrafficRecord {
  return trafficRecord.parse(JSON.parse(record))
}

/**
 * What KV says of a send: to ask, where its range or its country is held back, and where KV does not
 * say in time, for then nobody knows, of gateways neither; `silent` is called so that it is seen. What
 * it says may be a minute old.
 */
export async function trafficStanding(
  kv: KVNamespace,
  monitor: string,
  { six, four }: Range,
  silent: (cause: unknown) => void,
): Promise<TrafficStanding> {
  try {
    const value = await readInTime(kv, trafficKey(monitor))
    if (value === null) return { ask: false, gateways: {} }
    const { closed, stage, ...gateways } = trafficRecord.parse(value)
    const ask = stage !== 'open' || closed.includes(six) || closed.includes(four)
    return { ask, gateways }
  } catch (cause) {
    silent(cause)
    return { ask: true, gateways: {} }
  }
}
