import { parseAccept } from 'hono/utils/accept'

/** Longer than any browser sends; reading more would be work for whoever wants us to work. */
const LONGEST_HEADER = 1000

/**
 * Which of our languages an `Accept-Language` asks for most: by the lookup of RFC 4647, `hi-IN` is
 * answered with `hi`. The first of ours where it asks for none, or for anything that is not one.
 */
export function languageFor(
  header: string | undefined,
  languages: readonly [string, ...string[]],
): string {
  if (header === undefined || header.length > LONGEST_HEADER) return languages[0]
  const ranges = parseAccept(header).filter(({ q }) => q > 0)
  const found = ranges.map(({ type }) => lookup(type.toLowerCase(), languages))
  return found.find((language) => language !== undefined) ?? languages[0]
}

/** Ever fewer subtags of a range, until one of ours is the same. */
function lookup(range: string, languages: readonly string[]): string | undefined {
  const subtags = range.split('-')
  const shorter = subtags.map((_, dropped) => subtags.slice(0, subtags.length - dropped).join('-'))
  for (const tag of shorter) {
    const same = languages.find((language) => language.toLowerCase() === tag)
    if (same !== undefined) return same
  }
  return undefined
}
