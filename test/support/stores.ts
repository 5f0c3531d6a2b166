import { evictDurableObject, listDurableObjectIds, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

const TABLES = [
  'accounts',
  'claims',
  'cells',
  'consents',
  'passwords',
  'verifications',
  'reviews',
  'prints',
]

/** Evicts an object; one that no call has woken since it was last evicted has nothing left to evict. */
export async function evict(stub: DurableObjectStub): Promise<void> {
  try {
    await evictDurableObject(stub)
  } catch (error) {
    if (!String(error).includes('not currently running')) throw error
  }
}

/** All that the objects of every class, the accounts' database and KV hold, as text. */
export async function everythingStored(): Promise<string> {
  const objects = await Promise.all([
    dumpObjects(env.SIGNUP_SESSION),
    dumpObjects(env.PHONE_GUARD),
    dumpObjects(env.TRAFFIC_MONITOR),
    dumpObjects(env.SIGN_IN),
    dumpObjects(env.ACCOUNT_DESK),
  ])
  const tables = await env.ACCOUNTS.batch(
    TABLES.map((table) => env.ACCOUNTS.prepare(`SELECT * FROM ${table}`)),
  )
  const { keys } = await env.ADDRESSES.list()
  const records = await Promise.all(keys.map(({ name }) => env.ADDRESSES.get(name)))
  return JSON.stringify([objects, tables.map(({ results }) => results), keys, records])
}

async function dumpObjects<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
): Promise<unknown> {
  const ids = await listDurableObjectIds(namespace)
  return Promise.all(
    ids.map((id) =>
      runInDurableObject(namespace.get(id), (_, { storage, id: { name } }) => {
        const tables = storage.sql
          .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
          .toArray()
          .map((table) => table.name)
          .filter((table) => !table.startsWith('_cf_'))
          .map((table) => storage.sql.exec(`SELECT * FROM "${table}"`).toArray())
        return { name, entries: [...storage.kv.list()], tables }
      }),
    ),
  )
}
