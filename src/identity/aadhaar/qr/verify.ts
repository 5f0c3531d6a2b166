import { verify } from 'node:crypto'
import { MINUTE } from '../../../platform/time.ts'
import type { AadhaarKey } from '../keys.ts'
import { type AadhaarQr, type QrRefusal, refuseQr } from './aadhaar-qr.ts'
import { bytesOfDigits } from './digits.ts'
import { inflate } from './inflate.ts'
import { parseQr } from './parse.ts'

/** Counts the bytes of an RSA-2048 signature, which come last. */
const SIGNATURE = 256

/** Says how far UIDAI's clock may be ahead. */
const SKEW = 5 * MINUTE

/** What the codes of 2018 and before have: XML that anybody can write. */
const UNSIGNED = '<PrintLetterBarcodeData'

/** Says what UIDAI signed, and which key verified it. */
export type VerifiedQr =
  | { readonly ok: true; readonly aadhaar: AadhaarQr & { readonly keyId: string } }
  | QrRefusal

/**
 * Verifies the text of an Aadhaar Secure QR: one of `keys` signed it (RSA, PKCS #1 1.5, SHA-256) at a
 * time when its certificate was valid, which need not be now.
 */
export function verifyAadhaarQr(
  text: string,
  keys: readonly AadhaarKey[],
  now: number,
): VerifiedQr {
  if (text.includes(UNSIGNED)) return refuseQr('unsigned_qr')
  const bytes = bytesOfDigits(text.trim())
  const data = bytes && inflate(bytes)
  if (!data) return refuseQr('invalid_qr')
  const signed = data.subarray(0, -SIGNATURE)
  const parsed = parseQr(signed)
  if (!parsed.ok) return parsed
  const { issuedAt } = parsed.qr
  if (issuedAt > now + SKEW) return refuseQr('qr_not_genuine')
  const signature = data.subarray(-SIGNATURE)
  const key = keys.find(
    ({ publicKey, from, until }) =>
      from <= issuedAt && issuedAt <= until && verify('sha256', signed, publicKey, signature),
  )
  if (!key) return refuseQr('qr_not_genuine')
  return { ok: true, aadhaar: { ...parsed.qr, keyId: key.id } }
}
