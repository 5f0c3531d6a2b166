const CONSONANTS: Readonly<Record<string, string>> = {
  क: 'k',
  ख: 'kh',
  ग: 'g',
  घ: 'gh',
  ङ: 'n',
  च: 'ch',
  छ: 'chh',
  ज: 'j',
  झ: 'jh',
  ञ: 'n',
  ट: 't',
  ठ: 'th',
  ड: 'd',
  ढ: 'dh',
  ण: 'n',
  त: 't',
  थ: 'th',
  द: 'd',
  ध: 'dh',
  न: 'n',
  प: 'p',
  फ: 'ph',
  ब: 'b',
  भ: 'bh',
  म: 'm',
  य: 'y',
  र: 'r',
  ल: 'l',
  ळ: 'l',
  व: 'v',
  श: 'sh',
  ष: 'sh',
  स: 's',
  ह: 'h',
}

/** Holds the sounds that a dot below makes of a consonant. */
const DOTTED: Readonly<Record<string, string>> = { ज: 'z', फ: 'f', ड: 'r', ढ: 'rh' }

const VOWELS: Readonly<Record<string, string>> = {
  अ: 'a',
  आ: 'aa',
  इ: 'i',
  ई: 'i',
  उ: 'u',
  ऊ: 'u',
  ऋ: 'ri',
  ए: 'e',
  ऐ: 'ai',
  ऑ: 'o',
  ओ: 'o',
  औ: 'au',
}

const SIGNS: Readonly<Record<string, string>> = {
  'ा': 'aa',
  'ि': 'i',
  'ी': 'i',
  'ु': 'u',
  'ू': 'u',
  'ृ': 'ri',
  'ॅ': 'e',
  'े': 'e',
  'ै': 'ai',
  'ॉ': 'o',
  'ो': 'o',
  'ौ': 'au',
}

/** Lists how English letters are written, from A to Z, as in `ए. पी. जे. अब्दुल कलाम`. */
const ENGLISH_LETTERS =
  'ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड'.split(' ')

/** Gives the English letter that a word names; undefined where it names none. */
export function initialOf(word: string): string | undefined {
  const at = ENGLISH_LETTERS.indexOf(word)
  return at < 0 ? undefined : String.fromCharCode(97 + at)
}

const [DOT, VIRAMA] = ['़', '्']

/** Stands for the vowel that a consonant has unwritten, until it is known whether it is spoken. */
const UNWRITTEN = '@'

/**
 * Spells a word in Latin letters as names are spelt in English: the unwritten vowel goes where
 * Hindi speaks none. A letter that is not in the table stays as it is.
 */
export function latinOf(word: string): string {
  let spelt = ''
  const letters = Array.from(word.normalize('NFD').replaceAll('ज्ञ', 'ग्य'))
  for (const [at, letter] of letters.entries()) {
    const dotted = letters[at + 1] === DOT
    const consonant = (dotted ? DOTTED[letter] : undefined) ?? CONSONANTS[letter]
    const next = letters[dotted ? at + 2 : at + 1] ?? ''
    if (consonant !== undefined) {
      spelt += consonant + (next in SIGNS || next === VIRAMA ? '' : UNWRITTEN)
    } else if (letter === 'ं' || letter === 'ँ') spelt += 'n'
    else if (letter !== DOT && letter !== VIRAMA && letter !== 'ः') {
      spelt += VOWELS[letter] ?? SIGNS[letter] ?? letter
    }
  }
  return speak(spelt)
}

const SPOKEN = `[aeiou${UNWRITTEN}]`
const CONSONANT = '(?:[kgcjtdpbsr]h+|[b-df-hj-np-tv-z])'

/** Matches an unwritten vowel between single consonants that have vowels on both sides. */
const SILENT = new RegExp(`(?<=${SPOKEN}${CONSONANT})${UNWRITTEN}(?=${CONSONANT}${SPOKEN})`, 'y')

/** Matches it at the end of a word, where it is spoken after two consonants as of `Krishna`. */
const SILENT_END = new RegExp(`(?<=${SPOKEN}.*)(?<!${CONSONANT}[rynvl])${UNWRITTEN}$`)

function speak(spelt: string): string {
  let word = spelt.replace(SILENT_END, '')
  for (let at = word.lastIndexOf(UNWRITTEN); at > 0; at = word.lastIndexOf(UNWRITTEN, at - 1)) {
    SILENT.lastIndex = at
    if (SILENT.test(word)) word = word.slice(0, at) + word.slice(at + 1)
  }
  return word.replaceAll(UNWRITTEN, 'a')
}
