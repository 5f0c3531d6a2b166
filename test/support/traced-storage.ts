import { listDurableObjectIds, runInDurableObject } from 'cloudflare:test'

/** What the objects of a class did with their storage, in rows; `wipes` is how often they deleted all. */
export type StorageUse = {
  readonly read: number
  readonly written: number
  readonly alarms: number
  readonly wipes: number
}

type Method = (this: object, ...given: unknown[]) => unknown

type Cursor = { readonly rowsRead: number; readonly rowsWritten: number }

/** Of one object's storage, or of its `sql` or `kv`. A cursor counts while its rows are taken. */
type Tally = { cursors: Cursor[]; read: number; written: number; alarms: number; wipes: number }

/**
 * Counts what all objects of this isolate do with their storage, given that of any of them. Rows of SQL
 * are as the cursor counts them, by which they are billed; a `get` or `put` by key is one row each, and
 * so is an alarm set (Cloudflare docs, Durable Objects, "Pricing") or asked for.
 */
export class StorageTrace {
  readonly #tallies = new Map<object, Tally>()
  readonly #undo: (() => void)[] = []

  constructor(storage: DurableObjectStorage) {
    this.#watch(storage.sql, 'exec', (tally, result) => tally.cursors.push(result as Cursor))
    this.#watch(storage.kv, 'get', (tally) => (tally.read += 1))
    this.#watch(storage.kv, 'put', (tally) => (tally.written += 1))
    this.#watch(storage, 'getAlarm', (tally) => (tally.read += 1))
    this.#watch(storage, 'deleteAll', (tally) => (tally.wipes += 1))
    this.#watch(storage, 'setAlarm', (tally) => {
      tally.alarms += 1
      tally.written += 1
    })
  }

  /** Ends it. */
  stop(): void {
    for (const undo of this.#undo) undo()
  }

  /** What the objects of a class did meanwhile. */
  async of<T extends Rpc.DurableObjectBranded>(
    namespace: DurableObjectNamespace<T>,
  ): Promise<StorageUse> {
    const ids = await listDurableObjectIds(namespace)
    const storages = await Promise.all(
      ids.map((id) =>
        runInDurableObject(namespace.get(id), (_, { storage }) => [
          storage,
          storage.sql,
          storage.kv,
        ]),
      ),
    )
    const tallies = storages.flat().flatMap((one) => this.#tallies.get(one) ?? [])
    const sum = (of: (tally: Tally) => number) => tallies.reduce((all, one) => all + of(one), 0)
    return {
      read: sum(({ read, cursors }) => read + rows(cursors, ({ rowsRead }) => rowsRead)),
      written: sum(
        ({ written, cursors }) => written + rows(cursors, ({ rowsWritten: own }) => own),
      ),
      alarms: sum(({ alarms }) => alarms),
      wipes: sum(({ wipes }) => wipes),
    }
  }

  #watch(of: object, method: string, note: (tally: Tally, result: unknown) => void): void {
    const prototype: Record<string, Method> = Object.getPrototypeOf(of)
    const own = prototype[method]
    if (!own) throw new Error(`the storage has no ${method}`)
    const tallyOf = (storage: object) => this.#tallyOf(storage)
    prototype[method] = function watched(...given) {
      const result = Reflect.apply(own, this, given)
      note(tallyOf(this), result)
      return result
    }
    this.#undo.push(() => (prototype[method] = own))
  }

  #tallyOf(storage: object): Tally {
    const none = { cursors: [], read: 0, written: 0, alarms: 0, wipes: 0 }
    const tally = this.#tallies.get(storage) ?? none
    this.#tallies.set(storage, tally)
    return tally
  }
}

function rows(cursors: readonly Cursor[], of: (cursor: Cursor) => number): number {
  return cursors.reduce((all, one) => all + of(one), 0)
}
