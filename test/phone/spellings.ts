/** Lists what may stand between digits, signs of each kind and every one that people reported. */
export const SEPARATORS = [
  // Spaces and line breaks.
  ' \t\n\r\u00a0\u1680\u2002\u2009\u2028\u2029\u202f\u205f\u3000',
  // What is not seen: marks of direction, joiners, variation selectors, fillers, tags.
  '\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2066\u2069',
  '\u2800\u3164\ufe0d\ufe0f\ufeff\uffa0\u{e0001}\u{e0100}',
  // Dashes.
  '-\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u301c\ufe63\uff0d',
  // Brackets and quotes.
  '()[]{}\u3010\u3011\uff08\uff09\'"\u00ab\u00bb\u2018\u2019\u201c\u201d',
  // Points, commas, slashes, dots in the middle, low lines.
  '.,/_\u00b7\u060c\u066b\u066c\u06d4\u0964\u2022\u2027\u203f\u2219\u22c5\u3001\u3002\u30fb',
  '\uff0c\uff0e\uff0f\uff3f\uff65',
].flatMap((signs) => Array.from(signs))

/** Lists what people put before the ten digits, in every order that somebody was refused for. */
const PREFIXES = [
  ',0,00,000,91,0091,+91,+0091,091,0 91,00 91,+91 0,91 0,0091 0,+91 (0),(+91),(0),+,+0,+91/,-+91-',
  '+91 +91,+91 91,9191,91 91,91 +91,++91,+ 91,+91 0091,0091 0091,+91 091,0 +91,0 0 91,+91 91 91 0',
  "＋91,＋９１,+९१,۹۱,','+91,tel:,TEL:,tel:+91,tel:0091",
].flatMap((line) => line.split(','))

const GROUPED = [
  '98765 43210;987 654 3210;9876-543-210;98 76 54 32 10;9 8 7 6 5 4 3 2 1 0;9876543210\u200f',
  '98765, 43210;9, 8, 7, 6, 5, 4, 3, 2, 1, 0;9,87,65,43,210;(98765) 43210;98765.43210;98765/43210',
  '98765_43210;98765\u00b743210;"98765 43210";\u2018 98765 43210\u2019;+91\ufe0d 98765 43210',
  '९८७६५ ४३२१०;۹۸۷۶۵ ۴۳۲۱۰;٩٨٧٦٥٤٣٢١٠;௯௮௭௬௫௪௩௨௧௦;９８７６５　４３２１０;९८७६५ 43210;+९१ 98765 ४३२१०',
  '\u202a+91 98765 43210\u202c;\u2066+91\u00a098765\u00a043210\u2069',
].flatMap((line) => line.split(';'))

/** Lists spellings of +91 98765 43210, all of which are that number, on the page and at the edge. */
export const SPELLINGS: readonly string[] = [
  ...new Set([
    ...PREFIXES.flatMap((prefix) => [`${prefix}9876543210`, `${prefix} 98765-43210`]),
    ...SEPARATORS.flatMap((one) => [
      `98765${one}43210`,
      `${one}+91${one}${one}98765 ${one}43210${one}`,
    ]),
    ...GROUPED,
  ]),
]

/** Spells another number in the same way: its digits in the places, and the scripts, of the last ten. */
export function respell(spelling: string, national: string): string {
  const characters = Array.from(spelling)
  const places = characters.flatMap((one, place) => (/^\p{Nd}$/u.test(one) ? [place] : []))
  for (const [index, place] of places.slice(-10).entries()) {
    const zero = (characters[place]?.codePointAt(0) ?? 0) - Number('9876543210'[index])
    characters[place] = String.fromCodePoint(zero + Number(national[index]))
  }
  return characters.join('')
}
