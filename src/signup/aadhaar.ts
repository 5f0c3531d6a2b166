import type { QrMobile } from '../identity/aadhaar/qr/aadhaar-qr.ts'
import { isMobileOf } from '../identity/aadhaar/qr/mobile.ts'
import { matchBirthDates } from '../identity/birth-date-match.ts'
import { matchTypedName } from '../identity/name-match.ts'
import type { VerifiedAadhaar } from '../identity/verified.ts'
import type { Consent, PersonalDetails } from '../person/personal-details.ts'
import { type AnswerResult, mayAnswer, takeAnswer } from './answers.ts'
import type { SessionSecrets } from './session-secrets.ts'
import { forgetVisit, type SessionState } from './session-state.ts'

/** Holds what UIDAI has of a person, by whichever way it came. */
export type AadhaarEvidence = Pick<
  VerifiedAadhaar,
  'mode' | 'source' | 'last4' | 'issuedOn' | 'reference'
> & {
  readonly name: string
  /** As `YYYY-MM-DD`, or `YYYY`. */
  readonly dateOfBirth: string
  readonly mobile: QrMobile | { readonly kind: 'number'; readonly e164: string }
}

export type Mismatch = {
  readonly ok: false
  readonly reason: 'name_mismatch' | 'date_of_birth_mismatch'
}

/** Judges whether UIDAI's person is who step 2 says, and whether the phone is theirs. */
export function judgeAadhaar(
  { name, dateOfBirth, mobile, mode, source, last4, issuedOn, reference }: AadhaarEvidence,
  details: Pick<PersonalDetails, 'fullName' | 'dateOfBirth'>,
  phone: string,
): { readonly ok: true; readonly aadhaar: Omit<VerifiedAadhaar, 'at' | 'consent'> } | Mismatch {
  const nameMatch = matchTypedName(details.fullName, name)
  if (nameMatch === 'mismatch') return { ok: false, reason: 'name_mismatch' }
  const dateMatch = matchBirthDates(details.dateOfBirth, dateOfBirth)
  if (dateMatch === 'mismatch') return { ok: false, reason: 'date_of_birth_mismatch' }
  const mobileLinked =
    mobile.kind === 'number' ? mobile.e164 === phone : isMobileOf({ mobile }, phone)
  return {
    ok: true,
    aadhaar: {
      mode,
      source,
      last4,
      issuedOn,
      reference,
      nameMatch,
      dateMatch,
      mobileLinked,
    },
  }
}

export type AadhaarRequest = {
  readonly token: string
  readonly evidence: AadhaarEvidence
  readonly consent: Consent
}

/** Takes what UIDAI has, where it is the person of step 2, and tells how near it is. */
export function takeAadhaar(
  state: SessionState | undefined,
  { token, evidence, consent }: AadhaarRequest,
  secrets: SessionSecrets,
  now: number,
): {
  readonly next?: SessionState
  readonly answer:
    | (Extract<AnswerResult, { ok: true }> & { readonly aadhaar: VerifiedAadhaar })
    | Extract<AnswerResult, { ok: false }>
    | Mismatch
} {
  const may = mayAnswer(state, token, 'aadhaar', secrets, now)
  if (!may.ok) return { answer: may }
  const judged = judgeAadhaar(evidence, may.person, may.phone.e164)
  if (!judged.ok) return { answer: judged }
  const aadhaar = { ...judged.aadhaar, at: now, consent }
  const { next, answer } = takeAnswer(
    // The provider has answered, and is not asked again.
    evidence.mode === 'digilocker' ? forgetVisit(may.state) : may.state,
    { token, step: 'aadhaar', answer: aadhaar },
    secrets,
    now,
  )
  return { next, answer: answer.ok ? { ...answer, aadhaar } : answer }
}
