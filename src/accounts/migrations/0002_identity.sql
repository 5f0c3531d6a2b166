-- Additive only: code of the release before runs beside it.

-- How a step verified the person, and how near it came; it names nobody.
CREATE TABLE verifications (
  account_id TEXT NOT NULL,
  step INTEGER NOT NULL,
  -- The key that signed it, or the provider that was asked.
  source TEXT NOT NULL,
  -- match or review.
  name_match TEXT NOT NULL,
  -- match, year_match or unknown.
  date_match TEXT NOT NULL,
  -- Of Aadhaar: 1, 0, or null where nothing tells; and the day of what was shown.
  mobile_linked INTEGER,
  issued_on TEXT,
  verified_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, step)
) STRICT, WITHOUT ROWID;

-- What a human is to look at.
CREATE TABLE reviews (
  account_id TEXT NOT NULL,
  mark TEXT NOT NULL,
  marked_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, mark)
) STRICT, WITHOUT ROWID;

-- Aadhaar codes that were shown, by the keyed hash of their reference id: one print, several accounts.
CREATE TABLE prints (
  hash TEXT NOT NULL,
  account_id TEXT NOT NULL,
  PRIMARY KEY (hash, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX prints_of_account ON prints (account_id);
