const LINE_BREAKS = /[\t-\r\u0085\u2028\u2029]+/g

/** Matches what nobody sees, but for the two joiners, which spell words in Indian scripts. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Drops what nobody types or sees (control characters, marks of direction, half a surrogate pair),
 * as a person could not correct it, makes line breaks a space and trims the ends.
 */
export function tidy(text: string): string {
  return text.replace(LINE_BREAKS, ' ').replace(UNSEEN, '').trim()
}
