import { SECOND, withTimeout } from './time.ts'

/** KV is asked for comfort only: past this it counts as unavailable. */
const READ_TIMEOUT = 300

/** Others wait behind whoever writes. */
const WRITE_TIMEOUT = 5 * SECOND

/** The least that KV accepts: how long a location may keep its copy of a record. */
const CACHE_SECONDS = 30

/** Reads a JSON record. Rejects where KV fails, or has not answered within 300 ms. */
export async function readKv(kv: KVNamespace, key: string): Promise<unknown> {
  return withTimeout(kv.get(key, { type: 'json', cacheTtl: CACHE_SECONDS }), READ_TIMEOUT)
}

/** Writes a record for `ttl` seconds. Rejects where KV fails, or has not confirmed it within 5 s. */
export async function writeKv(
  kv: KVNamespace,
  key: string,
  record: string,
  ttl: number,
): Promise<void> {
  await withTimeout(kv.put(key, record, { expirationTtl: ttl }), WRITE_TIMEOUT)
}
