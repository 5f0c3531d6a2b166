import { SECOND } from '../../platform/time.ts'

/** Holds what the person said of themselves, for a provider to compare; most do not look. */
type Applicant = {
  readonly name: string
  /** As `YYYY-MM-DD`. */
  readonly dateOfBirth: string
}

/** Holds what UIDAI has of the person; number, photo and address are not kept. */
export type AadhaarHolder = {
  readonly name: string
  /** As `YYYY-MM-DD`, or `YYYY` where no more is known. */
  readonly dateOfBirth: string
  readonly last4: string
  /** The day as `YYYY-MM-DD`, of the document. */
  readonly issuedOn: string
  /** Ten digits: of the DigiLocker account, which a phone known to UIDAI opened. */
  readonly phone?: string
}

/** Tells that a provider could not be asked, or did not say. */
export type Unavailable = {
  readonly kind: 'unavailable'
  /** A public code for the log, which holds nothing of the person. */
  readonly code: string
  readonly misconfigured: boolean
}

/** Tells where the person is to go to consent. */
export type StartAnswer =
  | {
      readonly kind: 'started'
      /** The provider's own: keep it in the session, it names the person's documents. */
      readonly requestId: string
      readonly url: string
      readonly expiresAt: number
    }
  | Unavailable

/** Tells what a request has come to. */
export type FinishAnswer =
  | { readonly kind: 'verified'; readonly holder: AadhaarHolder }
  /** `pending`: no consent so far. `not_linked`: this DigiLocker account has no Aadhaar. */
  | { readonly kind: 'pending' | 'refused' | 'expired' | 'not_linked' }
  | Unavailable

/** Gets a person's Aadhaar data from DigiLocker: one file each here, and a line in digilockers.ts. */
export interface DigiLocker {
  readonly name: string
  /** Makes a request; the person comes back to `returnUrl`, which may have a query. */
  start(returnUrl: string, signal: AbortSignal): Promise<StartAnswer>
  /** Fetches what the person consented to. Changes nothing, so it may be asked again. */
  finish(requestId: string, applicant: Applicant, signal: AbortSignal): Promise<FinishAnswer>
}

/** Bounds a person's wait for each call. */
export const DIGILOCKER_TIMEOUT = 10 * SECOND

/** Reads what a return says of the consent; anyone can write it, so that it proves nothing. */
export function readReturn(query: URLSearchParams): {
  readonly requestId: string | undefined
  readonly refused: boolean
} {
  const consented = /^true$/i.test(query.get('success') ?? '')
  // Decoded once it is `ADHAR+PANCR`, and a space where the plus was not encoded.
  const shared = (query.get('scope') ?? '').split(/[+ ,]/).includes('ADHAR')
  return { requestId: query.get('id') ?? undefined, refused: !consented || !shared }
}
