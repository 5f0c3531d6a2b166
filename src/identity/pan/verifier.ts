import { SECOND } from '../../platform/time.ts'
import { type BirthDateMatch, matchBirthDates } from '../birth-date-match.ts'
import { matchTypedName, type NameMatch } from '../name-match.ts'

/** Asks whether a PAN is a person's, who has consented to that. */
export type PanQuestion = {
  readonly pan: string
  readonly name: string
  /** As `YYYY-MM-DD`. */
  readonly dateOfBirth: string
  /** No register is asked without it, so nothing else can be said here. */
  readonly consent: true
  /** The same for every repeat: 1 to 50 of `A-Z`, `a-z`, `0-9`, `-`, `.`, `_`. */
  readonly requestId: string
}

/** Holds what a register has, or whether it is what was asked; undefined where it tells neither. */
type Told = { readonly value: string } | { readonly same: boolean } | undefined

/** Tells what became of a look-up. */
export type PanAnswer =
  | {
      readonly kind: 'found'
      readonly name: Exclude<Told, undefined>
      /** A `value` is as `YYYY-MM-DD`. */
      readonly dateOfBirth: Told
      /** Whether it is linked with an Aadhaar number: not all tell, and not all people need to. */
      readonly aadhaarLink: 'linked' | 'exempt' | 'unknown'
    }
  /** There is no such PAN, or it is fake, or void for a reason that is not told. */
  | { readonly kind: 'not_found' }
  /** Void by the register, for the reason that the kind says. */
  | { readonly kind: 'deceased' | 'deactivated' | 'not_linked' }
  | {
      readonly kind: 'unavailable'
      /** A public code for the log, which holds nothing of the person. */
      readonly code: string
      /** It may have been carried out, and so cost money: never ask again unasked. */
      readonly spent: boolean
      /** Our account there (credentials, money, contract) is for an operator to mend. */
      readonly misconfigured: boolean
    }

/** Looks PANs up in a register: one file each in verifiers/, and a line in verifiers.ts. */
export interface PanVerifier {
  readonly name: string
  /** `returned` gives the register's name, `compared` only tells whether ours is it. */
  readonly names: 'returned' | 'compared'
  /** Never throws, asks once and gives up when `signal` is aborted. */
  verify(question: PanQuestion, signal: AbortSignal): Promise<PanAnswer>
}

/** Bounds a person's wait for a register. */
export const PAN_TIMEOUT = 10 * SECOND

/** Says what the look-up is for, as every provider asks: 20 characters or more. */
export const PURPOSE = 'To verify the identity of an applicant for a bank account'

/** Tells how a found PAN's holder compares with the person who asked. */
export function judgePan(
  found: Extract<PanAnswer, { kind: 'found' }>,
  { name, dateOfBirth }: Pick<PanQuestion, 'name' | 'dateOfBirth'>,
): { readonly name: NameMatch; readonly dateOfBirth: BirthDateMatch } {
  return {
    // A register that only compares says no more than no: another's PAN must not pass for that.
    name: 'value' in found.name ? matchTypedName(name, found.name.value) : matchOf(found.name.same),
    dateOfBirth:
      found.dateOfBirth === undefined || 'value' in found.dateOfBirth
        ? matchBirthDates(dateOfBirth, found.dateOfBirth?.value)
        : matchOf(found.dateOfBirth.same),
  }
}

function matchOf(same: boolean): 'match' | 'mismatch' {
  return same ? 'match' : 'mismatch'
}

/** Makes the answer of a register that could not be asked, or did not say. */
export function unavailable(
  code: string,
  cause: 'spent' | 'misconfigured' | 'not_taken' = 'not_taken',
): PanAnswer {
  const [spent, misconfigured] = [cause === 'spent', cause === 'misconfigured']
  return { kind: 'unavailable', code, spent, misconfigured }
}
