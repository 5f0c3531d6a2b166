import { createHmac } from 'node:crypto'
import { openCells } from '../../src/accounts/cells.ts'
import { scrypt } from '../../src/accounts/password-hash.ts'
import { deriveKey, findSecret, open, type Sealed } from '../../src/platform/secrets.ts'
import type { ObjectStorage } from './storage.ts'
import type { World } from './world.ts'

/** An account as databases and desk keep it, opened as nobody outside can. */
export type KeptAccount = {
  readonly id: string
  readonly signup: string
  readonly isClosed: boolean
  /** By name; without those that the desk's key does not open. */
  readonly fields: Readonly<Record<string, string>>
  readonly cells: number
  readonly claims: readonly string[]
  /** Of step 2. */
  readonly purposes: readonly string[]
  /** Of each consent. */
  readonly steps: readonly number[]
  readonly passwordHash: string | undefined
}

/** The key that a desk keeps, sealed. */
export function keyOf(storage: ObjectStorage | undefined): Sealed | undefined {
  return (storage?.read('desk') as { readonly key: Sealed } | undefined)?.key
}

/** Lists all accounts. */
export function keptAccounts(world: World): readonly KeptAccount[] {
  return rows(world, 'SELECT id, signup, closed_at FROM accounts').map(
    ({ id, signup, closed_at: closedAt }) => accountOf(world, String(id), String(signup), closedAt),
  )
}

/** Finds an account. */
export function keptAccount(world: World, id: string): KeptAccount | undefined {
  const [row] = rows(world, 'SELECT signup, closed_at FROM accounts WHERE id = ?1', id)
  return row && accountOf(world, id, String(row.signup), row.closed_at)
}

/** Lists the claims of accounts that are not there. */
export function claimsWithoutAccount(world: World): readonly string[] {
  const ids = new Set(keptAccounts(world).map(({ id }) => id))
  const owners = rows(world, 'SELECT account_id FROM claims').map((row) => String(row.account_id))
  return owners.filter((id) => !ids.has(id))
}

/** Tells whether a hash is of a password, by the ring that the Worker has now. */
export function isOfPassword({ config }: World, hash: string, password: string): boolean {
  const [, logN, r, p, salt = '', digest, pepperId = ''] = hash.split('$')
  const pepper = findSecret(config.dataSecret, pepperId)
  if (!pepper) return false
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) }
  const made = scrypt(Buffer.from(password), Buffer.from(salt, 'base64url'), cost, 32)
  const key = deriveKey(pepper.bytes, 'password-pepper')
  return createHmac('sha256', key).update(made).digest('base64url') === digest
}

function accountOf(world: World, id: string, signup: string, closedAt: unknown): KeptAccount {
  const all = (table: string) => rows(world, `SELECT * FROM ${table} WHERE account_id = ?1`, id)
  const sealed = keyOf(world.desks.objects.get(id)?.storage)
  const key = sealed && open(world.config.dataSecret, 'account-key', sealed, id)
  const cells = all('cells')
  const boxes = Object.fromEntries(cells.map(({ name, box, source }) => [name, { box, source }]))
  const opened = key === undefined ? {} : openCells(key, id, boxes)
  const fields = Object.entries(opened).flatMap(([name, field]) =>
    field ? [[name, field.text]] : [],
  )
  const [password] = all('passwords')
  const consents = all('consents')
  return {
    id,
    signup,
    isClosed: closedAt !== null,
    fields: Object.fromEntries(fields),
    cells: cells.length,
    claims: all('claims').map(({ kind, hash }) => `${String(kind)} ${String(hash)}`),
    purposes: consents.flatMap(({ step, purpose }) => (step === 2 ? [String(purpose)] : [])),
    steps: consents.map(({ step }) => Number(step)),
    passwordHash: password && String(password.hash),
  }
}

function rows(world: World, query: string, ...values: readonly string[]) {
  return world.databases.flatMap((database) => database.read(query, ...values))
}
