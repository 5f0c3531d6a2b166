import { withTimeout } from './time.ts'
import { SECOND } from './time.ts'

/** KV is asked for comfort only: past this it counts as silent. */
const PATIENCE_TO_READ = 300

/** Others wait behind whoever writes. */
const PATIENCE_TO_WRITE = 5 * SECOND

/** The least that KV accepts: how long a location may keep its copy of a record. */
const CACHE_SECONDS = 30

/** Reads a JSON record. Rejects where KV fails, or has not answered within 300 ms. */
export async function readInTime(kv: KVNamespace, key: string): Promise<unknown> {
  return withTimeout(kv.get(key, { type: 'json', cacheTtl: CACHE_SECONDS }), PATIENCE_TO_READ)
}

/**
 * Writes a record that is kept for `ttl` seconds. Rejects where KV fails, or has not confirmed it within
 * 5 seconds: then nothing is known of it.
 */
export async function writeInTime(
  kv: KVNamespace,
  key: string,
  record: string,
  ttl: number,
): Promise<void> {
  await withTimeout(kv.put(key, record, { expirationTtl: ttl }), PATIENCE_TO_WRITE)
}
