/**
 * Tells whether a text is made of the given words and of digits around them, with one word at least.
 * It goes through the text once: a pattern of the person's own words could take for ever.
 */
export function isMadeOf(text: string, words: readonly string[]): boolean {
  // Where one may stand: after digits alone, and after digits and at least one word.
  const afterDigits = new Set([0])
  const afterWords = new Set<number>()
  for (let at = 0; at < text.length; at++) {
    const hasWord = afterWords.has(at)
    if (!hasWord && !afterDigits.has(at)) continue
    for (const word of words) if (text.startsWith(word, at)) afterWords.add(at + word.length)
    if (/\d/.test(text.charAt(at))) (hasWord ? afterWords : afterDigits).add(at + 1)
  }
  return afterWords.has(text.length)
}
