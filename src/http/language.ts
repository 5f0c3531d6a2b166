import { parseAccept } from 'hono/utils/accept'

/** Longer than any browser sends; reading more would be work for whoever wants us to work. */
const LONGEST_HEADER = 1000

/** Picks the language that an `Accept-Language` wants most (RFC 4647 lookup); else the first. */
export function languageFor(
  header: string | undefined,
  languages: readonly [string, ...string[]],
): string {
  if (header === undefined || header.length > LONGEST_HEADER) return languages[0]
  const ranges = parseAccept(header).filter(({ q }) => q > 0)
  const matches = ranges.map(({ type }) => lookup(type.toLowerCase(), languages))
  return matches.find((language) => language !== undefined) ?? languages[0]
}

/** Drops the range's last subtag until one of ours is the same: `hi-IN` finds `hi`. */
function lookup(range: string, languages: readonly string[]): string | undefined {
  const subtags = range.split('-')
  const tags = subtags.map((_, i) => subtags.slice(0, subtags.length - i).join('-'))
  const match = tags.find((tag) => languages.some((language) => language.toLowerCase() === tag))
  return languages.find((language) => language.toLowerCase() === match)
}
