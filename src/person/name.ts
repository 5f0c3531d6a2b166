import type { Parsed } from './parsed.ts'
import { tidy } from './tidy.ts'

const MAX_CODE_POINTS = 100

/** Matches what no name has: an email address, markup, a link. All else a name may have. */
const NO_NAME = /[@<>]|:\/\//

const INITIAL = /(^|[\s.])\p{L}\p{M}*([\s.]|$)/u

/**
 * Reads a full name and keeps it as typed: whatever has a letter of some script is a name, unless
 * it is plainly something else (`letters`, too).
 */
export function parseName(text: string): Parsed<{ name: string }, 'empty' | 'letters' | 'length'> {
  const name = tidy(text)
  if (name === '') return { ok: false, fault: 'empty' }
  // Decomposed, as a sign with an accent may be one of markup: `≮` is `<` and a stroke.
  if (!/\p{L}/u.test(name) || NO_NAME.test(name.normalize('NFD'))) {
    return { ok: false, fault: 'letters' }
  }
  if (Array.from(name).length > MAX_CODE_POINTS) return { ok: false, fault: 'length' }
  return { ok: true, name }
}

/** Tells whether two names are one, however their letters and accents were composed. */
export function sameName(name: string, other: string): boolean {
  return name.normalize() === other.normalize()
}

/** Tells whether a letter stands for a word, as in `S. Janaki`; PAN cards mostly have the word. */
export function hasInitials(name: string): boolean {
  return INITIAL.test(name)
}
