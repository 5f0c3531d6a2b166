import { readdirSync, readFileSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite'
import type { Faults } from './faults.ts'
import { lives, resume } from './globals.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

const FOLDER = `${import.meta.dirname}/../../src/accounts/migrations`

const SCHEMA = readdirSync(FOLDER)
  .toSorted()
  .map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8'))
  .join('\n')

/** What D1 says where asking again may help, and where it does not (Cloudflare, D1, "Debug D1"). */
const TRANSIENT = [
  'Network connection lost.',
  'Internal error in D1 DB storage caused object to be reset.',
  'Cannot resolve D1 DB due to transient issue on remote node.',
  'D1 DB reset because its code was updated.',
]
const OVERLOADED = 'D1 DB is overloaded. Requests queued for too long.'

type Row = Readonly<Record<string, unknown>>

type Result = {
  readonly success: true
  readonly results: readonly Row[]
  readonly meta: { readonly changes: number }
}

type Weather = { readonly timeline: Timeline; readonly faults: Faults; readonly random: Random }

/** A statement of D1, with its values once they are bound. */
class Statement {
  readonly query: string
  readonly values: readonly SQLInputValue[]
  readonly #batch: (statements: readonly Statement[]) => Promise<readonly Result[]>

  constructor(
    query: string,
    values: readonly SQLInputValue[],
    batch: (statements: readonly Statement[]) => Promise<readonly Result[]>,
  ) {
    this.query = query
    this.values = values
    this.#batch = batch
  }

  bind(...values: readonly SQLInputValue[]): Statement {
    if (values.some((value) => value === undefined)) throw new Error('D1_TYPE_ERROR: undefined')
    return new Statement(this.query, values, this.#batch)
  }

  async run(): Promise<Result> {
    const [result] = await this.#batch([this])
    if (!result) throw new Error('a statement has a result')
    return result
  }

  all(): Promise<Result> {
    return this.run()
  }

  async first(): Promise<Row | null> {
    return (await this.run()).results[0] ?? null
  }
}

/** A D1 database: over a network that delays and loses, where what was asked may be done all the same. */
export class SimulatedDatabase {
  /** All that is asked fails, and nothing is done. */
  isDown = false
  readonly #weather: Weather
  #database: DatabaseSync | undefined

  constructor(weather: Weather) {
    this.#weather = weather
  }

  prepare(query: string): Statement {
    return new Statement(query, [], (statements) => this.batch(statements))
  }

  /** Does all of it, or nothing. */
  batch(statements: readonly Statement[]): Promise<readonly Result[]> {
    const { timeline, faults, random } = this.#weather
    const life = lives.getStore()
    const delay = faults.strikes('database_slow') ? random.skewed(200, 8000) : random.skewed(1, 30)
    return new Promise((resolve, reject) => {
      const answer = (then: () => void) =>
        timeline.after(random.skewed(1, 30), () => resume(life, then))
      const fail = (message: string) => answer(() => reject(new Error(`D1_ERROR: ${message}`)))
      timeline.after(delay, () => {
        if (this.isDown || faults.strikes('database_failed_before')) {
          return fail(random.pick(TRANSIENT))
        }
        if (faults.strikes('database_overloaded')) return fail(OVERLOADED)
        const results = this.#transact(statements)
        if (results instanceof Error) fail(`${results.message}: SQLITE_CONSTRAINT`)
        else if (faults.strikes('database_answer_lost')) fail(random.pick(TRANSIENT))
        else answer(() => resolve(results))
      })
    })
  }

  /** Reads at once, as nobody in the simulation can. */
  read(query: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#database?.prepare(query).all(...values) ?? []
  }

  /** All text that is kept, to be searched for what must not be there. */
  dump(): string {
    const tables = this.read("SELECT name FROM sqlite_master WHERE type = 'table'")
    return JSON.stringify(tables.map(({ name }) => this.read(`SELECT * FROM "${String(name)}"`)))
  }

  close(): void {
    this.#database?.close()
  }

  #transact(statements: readonly Statement[]): readonly Result[] | Error {
    const database = (this.#database ??= newDatabase())
    database.exec('BEGIN')
    try {
      const results = statements.map((statement) => resultOf(database, statement))
      database.exec('COMMIT')
      return results
    } catch (error) {
      database.exec('ROLLBACK')
      if (error instanceof Error && error.message.includes('constraint failed')) return error
      throw error
    }
  }
}

function newDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  database.exec(SCHEMA)
  return database
}

function resultOf(database: DatabaseSync, { query, values }: Statement): Result {
  const prepared = database.prepare(query)
  if (prepared.columns().length > 0) {
    return { success: true, results: prepared.all(...values).map(asJson), meta: { changes: 0 } }
  }
  const { changes } = prepared.run(...values)
  return { success: true, results: [], meta: { changes: Number(changes) } }
}

/** A blob comes as a list of its bytes. */
function blobAsList(value: SQLOutputValue) {
  return value instanceof Uint8Array ? [...value] : value
}

function asJson(row: Readonly<Record<string, SQLOutputValue>>): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, blobAsList(value)]))
}
