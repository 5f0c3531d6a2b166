import type { Consent } from '../person/personal-details.ts'
import type { BirthDateMatch } from './birth-date-match.ts'
import type { NameMatch } from './name-match.ts'

/** Says how near what a register has is to what the person gave; a mismatch is kept of nobody. */
export type Matches = {
  readonly nameMatch: Exclude<NameMatch, 'mismatch'>
  readonly dateMatch: Exclude<BirthDateMatch, 'mismatch'>
}

/** Holds what is kept of a verified Aadhaar: no number, photo or address. */
export type VerifiedAadhaar = Matches & {
  readonly mode: 'secure_qr' | 'digilocker'
  /** The key that signed it, or the provider that had it verified. */
  readonly source: string
  readonly last4: string
  /** The day, as `YYYY-MM-DD`, of what was shown. */
  readonly issuedOn: string
  /** Whether UIDAI has the signup's phone for the person; null where nothing tells. */
  readonly mobileLinked: boolean | null
  /** Keyed hash of a code's reference id, by which the same print is known. */
  readonly reference: string | undefined
  readonly at: number
  readonly consent: Consent
}

/** Holds what is kept of a verified PAN. */
export type VerifiedPan = Matches & {
  readonly pan: string
  /** The register's adapter. */
  readonly source: string
  readonly aadhaarLink: 'linked' | 'exempt' | 'unknown'
  readonly at: number
  readonly consent: Consent
}

/** Names what a human is to look at. */
export type ReviewMark =
  | 'aadhaar_name'
  | 'aadhaar_mobile'
  | 'pan_name'
  | 'birth_date'
  | 'same_aadhaar_print'
  | 'phone_reassigned'

/** Lists what a human is to look at of a person's answers. */
export function reviewMarks(
  aadhaar: VerifiedAadhaar | undefined,
  pan: VerifiedPan | undefined,
): readonly ReviewMark[] {
  const marks: ReviewMark[] = []
  if (aadhaar?.nameMatch === 'review') marks.push('aadhaar_name')
  if (aadhaar && !isOwn(aadhaar)) marks.push('aadhaar_mobile')
  if (pan?.nameMatch === 'review') marks.push('pan_name')
  const told = [aadhaar, pan].filter((one) => one !== undefined)
  const isDayKnown = told.some(({ dateMatch }) => dateMatch === 'match')
  return told.length > 0 && !isDayKnown ? [...marks, 'birth_date'] : marks
}

/** A code can be copied, so its phone has to show whose it is; DigiLocker asks for the person's own. */
function isOwn({ mode, mobileLinked }: VerifiedAadhaar): boolean {
  return mode === 'secure_qr' ? mobileLinked === true : mobileLinked !== false
}
