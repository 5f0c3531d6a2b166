import type { Matches, ReviewMark } from '../identity/verified.ts'
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

/** Says how a step verified the person; nothing of it names them. */
type Verification = Matches & {
  readonly step: number
  /** The key that signed it, or the provider that was asked. */
  readonly source: string
  /** Of Aadhaar, as the day of what was shown is. */
  readonly mobileLinked?: boolean | null
  readonly issuedOn?: string
  readonly at: number
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
  readonly verifications: readonly Verification[]
  /** What a human is to look at. */
  readonly reviews: readonly ReviewMark[]
  /** Keyed hash of the reference id of the Aadhaar code that was shown. */
  readonly print?: string
}

/** Holds an account as stored; of a closed one cells are gone. */
export type Account = {
  readonly id: string
  readonly createdAt: number
  readonly closedAt?: number
  readonly identity: IdentityMode
  /** Absent where there is nothing to look at. */
  readonly reviews?: readonly ReviewMark[]
  readonly cells: Cells
  readonly consents: readonly (Consent & { readonly withdrawnAt?: number })[]
}

type ClaimOfHash = { readonly kind: ClaimKind; readonly hash: string }

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

type Holding = { readonly ok: true; readonly isHeld: boolean } | Unavailable

type Closing = { readonly ok: true } | Missing | Unavailable

/** Keeps accounts. Every call may be repeated. */
export interface AccountStore {
  /**
   * Makes an account whole, or nothing of it. A repeat takes the place of what was made before, unless
   * that is closed. A phone of an account whose PAN shows another person is taken from it.
   */
  create(account: NewAccount, now: number): Promise<Creation>
  find(id: string): Promise<Found>
  /** Tells whether an account other than this one holds what is claimed by the hash. */
  isHeld(claim: ClaimOfHash, otherThan: string, now: number): Promise<Holding>
  /** Marks all consents to a purpose; one that was withdrawn before keeps its date. */
  withdrawConsent(id: string, purpose: string, now: number): Promise<Withdrawal>
  /**
   * Deletes cells, password, claims and print; dates, how it was verified and consents stay. One that is
   * not there is closed too where its signup is given: however late it is, it will not be made.
   */
  close(id: string, now: number, signup?: string): Promise<Closing>
}
