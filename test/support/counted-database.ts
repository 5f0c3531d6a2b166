/** A database over a real one that counts what is asked of it, and the rows as D1 bills them. */
export function countedDatabase(database: D1Database) {
  const none = { asked: 0, written: 0, read: 0 }
  let all = none
  const count = (results: readonly D1Result[]) => {
    all = {
      asked: all.asked + 1,
      written: all.written + sum(results, ({ meta }) => meta.rows_written),
      read: all.read + sum(results, ({ meta }) => meta.rows_read),
    }
  }
  const reals = new WeakMap<object, D1PreparedStatement>()
  const counted = (statement: D1PreparedStatement): object => {
    const run = async () => {
      const result = await statement.run()
      count([result])
      return result
    }
    const one = {
      bind: (...values: unknown[]) => counted(statement.bind(...values)),
      run,
      all: run,
      first: async () => (await run()).results[0] ?? null,
    }
    reals.set(one, statement)
    return one
  }
  const over = {
    prepare: (text: string) => counted(database.prepare(text)),
    batch: async (statements: readonly D1PreparedStatement[]) => {
      const results = await database.batch(statements.map((one) => reals.get(one) ?? one))
      count(results)
      return results
    },
  }
  return {
    database: over as unknown as D1Database,
    count: () => all,
    reset: () => {
      all = none
    },
  }
}

function sum(results: readonly D1Result[], of: (result: D1Result) => number): number {
  return results.reduce((all, one) => all + of(one), 0)
}
