import { Buffer } from 'node:buffer'

/** Holds how many digits a QR code has room for: version 40, level L (ISO/IEC 18004, table 7). */
const MAX_DIGITS = 7089

/**
 * Turns a code's decimal digits into the bytes of their number; undefined where they are none of a
 * QR code. The bound comes first, as `BigInt` may take time by the square of their count.
 */
export function bytesOfDigits(digits: string): Buffer | undefined {
  if (digits.length > MAX_DIGITS || !/^[1-9]\d*$/.test(digits)) return undefined
  const hex = BigInt(digits).toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}
