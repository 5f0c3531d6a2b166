/** The columns that count in a row of `counts`. */
const COLUMNS = ['texted', 'verified', 'texts', 'delivered', 'undelivered'] as const

type Counted = Partial<Record<(typeof COLUMNS)[number], number>>

type Addition = { readonly scope: string; readonly slot: number; counted: Counted; makes: boolean }

/**
 * Adds counts up until they are stored: one row written for each scope and slot of time, however many
 * events of a batch fell into it.
 */
export class Tally {
  readonly #storage: SqlStorage
  readonly #additions = new Map<string, Addition>()

  constructor(storage: SqlStorage) {
    this.#storage = storage
  }

  /** Counts in a scope and slot, which are made where they are new. */
  add(scope: string, slot: number, counted: Counted): void {
    this.#add(scope, slot, counted, true)
  }

  /** Counts only where that scope and slot are known. */
  addToKnown(scope: string, slot: number, counted: Counted): void {
    this.#add(scope, slot, counted, false)
  }

  /** Stores what was added: to be called before counts are read. */
  store(): void {
    for (const { scope, slot, counted, makes } of this.#additions.values()) {
      const values = COLUMNS.map((column) => counted[column] ?? 0)
      this.#storage.exec(makes ? UPSERT : UPDATE, scope, slot, ...values)
    }
    this.#additions.clear()
  }

  #add(scope: string, slot: number, counted: Counted, makes: boolean): void {
    const key = `${slot} ${scope}`
    const known = this.#additions.get(key)
    if (!known) {
      this.#additions.set(key, { scope, slot, counted, makes })
      return
    }
    known.makes ||= makes
    known.counted = Object.fromEntries(
      COLUMNS.map((column) => [column, (known.counted[column] ?? 0) + (counted[column] ?? 0)]),
    )
  }
}

const UPSERT = `INSERT INTO counts (scope, slot, ${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET ${COLUMNS.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`

const UPDATE = `UPDATE counts SET ${COLUMNS.map((column, i) => `${column} = ${column} + ?${i + 3}`).join(', ')}
  WHERE scope = ?1 AND slot = ?2`
