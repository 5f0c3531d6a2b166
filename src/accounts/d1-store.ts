import type { Config } from '../config.ts'
import { DAY, HOUR } from '../platform/time.ts'
import { shardOf } from './account-id.ts'
import { CLAIM_KINDS, type ClaimKind } from './claims.ts'
import {
  AccountsUnavailableError,
  answered,
  askDatabase,
  isWritten,
  UNAVAILABLE,
} from './database-error.ts'
import { databaseOf, shardOfHash } from './shards.ts'
import type { Account, AccountStore, NewAccount } from './store.ts'
import * as sql from './statements.ts'

/** Bounds how often a creation begins again since a claim in its way was given up meanwhile. */
const ROUNDS = 3

/** Gives a creation so long to follow its claim in another database. */
const CLAIM_KEPT = HOUR

/** Takes a number for given to somebody else only so long after an account claimed it. */
const REASSIGNED_AFTER = 90 * DAY

const CLOSED = { ok: false, reason: 'account_closed' } as const
const NOT_FOUND = { ok: false, reason: 'account_not_found' } as const

/** Finds the accounts of this deployment. */
export function accountStore({ databases }: Pick<Config, 'databases'>): AccountStore {
  return new D1AccountStore(databases)
}

type Claim = { readonly kind: ClaimKind; readonly hash: string; readonly at: D1Database }

/** Keeps accounts in D1, each whole in the database of its shard; a claim is where its hash says. */
class D1AccountStore implements AccountStore {
  readonly #databases: readonly D1Database[]

  constructor(databases: readonly D1Database[]) {
    this.#databases = databases
  }

  create(account: NewAccount, now: number) {
    return answered(async () => {
      let formerOwner: sql.Owner | undefined
      for (let round = 1; round <= ROUNDS; round++) {
        const made = await this.#make(account, formerOwner, now)
        if (made) {
          if (made.ok) await this.#keepPrint(account, made.isRepeat, now)
          return made
        }
        const conflict = await this.#conflict(account, now)
        if (conflict && 'field' in conflict) {
          return { ok: false, reason: 'account_exists', field: conflict.field } as const
        }
        formerOwner = conflict?.formerOwner
      }
      return UNAVAILABLE
    })
  }

  find(id: string) {
    return answered(async () => {
      const account = await this.#read(id)
      return account ? ({ ok: true, account } as const) : NOT_FOUND
    })
  }

