import { DAY, HOUR } from '../platform/time.ts'
import type { Sql } from './sql.ts'

/** Longer than any window looks back. */
const KEEP = 25 * HOUR

export function hasTables(sql: Sql): boolean {
  return sql`SELECT 1 FROM sqlite_master WHERE name = 'counts'`.length > 0
}

/** Makes a monitor's tables where there are none. */
export function createTables(sql: Sql): void {
  if (hasTables(sql)) return
  // Who was texted, by the scope that counts it: `<address>`, `range:<prefix6>`, `failed:<gateway>`.
  sql`CREATE TABLE phones (
    scope TEXT, phone TEXT, at INTEGER, verified INTEGER DEFAULT 0, counted INTEGER DEFAULT 1,
    gateway TEXT, PRIMARY KEY (scope, phone)) WITHOUT ROWID`
  // Buckets of `<address>`, `range:<prefix>`, `gateway:<name>` and `result:<prefix4>:<gateway>`.
  sql`CREATE TABLE counts (
    scope TEXT, at INTEGER, texted INTEGER DEFAULT 0, verified INTEGER DEFAULT 0,
    texts INTEGER DEFAULT 0, delivered INTEGER DEFAULT 0, undelivered INTEGER DEFAULT 0,
    PRIMARY KEY (scope, at)) WITHOUT ROWID`
  sql`CREATE TABLE addresses (
    address TEXT PRIMARY KEY, strikes INTEGER, at INTEGER, until INTEGER,
    publishedUntil INTEGER, publishedShared INTEGER) WITHOUT ROWID`
  // Phones that a network has added to a range's counts since a time.
  sql`CREATE TABLE shares (
    range TEXT, network TEXT, since INTEGER, phones INTEGER,
    PRIMARY KEY (range, network)) WITHOUT ROWID`
  sql`CREATE TABLE closings (
    range TEXT PRIMARY KEY, strikes INTEGER, at INTEGER, until INTEGER) WITHOUT ROWID`
  sql`CREATE TABLE trickles (name TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID`
  sql`CREATE TABLE gateways (
    gateway TEXT PRIMARY KEY, failures INTEGER, failedAt INTEGER, strikes INTEGER,
    tripped INTEGER, probing INTEGER, at INTEGER) WITHOUT ROWID`
}

/** Deletes what no window looks back on; true where nothing is left. */
export function sweepTables(sql: Sql, now: number): boolean {
  const before = now - KEEP
  sql`DELETE FROM phones WHERE at < ${before}`
  sql`DELETE FROM counts WHERE at < ${before}`
  sql`DELETE FROM shares WHERE since < ${before}`
  sql`DELETE FROM trickles WHERE at < ${before}`
  sql`DELETE FROM closings WHERE until < ${before}`
  sql`DELETE FROM addresses WHERE MAX(at + ${DAY}, until, publishedUntil) < ${now}`
  sql`DELETE FROM gateways WHERE MAX(failedAt, at) < ${before}`
  const rows = sql`SELECT 1 FROM counts UNION ALL SELECT 1 FROM phones
    UNION ALL SELECT 1 FROM addresses UNION ALL SELECT 1 FROM closings
    UNION ALL SELECT 1 FROM gateways LIMIT 1`
  return rows.length === 0
}

type Counts = {
  readonly texted?: number
  readonly verified?: number
  readonly texts?: number
  readonly delivered?: number
  readonly undelivered?: number
}

/** Adds to the counts of a scope's bucket, which is made where it is new. */
export function addCounts(sql: Sql, scope: string, at: number, counts: Counts): void {
  const { texted = 0, verified = 0, texts = 0, delivered = 0, undelivered = 0 } = counts
  sql`INSERT INTO counts (scope, at, texted, verified, texts, delivered, undelivered)
    VALUES (${scope}, ${at}, ${texted}, ${verified}, ${texts}, ${delivered}, ${undelivered})
    ON CONFLICT DO UPDATE SET
      texted = texted + excluded.texted, verified = verified + excluded.verified,
      texts = texts + excluded.texts, delivered = delivered + excluded.delivered,
      undelivered = undelivered + excluded.undelivered`
}
