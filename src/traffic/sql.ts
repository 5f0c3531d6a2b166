type Row = Record<string, SqlStorageValue>

/** Runs one statement with its values in order, and gives all rows. */
export type Sql = <R extends Row>(query: string, ...values: SqlStorageValue[]) => R[]

export function sqlOf(storage: SqlStorage): Sql {
  return <R extends Row>(query: string, ...values: SqlStorageValue[]) =>
    storage.exec<R>(query, ...values).toArray()
}
