import type { ClaimKind } from './claims.ts'
import type { Account, IdentityMode, NewAccount } from './store.ts'

/** Every statement on the accounts' databases: each finds its rows by a key, and has all values bound. */

type Claim = { readonly kind: ClaimKind; readonly hash: string }

/** An account, with its cells and consents as JSON. */
export type AccountRow = {
  readonly id: string
  readonly created_at: number
  readonly closed_at: number | null
  readonly identity: IdentityMode
  readonly cells: string
  readonly consents: string
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

/** Inserts cells, consents and the password. */
export function insertContents(
  database: D1Database,
  { id, cells, consents, passwordHash }: NewAccount,
  now: number,
): readonly D1PreparedStatement[] {
  const cell = database.prepare(
    'INSERT INTO cells (account_id, name, box, source) VALUES (?1, ?2, ?3, ?4)',
  )
  const consent = database.prepare(
    `INSERT INTO consents (account_id, step, purpose, notice_version, language, given_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
  )
  return [
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

/** Claims for an account that is yet to be made in another database; changes nothing of another's. */
export function reserveClaim(
  database: D1Database,
  { kind, hash, id, now }: Claim & { readonly id: string; readonly now: number },
) {
  return database
    .prepare(
      `INSERT INTO claims (kind, hash, account_id, claimed_at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (kind, hash) DO UPDATE SET claimed_at = excluded.claimed_at
       WHERE account_id = excluded.account_id`,
    )
    .bind(kind, hash, id, now)
}

export function selectClaim(database: D1Database, { kind, hash }: Claim) {
  return database
    .prepare('SELECT account_id, claimed_at FROM claims WHERE kind = ?1 AND hash = ?2')
    .bind(kind, hash)
}

export function deleteClaim(
  database: D1Database,
  { kind, hash, id }: Claim & { readonly id: string },
) {
  return database
    .prepare('DELETE FROM claims WHERE kind = ?1 AND hash = ?2 AND account_id = ?3')
    .bind(kind, hash, id)
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
          FROM consents WHERE account_id = ?1) AS consents
       FROM accounts WHERE id = ?1`,
    )
    .bind(id)
}

export function accountOf(row: AccountRow): Account {
  const cells: Account['cells'] = JSON.parse(row.cells)
  const consents: Account['consents'] = JSON.parse(row.consents)
  return {
    id: row.id,
    createdAt: row.created_at,
    closedAt: row.closed_at ?? undefined,
    identity: row.identity,
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

export function deleteClaims(database: D1Database, id: string) {
  return database.prepare('DELETE FROM claims WHERE account_id = ?1').bind(id)
}

export function deleteCells(database: D1Database, id: string) {
  return database.prepare('DELETE FROM cells WHERE account_id = ?1').bind(id)
}

export function deleteConsents(database: D1Database, id: string) {
  return database.prepare('DELETE FROM consents WHERE account_id = ?1').bind(id)
}

export function deletePassword(database: D1Database, id: string) {
  return database.prepare('DELETE FROM passwords WHERE account_id = ?1').bind(id)
}
