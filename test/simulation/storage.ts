import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { copy } from './copy.ts'

/** What one Durable Object keeps, and when it wants to be woken. Outlives the object's instances. */
export class ObjectStorage {
  readonly #entries = new Map<string, unknown>()
  readonly #alarmChanged: () => void
  #database: DatabaseSync | undefined
  #statements = new Map<string, StatementSync>()
  #alarm: number | null = null

  constructor(alarmChanged: () => void) {
    this.#alarmChanged = alarmChanged
  }

  get alarm(): number | null {
    return this.#alarm
  }

  /** The runtime takes an alarm away before it runs the handler. */
  takeAlarm(): void {
    this.#alarm = null
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0 && this.#tables().length === 0 && this.#alarm === null
  }

  /** Whether an entry is nothing but lists without anything in them, and this one member. */
  keeps(key: string, member: string): boolean {
    const entry = (this.#entries.get(key) ?? {}) as Record<string, unknown>
    const lists = Object.values(entry).filter((value) => Array.isArray(value))
    return entry[member] !== undefined && lists.every((list) => list.length === 0)
  }

  /** Reads an entry as it is stored. */
  read(key: string): unknown {
    return this.#entries.get(key)
  }

  /** All text that is kept, to be searched for what must not be there. */
  dump(): string {
    const rows = this.#tables().flatMap((name) => this.#query(`SELECT * FROM "${name}"`, []))
    return JSON.stringify([[...this.#entries], rows])
  }

  close(): void {
    this.#database?.close()
    this.#database = undefined
    this.#statements = new Map()
  }

  /** `ctx.storage`, as far as SQLite-backed objects have it. */
  get api(): unknown {
    const kv = {
      get: (key: string) => copy(this.#entries.get(key)),
      put: (key: string, value: unknown) => {
        this.#entries.set(key, copy(value))
      },
      delete: (key: string) => this.#entries.delete(key),
      list: () => copy([...this.#entries]),
    }
    return {
      kv,
      sql: { exec: (query: string, ...values: SQLInputValue[]) => this.#exec(query, values) },
      get: async (key: string) => kv.get(key),
      put: async (key: string, value: unknown) => kv.put(key, value),
      delete: async (key: string) => kv.delete(key),
      list: async () => new Map(kv.list()),
      transactionSync: <T>(work: () => T): T => work(),
      sync: async () => undefined,
      deleteAll: async () => this.#deleteAll(),
      getAlarm: async () => this.#alarm,
      setAlarm: async (at: number | Date) => this.#setAlarm(Number(at)),
      deleteAlarm: async () => this.#setAlarm(null),
    }
  }

  #setAlarm(at: number | null): void {
    this.#alarm = at
    this.#alarmChanged()
  }

  #deleteAll(): void {
    this.#entries.clear()
    this.close()
    this.#setAlarm(null)
  }

  #tables(): readonly string[] {
    if (!this.#database) return []
    return this.#query("SELECT name FROM sqlite_master WHERE type = 'table'", []).map((row) =>
      String(row.name),
    )
  }

  #exec(query: string, values: readonly SQLInputValue[]) {
    const rows = this.#query(query, values)
    return {
      toArray: () => rows,
      one: () => {
        if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`)
        return rows[0]
      },
      [Symbol.iterator]: () => rows[Symbol.iterator](),
    }
  }

  #query(query: string, values: readonly SQLInputValue[]) {
    this.#database ??= new DatabaseSync(':memory:')
    const known = this.#statements.get(query)
    // No table is ever dropped but by closing the database: the second time it is there.
    if (known && query.startsWith('CREATE TABLE IF NOT EXISTS')) return []
    const statement = known ?? this.#database.prepare(query)
    if (!known) this.#statements.set(query, statement)
    return statement.all(...values)
  }
}