  isHeld({ kind, hash }: Pick<Claim, 'kind' | 'hash'>, otherThan: string, now: number) {
    return answered(async () => {
      const at = this.#at(hash)
      const owner = await askDatabase(() => sql.selectClaim(at, { kind, hash }).first<sql.Owner>())
      const isHeld =
        owner !== null && owner.account_id !== otherThan && !(await this.#isGivenUp(owner, now))
      return { ok: true, isHeld } as const
    })
  }

  withdrawConsent(id: string, purpose: string, now: number) {
    return answered(async () => {
      const { meta } = await askDatabase(() =>
        sql.withdrawConsent(this.#home(id), { id, purpose, now }).run(),
      )
      if (meta.changes > 0) return { ok: true } as const
      return { ok: false, reason: 'consent_not_found' } as const
    })
  }

  close(id: string, now: number, signup?: string) {
    return answered(async () => {
      const home = this.#home(id)
      const statements = [
        sql.closeAccount(home, { id, now }),
        sql.deleteCells(home, id),
        sql.deletePassword(home, id),
        sql.deleteClaims(home, id),
        sql.deletePrints(home, id),
        ...(signup === undefined
          ? []
          : [sql.insertClosed(home, { id, shard: shardOf(id), signup, now })]),
      ]
      const [closed] = await askDatabase(() => home.batch(statements))
      // What is left here if this fails is not in the way: a claim of a closed account counts as none.
      for (const database of this.#databases) {
        if (database === home) continue
        const rest = [sql.deleteClaims(database, id), sql.deletePrints(database, id)]
        await askDatabase(() => database.batch(rest))
      }
      return closed && closed.meta.changes > 0 ? ({ ok: true } as const) : NOT_FOUND
    })
  }

  /**
   * Makes the account, or what it is to be now, with the phone of its former owner if there is one;
   * undefined where another has one of its claims.
   */
  async #make(account: NewAccount, formerOwner: sql.Owner | undefined, now: number) {
    const reserved: Claim[] = []
    const isReserved = await this.#reserve(account, reserved, now)
    const made = isReserved ? await this.#write(account, { formerOwner, reserved, now }) : undefined
    if (!made?.ok) await this.#giveUp(account.id, reserved, now)
    else await this.#giveUpFormer(account)
    return made
  }

  /** Claims what belongs in other databases, and lists what is new; false where another has it. */
  async #reserve(account: NewAccount, reserved: Claim[], now: number): Promise<boolean> {
    for (const claim of this.#claimsOf(account)) {
      const { kind, hash, at } = claim
      if (at === this.#home(account.id)) continue
      const statements = sql.reserveClaim(at, { kind, hash, id: account.id, now })
      const [renewed, added] = await askDatabase(() => at.batch(statements))
      if (added?.meta.changes === 1) reserved.push(claim)
      else if (renewed?.meta.changes !== 1) return false
    }
    return true
  }

  async #write(account: NewAccount, { formerOwner, reserved, now }: Making) {
    const { id } = account
    const home = this.#home(id)
    const here = this.#claimsOf(account).filter(({ at }) => at === home)
    const contents = [
      ...(formerOwner === undefined ? [] : this.#takePhone(account, formerOwner, now)),
      ...here.map(({ kind, hash }) => sql.insertClaim(home, { kind, hash, id, now })),
      ...sql.insertContents(home, account, now),
    ]
    const row = sql.insertAccount(home, account, { shard: shardOf(id), now })
    try {
      if (await isWritten(home, [row, ...contents])) return { ok: true, isRepeat: false } as const
    } catch (error) {
      const isUndone = error instanceof AccountsUnavailableError && error.isUndone
      if (isUndone) await this.#giveUp(id, reserved, now)
      throw error
    }
    const former = await askDatabase(() => sql.selectFormer(home, account.signup).first<Former>())
    if (!former) return undefined
    if (former.id !== id) throw new Error('a signup makes one account')
    if (former.closed_at !== null) return CLOSED
    const emptied = [
      // It may be closed meanwhile: then nothing of this is written, and the next round finds it so.
      sql.insistOpen(home, id),
      sql.deleteClaims(home, id),
      ...sql.deleteContents(home, id),
      sql.updateIdentity(home, account),
    ]
    if (!(await isWritten(home, [...emptied, ...contents]))) return undefined
    // Made by this very call, whose first answer was lost.
    return { ok: true, isRepeat: former.created_at !== now } as const
  }

  /** Keeps the Aadhaar print that was shown; where it was for another account too, both are marked. */
  async #keepPrint({ id, print }: NewAccount, isRepeat: boolean, now: number): Promise<void> {
    if (isRepeat) {
      for (const database of this.#databases) {
        await askDatabase(() => sql.deletePrints(database, id).run())
      }
    }
    if (print === undefined) return
    const at = this.#at(print)
    const statements = [
      sql.insertPrint(at, { hash: print, id }),
      sql.selectPrints(at, { hash: print, id }),
    ]
    const [, others] = await askDatabase(() => at.batch<{ account_id: string }>(statements))
    const marked = (others?.results ?? []).map(({ account_id: other }) => other)
    for (const one of marked.length > 0 ? [id, ...marked] : []) {
      const review = { id: one, mark: 'same_aadhaar_print', now } as const
      await askDatabase(() => sql.insertReview(this.#home(one), review).run())
    }
  }

  /** Takes a phone that was reassigned from its former owner, who has no way in by it then. */
  #takePhone({ id, claims }: NewAccount, formerOwner: sql.Owner, now: number) {
    // The phone's claim says the shard of both accounts, so that all this is in one database.
    const home = this.#home(id)
    return [
      sql.insertReview(home, { id: formerOwner.account_id, mark: 'phone_reassigned', now }),
      sql.deleteClaim(home, { kind: 'phone', hash: claims.phone }, formerOwner),
    ]
  }

  /**
   * Tells which claim another account has, in the order of their kinds, or who is to lose the phone, and
   * gives up claims of accounts that are not there.
   */
  async #conflict(account: NewAccount, now: number): Promise<Conflict | undefined> {
    const taken: { readonly kind: ClaimKind; readonly owner: sql.Owner }[] = []
    for (const { at, ...claim } of this.#claimsOf(account)) {
      const owner = await askDatabase(() => sql.selectClaim(at, claim).first<sql.Owner>())
      if (!owner || owner.account_id === account.id) continue
      if (await this.#isGivenUp(owner, now)) {
        await askDatabase(() => sql.deleteClaim(at, claim, owner).run())
      } else taken.push({ kind: claim.kind, owner })
    }
    const [first, second] = taken
    if (!first) return undefined
    const { kind, owner } = first
    const mayBeReassigned =
      !second && kind === 'phone' && now >= owner.claimed_at + REASSIGNED_AFTER
    if (mayBeReassigned && (await this.#isAnother(account, owner.account_id)))
      return { formerOwner: owner }
    return { field: kind }
  }

  /**
   * Tells that an account is another person's: both have a PAN, nothing of the new one is in doubt, and
   * its Aadhaar print was not shown for the other.
   */
  async #isAnother({ claims, reviews, print }: NewAccount, owner: string): Promise<boolean> {
    if (claims.pan === undefined || reviews.length > 0) return false
    if (print !== undefined) {
      const shown = sql.selectPrint(this.#at(print), { hash: print, id: owner })
      if (await askDatabase(() => shown.first())) return false
    }
    for (const database of this.#databases) {
      const select = sql.selectClaimOf(database, { id: owner, kind: 'pan' })
      const own = await askDatabase(() => select.first<{ readonly hash: string }>())
      if (own) return own.hash !== claims.pan
    }
    return false
  }

  /** Takes back what an account claimed in other databases when it was to have another PAN. */
  async #giveUpFormer(account: NewAccount): Promise<void> {
    for (const database of this.#databases) {
      if (database === this.#home(account.id)) continue
      await askDatabase(() => sql.deleteFormerClaims(database, account).run())
    }
  }

  /** Tells of a claim whose account was never made, or is closed. */
  async #isGivenUp({ account_id: id, claimed_at: claimedAt }: sql.Owner, now: number) {
    const account = await this.#read(id)
    return account ? account.closedAt !== undefined : now >= claimedAt + CLAIM_KEPT
  }

  /** Takes back what a making reserved; not what another of the same signup claimed anew since. */
  async #giveUp(id: string, reserved: readonly Claim[], now: number): Promise<void> {
    for (const { at, ...claim } of reserved) {
      const owner = { account_id: id, claimed_at: now }
      await askDatabase(() => sql.deleteClaim(at, claim, owner).run())
    }
  }

  async #read(id: string): Promise<Account | undefined> {
    const row = await askDatabase(() =>
      sql.selectAccount(this.#home(id), id).first<sql.AccountRow>(),
    )
    return row === null ? undefined : sql.accountOf(row)
  }

  #home(id: string): D1Database {
    return databaseOf(this.#databases, shardOf(id))
  }

  #at(hash: string): D1Database {
    return databaseOf(this.#databases, shardOfHash(hash))
  }

  #claimsOf({ claims }: NewAccount): readonly Claim[] {
    return CLAIM_KINDS.flatMap((kind) => {
      const hash = claims[kind]
      if (hash === undefined) return []
      return [{ kind, hash, at: this.#at(hash) }]
    })
  }
}

type Making = {
  readonly formerOwner: sql.Owner | undefined
  readonly reserved: readonly Claim[]
  readonly now: number
}

type Former = Pick<sql.AccountRow, 'id' | 'created_at' | 'closed_at'>

/** Says what is in the way of a creation: another's claim, or the phone of whom it was reassigned. */
type Conflict = { readonly field: ClaimKind } | { readonly formerOwner: sql.Owner }
