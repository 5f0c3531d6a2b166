import type { ReviewMark } from '../identity/verified.ts'
import type { ClaimKind } from './claims.ts'
import type { Account, IdentityMode, NewAccount } from './store.ts'

/** Every statement on the accounts' databases: each finds its rows by a key, and has all values bound. */

type Claim = { readonly kind: ClaimKind; readonly hash: string }

/** Says whose a claim is, and since when. */
export type Owner = { readonly account_id: string; readonly claimed_at: number }

/** An account, with its cells and consents as JSON. */
export type AccountRow = {
  readonly id: string
  readonly created_at: number
  readonly closed_at: number | null
  readonly identity: IdentityMode
  readonly cells: string
  readonly consents: string
  readonly reviews: string
}

export function insertAccount(
  database: D1Database,
  { id, signup, identity }: NewAccount,
  { shard, now }: { readonly shard: number; readonly now: number },
) {
  return database
    .prepare(
      'INSERT INTO accounts (id, shard, signup, created_at, identity) VALUES (?1, ?2, ?3, ?4, ?5)',
    )
    .bind(id, shard, signup, now, identity)
}

export function updateIdentity(database: D1Database, { id, identity }: NewAccount) {
  return database.prepare('UPDATE accounts SET identity = ?2 WHERE id = ?1').bind(id, identity)
}

