import type { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { AadhaarQr } from './aadhaar-qr.ts'

/**
 * Tells whether UIDAI has this number (E.164) for the person, by its hash or its last four digits;
 * null where the code does not say.
 */
export function isMobileOf({ mobile }: Pick<AadhaarQr, 'mobile'>, phone: string): boolean | null {
  if (mobile.kind === 'none') return null
  if (mobile.kind === 'last4') return phone.endsWith(mobile.last4)
  const [, digits] = /^\+91(\d{10})$/.exec(phone) ?? []
  if (digits === undefined) return null
  return hashesOf(digits, mobile.rounds).includes(mobile.hash)
}

/** Hashes a text so many rounds over: UIDAI says not whether over the last hash's hex or its bytes. */
export function hashesOf(text: string, rounds: number): readonly string[] {
  let hex = text
  let bytes: string | Buffer = text
  for (let round = 0; round < rounds; round++) {
    hex = createHash('sha256').update(hex).digest('hex')
    bytes = createHash('sha256').update(bytes).digest()
  }
  return [hex, bytes.toString('hex')]
}
