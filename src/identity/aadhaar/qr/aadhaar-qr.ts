/** Says what a code tells of the mobile number that UIDAI knows. */
export type QrMobile =
  /** The ten digits, hashed by SHA-256 so many rounds, in hex: whoever has it can guess them. */
  | { readonly kind: 'hash'; readonly hash: string; readonly rounds: number }
  | { readonly kind: 'last4'; readonly last4: string }
  | { readonly kind: 'none' }

/** Holds what is kept of an Aadhaar Secure QR: not the address, not the photo. */
export type AadhaarQr = {
  /** 1 is the version that has no mark. */
  readonly version: number
  /** The last four digits of the Aadhaar number and the time of issue in India. */
  readonly referenceId: string
  readonly last4: string
  readonly issuedAt: number
  readonly name: string
  /** As `YYYY-MM-DD`, or `YYYY` where UIDAI knows the year alone. */
  readonly dateOfBirth: string
  readonly gender?: 'F' | 'M' | 'T'
  readonly mobile: QrMobile
}

export type QrReason = 'invalid_qr' | 'unsigned_qr' | 'qr_version_unknown' | 'qr_not_genuine'

export type QrRefusal = { readonly ok: false; readonly reason: QrReason }

export function refuseQr(reason: QrReason): QrRefusal {
  return { ok: false, reason }
}
