import { judgePan, type PanAnswer } from '../identity/pan/verifier.ts'
import type { VerifiedPan } from '../identity/verified.ts'
import type { PersonalDetails } from '../person/personal-details.ts'
import type { Mismatch } from './aadhaar.ts'

/** Says what a look-up told of a PAN and the person who gave it; asked again, it is told again. */
export type PanOutcome =
  | ({ readonly ok: true } & Pick<VerifiedPan, 'nameMatch' | 'dateMatch' | 'aadhaarLink'>)
  | { readonly ok: false; readonly reason: PanRefusal }
  | Mismatch

type PanRefusal = 'pan_invalid' | 'pan_deceased' | 'pan_deactivated' | 'pan_not_linked'

/** Names who is asked about, as step 2 has them. */
export type PanPerson = Pick<PersonalDetails, 'fullName' | 'dateOfBirth'>

const REFUSALS = {
  not_found: 'pan_invalid',
  deceased: 'pan_deceased',
  deactivated: 'pan_deactivated',
  not_linked: 'pan_not_linked',
} as const satisfies Record<string, PanRefusal>

/** Judges what a register told of a PAN, by who step 2 says it is of. */
export function judgePanAnswer(
  answer: Exclude<PanAnswer, { kind: 'unavailable' }>,
  { fullName, dateOfBirth }: PanPerson,
): PanOutcome {
  if (answer.kind !== 'found') return { ok: false, reason: REFUSALS[answer.kind] }
  const { name, dateOfBirth: date } = judgePan(answer, { name: fullName, dateOfBirth })
  if (name === 'mismatch') return { ok: false, reason: 'name_mismatch' }
  if (date === 'mismatch') return { ok: false, reason: 'date_of_birth_mismatch' }
  return { ok: true, nameMatch: name, dateMatch: date, aadhaarLink: answer.aadhaarLink }
}
