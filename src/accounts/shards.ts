import { Buffer } from 'node:buffer'

/** Divides accounts for good, whatever the number of databases: a database has a range of shards. */
export const SHARDS = 64

/** Gives the shard of a keyed hash in base64url: its six highest bits. */
export function shardOfHash(hash: string): number {
  return Buffer.from(hash, 'base64url').readUInt8(0) >> 2
}

/** Gives the database of a shard: of n databases each has one range of the shards, in order. */
export function databaseOf<Database>(databases: readonly Database[], shard: number): Database {
  const database = databases[Math.floor((shard * databases.length) / SHARDS)]
  if (database === undefined) throw new Error('a shard without a database')
  return database
}
