import { listDurableObjectIds, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

/** All that objects and KV hold, alarms too: the same twice where nothing was written between. */
export async function everythingStored() {
  const { keys } = await env.ADDRESSES.list()
  return {
    sessions: await dump(env.SIGNUP_SESSION),
    guards: await dump(env.PHONE_GUARD),
    monitors: await dump(env.TRAFFIC_MONITOR),
    records: await Promise.all(keys.map(async ({ name }) => [name, await env.ADDRESSES.get(name)])),
  }
}

async function dump<T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>) {
  const ids = await listDurableObjectIds(namespace)
  return Promise.all(
    ids.map((id) =>
      runInDurableObject(namespace.get(id), async (_, { storage }) => ({
        id: String(id),
        entries: [...storage.kv.list()],
        tables: tablesOf(storage.sql),
        alarm: await storage.getAlarm(),
      })),
    ),
  )
}

function tablesOf(sql: SqlStorage) {
  const tables = sql.exec<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
  )
  return tables.toArray().map(({ name }) => [name, sql.exec(`SELECT * FROM "${name}"`).toArray()])
}
