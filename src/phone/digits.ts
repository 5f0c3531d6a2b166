const DIGIT = /\p{Nd}/u

/**
 * Turns every decimal digit of every script (Unicode category Nd: Devanagari, full-width, …) into
 * its ASCII digit, and leaves all else as it is.
 */
export function foldDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)))
}

// Unicode lays out each script's digits as ten consecutive code points from zero to nine, so the
// distance from the start of the run, modulo ten, is the value.
function digitValue(codePoint: number): number {
  let start = codePoint
  while (DIGIT.test(String.fromCodePoint(start - 1))) start--
  return (codePoint - start) % 10
}