/** Inserts cells, consents, the password, how the person was verified and what is to be looked at. */
export function insertContents(
  database: D1Database,
  { id, cells, consents, passwordHash, verifications, reviews }: NewAccount,
  now: number,
): readonly D1PreparedStatement[] {
  const cell = database.prepare(
    'INSERT INTO cells (account_id, name, box, source) VALUES (?1, ?2, ?3, ?4)',
  )
  const consent = database.prepare(
    `INSERT INTO consents (account_id, step, purpose, notice_version, language, given_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
  )
  const verification = database.prepare(
    `INSERT INTO verifications
       (account_id, step, source, name_match, date_match, mobile_linked, issued_on, verified_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
  )
  return [
    ...verifications.map((one) =>
      verification.bind(
        id,
        one.step,
        one.source,
        one.nameMatch,
        one.dateMatch,
        one.mobileLinked === undefined || one.mobileLinked === null
          ? null
          : Number(one.mobileLinked),
        one.issuedOn ?? null,
        one.at,
      ),
    ),
    ...reviews.map((mark) => insertReview(database, { id, mark, now })),
    ...Object.entries(cells).map(([name, { box, source }]) => cell.bind(id, name, box, source)),
    ...consents.map(({ step, purpose, noticeVersion, language, givenAt }) =>
      consent.bind(id, step, purpose, noticeVersion, language, givenAt),
    ),
    database
      .prepare('INSERT INTO passwords (account_id, hash, changed_at) VALUES (?1, ?2, ?3)')
      .bind(id, passwordHash, now),
  ]
}

export function insertClaim(
  database: D1Database,
  { kind, hash, id, now }: Claim & { readonly id: string; readonly now: number },
) {
  return database
    .prepare('INSERT INTO claims (kind, hash, account_id, claimed_at) VALUES (?1, ?2, ?3, ?4)')
    .bind(kind, hash, id, now)
}

/** Claims for an account that is yet to be made elsewhere: anew what it has, or what nobody has. */
export function reserveClaim(
  database: D1Database,
  { kind, hash, id, now }: Claim & { readonly id: string; readonly now: number },
) {
  const renewed = database.prepare(
    `UPDATE claims SET claimed_at = max(?4, claimed_at + 1)
     WHERE kind = ?1 AND hash = ?2 AND account_id = ?3`,
  )
  const added = database.prepare(
    `INSERT INTO claims (kind, hash, account_id, claimed_at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (kind, hash) DO NOTHING`,
  )
  return [renewed.bind(kind, hash, id, now), added.bind(kind, hash, id, now)]
}

export function selectClaim(database: D1Database, { kind, hash }: Claim) {
  return database
    .prepare('SELECT account_id, claimed_at FROM claims WHERE kind = ?1 AND hash = ?2')
    .bind(kind, hash)
}

/** Deletes a claim as it was read: not one that was made anew since. */
export function deleteClaim(database: D1Database, { kind, hash }: Claim, owner: Owner) {
  return database
    .prepare(
      'DELETE FROM claims WHERE kind = ?1 AND hash = ?2 AND account_id = ?3 AND claimed_at = ?4',
    )
    .bind(kind, hash, owner.account_id, owner.claimed_at)
}

export function selectFormer(database: D1Database, signup: string) {
  return database
    .prepare('SELECT id, created_at, closed_at FROM accounts WHERE signup = ?1')
    .bind(signup)
}

/** Changes nothing; fails, and the batch with it, where the account is closed. */
export function insistOpen(database: D1Database, id: string) {
  return database
    .prepare(
      'UPDATE accounts SET created_at = CASE WHEN closed_at IS NULL THEN created_at END WHERE id = ?1',
    )
    .bind(id)
}

/** Finds an account whole. A patch leaves out what is null in it. */
export function selectAccount(database: D1Database, id: string) {
  return database
    .prepare(
      `SELECT id, created_at, closed_at, identity,
         (SELECT json_group_object(name, json_object('box', box, 'source', source))
          FROM cells WHERE account_id = ?1) AS cells,
         (SELECT json_group_array(json_patch(
            json_object('step', step, 'purpose', purpose, 'noticeVersion', notice_version,
              'language', language, 'givenAt', given_at),
            json_object('withdrawnAt', withdrawn_at)))
          FROM consents WHERE account_id = ?1) AS consents,
         (SELECT json_group_array(mark) FROM reviews WHERE account_id = ?1) AS reviews
       FROM accounts WHERE id = ?1`,
    )
    .bind(id)
}

export function accountOf(row: AccountRow): Account {
  const cells: Account['cells'] = JSON.parse(row.cells)
  const consents: Account['consents'] = JSON.parse(row.consents)
  const reviews: readonly ReviewMark[] = JSON.parse(row.reviews)
  return {
    id: row.id,
    createdAt: row.created_at,
    closedAt: row.closed_at ?? undefined,
    identity: row.identity,
    ...(reviews.length > 0 && { reviews }),
    cells,
    consents,
  }
}

/** Withdraws; what was withdrawn before keeps its date, and counts as found. */
export function withdrawConsent(
  database: D1Database,
  { id, purpose, now }: { readonly id: string; readonly purpose: string; readonly now: number },
) {
  return database
    .prepare(
      `UPDATE consents SET withdrawn_at = coalesce(withdrawn_at, ?3)
       WHERE account_id = ?1 AND purpose = ?2`,
    )
    .bind(id, purpose, now)
}

export function closeAccount(
  database: D1Database,
  { id, now }: { readonly id: string; readonly now: number },
) {
  return database
    .prepare('UPDATE accounts SET closed_at = coalesce(closed_at, ?2) WHERE id = ?1')
    .bind(id, now)
}

/** Keeps an account from being made: its row is there, and closed. Changes nothing of one that is made. */
export function insertClosed(
  database: D1Database,
  {
    id,
    shard,
    signup,
    now,
  }: Pick<NewAccount, 'id' | 'signup'> & { readonly shard: number; readonly now: number },
) {
  return database
    .prepare(
      `INSERT INTO accounts (id, shard, signup, created_at, closed_at, identity)
       VALUES (?1, ?2, ?3, ?4, ?4, 'none') ON CONFLICT DO NOTHING`,
    )
    .bind(id, shard, signup, now)
}

export function deleteClaims(database: D1Database, id: string) {
  return database.prepare('DELETE FROM claims WHERE account_id = ?1').bind(id)
}

/** Deletes what an account claims no more. */
export function deleteFormerClaims(
  database: D1Database,
  { id, claims: { phone, pan = phone } }: NewAccount,
) {
  return database
    .prepare('DELETE FROM claims WHERE account_id = ?1 AND hash <> ?2 AND hash <> ?3')
    .bind(id, phone, pan)
}

export function deleteCells(database: D1Database, id: string) {
  return database.prepare('DELETE FROM cells WHERE account_id = ?1').bind(id)
}

export function deletePassword(database: D1Database, id: string) {
  return database.prepare('DELETE FROM passwords WHERE account_id = ?1').bind(id)
}

/** Deletes what `insertContents` inserts. */
export function deleteContents(database: D1Database, id: string): readonly D1PreparedStatement[] {
  return [
    deleteCells(database, id),
    database.prepare('DELETE FROM consents WHERE account_id = ?1').bind(id),
    deletePassword(database, id),
    database.prepare('DELETE FROM verifications WHERE account_id = ?1').bind(id),
    database.prepare('DELETE FROM reviews WHERE account_id = ?1').bind(id),
  ]
}

/** Marks an account; a mark that is there keeps its date. */
export function insertReview(
  database: D1Database,
  { id, mark, now }: { readonly id: string; readonly mark: ReviewMark; readonly now: number },
) {
  return database
    .prepare(
      `INSERT INTO reviews (account_id, mark, marked_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (account_id, mark) DO NOTHING`,
    )
    .bind(id, mark, now)
}

/** Finds what an account claims of a kind. */
export function selectClaimOf(
  database: D1Database,
  { id, kind }: { readonly id: string; readonly kind: ClaimKind },
) {
  return database
    .prepare('SELECT hash FROM claims WHERE account_id = ?1 AND kind = ?2')
    .bind(id, kind)
}

type Print = { readonly hash: string; readonly id: string }

export function insertPrint(database: D1Database, { hash, id }: Print) {
  return database
    .prepare(
      `INSERT INTO prints (hash, account_id) VALUES (?1, ?2)
       ON CONFLICT (hash, account_id) DO NOTHING`,
    )
    .bind(hash, id)
}

/** Finds whether a print was shown for an account. */
export function selectPrint(database: D1Database, { hash, id }: Print) {
  return database
    .prepare('SELECT account_id FROM prints WHERE hash = ?1 AND account_id = ?2')
    .bind(hash, id)
}

/** Finds the other accounts that the same print was shown for. */
export function selectPrints(database: D1Database, { hash, id }: Print) {
  return database
    .prepare('SELECT account_id FROM prints WHERE hash = ?1 AND account_id <> ?2')
    .bind(hash, id)
}

export function deletePrints(database: D1Database, id: string) {
  return database.prepare('DELETE FROM prints WHERE account_id = ?1').bind(id)
}
