import { judgeBirthDate } from '../person/birth-date.ts'
import type { PersonalDetails } from '../person/personal-details.ts'
import { parseEmail } from '../person/email.ts'
import { parseName } from '../person/name.ts'
import { parsePinCode } from '../person/pin-code.ts'

/** Holds step 2 as a client sends it. */
type DetailsClaim = {
  readonly full_name: string
  readonly date_of_birth: string
  readonly email: string
  readonly pin_code: string
}

type DetailsReason =
  | 'invalid_name'
  | 'invalid_date_of_birth'
  | 'under_age'
  | 'invalid_email'
  | 'invalid_pin_code'
  | 'consent_required'

/** Names a field that is wrong, and why. */
type DetailsFault = {
  readonly field: keyof DetailsClaim | 'consent'
  readonly reason: DetailsReason
}

/** Refuses for the first field that is wrong, and tells all that are. */
export type DetailsRefusal = DetailsFault & { readonly faults: readonly DetailsFault[] }

/** Judges step 2 by the rules that the page has too; with what is wrong of its consent. */
export function judgeDetails(
  claim: DetailsClaim,
  consentFault: 'consent_required' | undefined,
  now: number,
):
  | { readonly ok: true; readonly details: Omit<PersonalDetails, 'consent'> }
  | { readonly ok: false; readonly refusal: DetailsRefusal } {
  const name = parseName(claim.full_name)
  const date = judgeBirthDate(claim.date_of_birth, now)
  const email = parseEmail(claim.email)
  const pin = parsePinCode(claim.pin_code)
  if (name.ok && date.ok && email.ok && pin.ok && !consentFault) {
    const details = {
      fullName: name.name,
      dateOfBirth: date.date,
      email: email.email,
      pinCode: pin.pinCode,
    }
    return { ok: true, details }
  }
  const ofDate = !date.ok && date.fault === 'too_young' ? 'under_age' : 'invalid_date_of_birth'
  const faults: DetailsFault[] = []
  if (!name.ok) faults.push({ field: 'full_name', reason: 'invalid_name' })
  if (!date.ok) faults.push({ field: 'date_of_birth', reason: ofDate })
  if (!email.ok) faults.push({ field: 'email', reason: 'invalid_email' })
  if (!pin.ok) faults.push({ field: 'pin_code', reason: 'invalid_pin_code' })
  if (consentFault) faults.push({ field: 'consent', reason: consentFault })
  const [first] = faults
  if (!first) throw new Error('what is not right has a fault')
  return { ok: false, refusal: { ...first, faults } }
}
