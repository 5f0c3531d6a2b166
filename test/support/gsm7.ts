const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'

/** Each takes the place of two characters. */
const EXTENSION = '\f^{}\\[~]|€'

/** What fits in a text message of one segment. */
export const SEGMENT = 160

/**
 * The length of a text in septets of the GSM 7-bit alphabet (3GPP TS 23.038), or undefined where it
 * has a character outside it, and would be sent in a costlier encoding.
 */
export function septets(text: string): number | undefined {
  let length = 0
  for (const character of text) {
    if (BASIC.includes(character)) length += 1
    else if (EXTENSION.includes(character)) length += 2
    else return undefined
  }
  return length
}
