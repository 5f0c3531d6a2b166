/** KV is asked for comfort only: past this it counts as silent. */
const PATIENCE = 300

/** The least that KV accepts: how long a location may keep its copy of a record. */
const CACHE_SECONDS = 30

/** Reads a JSON record. Rejects where KV fails, or has not answered within 300 ms. */
export async function readInTime(kv: KVNamespace, key: string): Promise<unknown> {
  const read = kv.get(key, { type: 'json', cacheTtl: CACHE_SECONDS })
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('KV did not answer in time')), PATIENCE)
  })
  return Promise.race([read, late]).finally(() => clearTimeout(timer))
}
