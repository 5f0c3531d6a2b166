type Row = Record<string, SqlStorageValue>

/** Runs a statement, a template whose values are bound, never spliced in; gives all its rows. */
export type Sql = <R extends Row>(
  statement: TemplateStringsArray,
  ...values: SqlStorageValue[]
) => R[]

export function sqlOf(storage: SqlStorage): Sql {
  return <R extends Row>(statement: TemplateStringsArray, ...values: SqlStorageValue[]) =>
    storage.exec<R>(statement.join('?'), ...values).toArray()
}
