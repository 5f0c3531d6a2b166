import type { PixelsOutcome, WrongCode } from './outcome.ts'

// The signature alone, of 2,048 bits, has as many digits.
const FEWEST_DIGITS = 617

// An address may have in it what looks like a PAN, and so comes before it.
const WRONG_CODES: readonly (readonly [WrongCode, RegExp])[] = [
  ['old_aadhaar_code', /<(PrintLetterBarcodeData|QP?D[AB])\b/],
  ['link_code', /^(upi|https?|bharatqr|tel|mailto|smsto?|geo|whatsapp):|^www\.|^000201/i],
  // On a PAN card since 2018 it is digits alone, as the Secure QR is.
  ['pan_code', RegExp(`^\\d{${FEWEST_DIGITS},}$|\\b[A-Z]{5}\\d{4}[A-Z]\\b`)],
]

/** Finds the Secure QR among the codes that were read, or tells what the others are. */
export function judgeCodes(texts: readonly string[]): PixelsOutcome {
  const digits = texts.find(isSecureCode)
  if (digits !== undefined) return { ok: true, digits }
  const [wrong] = WRONG_CODES.find(([, form]) => texts.some((text) => form.test(text))) ?? []
  return { ok: false, reason: wrong ?? (texts.length > 0 ? 'other_code' : 'no_code') }
}

/** Tells whether digits stand for compressed bytes, which those of a PAN's code do not. */
function isSecureCode(text: string): boolean {
  if (!/^\d+$/.test(text) || text.length < FEWEST_DIGITS) return false
  const hex = BigInt(text).toString(16)
  // As zlib and gzip begin. No leading digit of these is zero, so none is missing.
  return /^(78(01|5e|9c|da)|1f8b08)/.test(hex) && hex.length % 2 === 0
}
