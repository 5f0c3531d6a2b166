import * as z from 'zod'
import { readInTime } from '../rate-limits/kv.ts'
import type { Range } from './range.ts'

/** What KV says of a monitor's country and shard: written by the monitor, read at the edge. */
const trafficRecord = z.object({
  /** The ranges, of four or six digits, that are closed. */
  closed: z.array(z.string()),
  stage: z.enum(['open', 'known_only', 'spent']),
})

export type TrafficRecord = z.infer<typeof trafficRecord>

/** The KV key of a monitor's record. */
export function trafficKey(monitor: string): string {
  return `traffic:${monitor}`
}

/**
 * Whether a send must ask the monitor before it goes out: where its range or its country is held
 * back, and where KV does not say in time, for then nobody knows; `silent` is called so that it is
 * seen. What it says may be a minute old.
 */
export async function mustAsk(
  kv: KVNamespace,
  monitor: string,
  { six, four }: Range,
  silent: (cause: unknown) => void,
): Promise<boolean> {
  try {
    const value = await readInTime(kv, trafficKey(monitor))
    if (value === null) return false
    const { closed, stage } = trafficRecord.parse(value)
    return stage !== 'open' || closed.includes(six) || closed.includes(four)
  } catch (cause) {
    silent(cause)
    return true
  }
}
