/** Whether a monitor has tables, of this release or one before. */
export function hasTables(storage: SqlStorage): boolean {
  return has(storage, 'seen') || has(storage, 'phones')
}

/** Makes a monitor's tables where there are none, and takes over those of earlier releases. */
export function createTables(storage: SqlStorage): void {
  if (has(storage, 'gateways')) return
  const adopted = has(storage, 'counts')
  storage.exec(`CREATE TABLE IF NOT EXISTS seen (
    scope TEXT, phone TEXT, slot INTEGER, verified INTEGER DEFAULT 0, counted INTEGER DEFAULT 1,
    gateway TEXT, PRIMARY KEY (scope, phone)) WITHOUT ROWID`)
  storage.exec(`CREATE TABLE IF NOT EXISTS counts (
    scope TEXT, slot INTEGER, texted INTEGER DEFAULT 0, verified INTEGER DEFAULT 0,
    texts INTEGER DEFAULT 0, delivered INTEGER DEFAULT 0, undelivered INTEGER DEFAULT 0,
    PRIMARY KEY (scope, slot)) WITHOUT ROWID`)
  storage.exec(`CREATE TABLE IF NOT EXISTS addresses (
    address TEXT PRIMARY KEY, strikes INTEGER, struckAt INTEGER, blockedUntil INTEGER,
    shownUntil INTEGER, shownShared INTEGER) WITHOUT ROWID`)
  storage.exec(`CREATE TABLE IF NOT EXISTS shares (
    range TEXT, asker TEXT, since INTEGER, phones INTEGER,
    PRIMARY KEY (range, asker)) WITHOUT ROWID`)
  storage.exec(`CREATE TABLE IF NOT EXISTS closings (
    range TEXT PRIMARY KEY, strikes INTEGER, at INTEGER, until INTEGER) WITHOUT ROWID`)
  storage.exec(
    'CREATE TABLE IF NOT EXISTS trickles (name TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID',
  )
  storage.exec(`CREATE TABLE IF NOT EXISTS gateways (
    gateway TEXT PRIMARY KEY, failures INTEGER, failedAt INTEGER, strikes INTEGER,
    tripped INTEGER, probing INTEGER, at INTEGER) WITHOUT ROWID`)
  if (adopted) adoptCounts(storage)
  if (has(storage, 'phones')) adoptFirstRelease(storage)
}

function has(storage: SqlStorage, table: string): boolean {
  const found = storage.exec('SELECT 1 FROM sqlite_master WHERE name = ?', table)
  return found.toArray().length > 0
}

/** Before this release receipts were not counted. */
function adoptCounts(storage: SqlStorage): void {
  storage.exec('ALTER TABLE counts ADD COLUMN delivered INTEGER DEFAULT 0')
  storage.exec('ALTER TABLE counts ADD COLUMN undelivered INTEGER DEFAULT 0')
}

/** The first release counted addresses alone, in tables of other names. */
function adoptFirstRelease(storage: SqlStorage): void {
  storage.exec(`INSERT OR IGNORE INTO seen (scope, phone, slot, verified)
    SELECT address, phone, slot, verified FROM phones`)
  storage.exec(`INSERT OR IGNORE INTO counts (scope, slot, texted, verified)
    SELECT address, slot, texted, verified FROM slots`)
  storage.exec('DROP TABLE phones')
  storage.exec('DROP TABLE slots')
}
