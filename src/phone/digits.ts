const DIGIT = /\p{Nd}/u

/**
 * Matches what people, keyboards, dictation and copying put between digits: what is not seen, spaces,
 * dashes, brackets, quotes, `_`; by name the points, commas, slashes, minus and blank that are none of these.
 */
const SEPARATORS =
  /[\p{DI}\p{Cf}\p{Z}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Pc}\s.,/'"·•‧∙⋅・･،٫٬、。，．／۔।\u2212\u2800]/gu

/**
 * Turns every decimal digit of every script (Unicode category Nd: Devanagari, full-width, …) into
 * its ASCII digit, and leaves all else as it is.
 */
export function foldDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)))
}

/** Folds digits, and takes out all that stands between them: of `1, २-3` it leaves `123`. */
export function joinDigits(text: string): string {
  return foldDigits(text).replace(SEPARATORS, '')
}

// Unicode lays out each script's digits as ten consecutive code points from zero to nine, so the
// distance from the start of the run, modulo ten, is the value.
function digitValue(codePoint: number): number {
  let start = codePoint
  while (DIGIT.test(String.fromCodePoint(start - 1))) start--
  return (codePoint - start) % 10
}
