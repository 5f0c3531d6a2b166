-- Additive only: code of the release before runs beside it. Times are milliseconds since 1970.

-- The id says the shard in its tenth byte; the column is for whoever moves a shard to another database.
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL CHECK (shard BETWEEN 0 AND 63),
  -- Keyed hash of the signup: one signup makes one account, however often it asks.
  signup TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  closed_at INTEGER,
  -- none, secure_qr, digilocker, aadhaar_otp or v_cip.
  identity TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What no two accounts may have, by its keyed hash.
CREATE TABLE claims (
  kind TEXT NOT NULL,
  hash TEXT NOT NULL,
  account_id TEXT NOT NULL,
  claimed_at INTEGER NOT NULL,
  PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX claims_of_account ON claims (account_id);

-- A personal field each, sealed under the account's key and bound to account and name.
CREATE TABLE cells (
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  box TEXT NOT NULL,
  -- Where it comes from: person or code.
  source TEXT NOT NULL,
  PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE consents (
  account_id TEXT NOT NULL,
  step INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  notice_version TEXT NOT NULL,
  language TEXT NOT NULL,
  given_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  PRIMARY KEY (account_id, step, purpose)
) STRICT, WITHOUT ROWID;

-- scrypt$15$8$3$salt$hash$pepper id
CREATE TABLE passwords (
  account_id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
