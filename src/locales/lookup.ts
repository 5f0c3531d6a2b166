/** Finds which tag a language range means (RFC 4647 lookup): `hi-IN` finds `hi`. */
export function lookup(range: string, tags: readonly string[]): string | undefined {
  const subtags = range.toLowerCase().split('-')
  const wanted = subtags.map((_, i) => subtags.slice(0, subtags.length - i).join('-'))
  const match = wanted.find((one) => tags.some((tag) => tag.toLowerCase() === one))
  return tags.find((tag) => tag.toLowerCase() === match)
}
