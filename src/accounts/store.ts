import type { Cells } from './cells.ts'
import type { ClaimKind } from './claims.ts'

/** Holds one purpose that the person agreed to, as the notice of a step worded it. */
type Consent = {
  readonly step: number
  readonly noticeVersion: string
  readonly language: string
  readonly purpose: string
  readonly givenAt: number
}

/** Says how the bank knows who the person is: `none` until a step for it is on. */
export type IdentityMode = 'none' | 'secure_qr' | 'digilocker' | 'aadhaar_otp' | 'v_cip'

/** Holds all that an account begins with. */
export type NewAccount = {
  readonly id: string
  /** The keyed hash of the signup: a second creation by it is a repeat of the first. */
  readonly signup: string
  /** Keyed hashes of what no other account may have. */
  readonly claims: { readonly phone: string; readonly pan?: string }
  readonly cells: Cells
  readonly consents: readonly Consent[]
  readonly passwordHash: string
  readonly identity: IdentityMode
}

/** Holds an account as stored; of a closed one dates, identity mode and consents are left. */
export type Account = {
  readonly id: string
  readonly createdAt: number
  readonly closedAt?: number
  readonly identity: IdentityMode
  readonly cells: Cells
  readonly consents: readonly (Consent & { readonly withdrawnAt?: number })[]
}

type Unavailable = { readonly ok: false; readonly reason: 'accounts_unavailable' }

type Missing = { readonly ok: false; readonly reason: 'account_not_found' }

type Creation =
  | { readonly ok: true; readonly isRepeat: boolean }
  | { readonly ok: false; readonly reason: 'account_exists'; readonly field: ClaimKind }
  | { readonly ok: false; readonly reason: 'account_closed' }
  | Unavailable

type Found = { readonly ok: true; readonly account: Account } | Missing | Unavailable

type Withdrawal =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'consent_not_found' }
  | Unavailable

type Closing = { readonly ok: true } | Missing | Unavailable

/** Keeps accounts. Every call may be repeated. */
export interface AccountStore {
  /**
   * Makes an account whole, or nothing of it. A repeat takes the place of what was made before, unless
   * that is closed.
   */
  create(account: NewAccount, now: number): Promise<Creation>
  find(id: string): Promise<Found>
  /** Marks all consents to a purpose; one that was withdrawn before keeps its date. */
  withdrawConsent(id: string, purpose: string, now: number): Promise<Withdrawal>
  /** Deletes cells, password and claims; dates, identity mode and consents stay. */
  close(id: string, now: number): Promise<Closing>
}
