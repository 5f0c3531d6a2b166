/** Every decimal digit of Unicode, in its order: ten for each script, from zero to nine. */
export const EVERY_DIGIT = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint)
  .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
  .map((codePoint) => String.fromCodePoint(codePoint))
  .filter((character) => /^\p{Nd}$/u.test(character))
