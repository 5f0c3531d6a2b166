/** What a text costs: providers charge for each segment. */
export type Segments = {
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** Septets of GSM-7, or UTF-16 units of UCS-2. */
  readonly units: number
  readonly segments: number
  /** Why it is more than one segment, or not GSM-7; absent for one segment of GSM-7. */
  readonly because?: string
}

/** The default alphabet of 3GPP TS 23.038, but for the escape to its extension. */
const BASIC = new Set(
  [
    ' !"#¤%&\'()*+,-./0123456789:;<=>?',
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§',
    '¿abcdefghijklmnopqrstuvwxyzäöñüà',
    '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ',
  ].join(''),
)

/** Its extension: each takes an escape before it, and so two septets. */
const EXTENSION = new Set('\f^{}\\[~]|€')

/** What one segment holds alone, and as one of several, where a header of 6 bytes takes its part. */
const CAPACITY = {
  'GSM-7': { alone: 160, joined: 153, unit: 'septets' },
  'UCS-2': { alone: 70, joined: 67, unit: 'UTF-16 units' },
} as const

/** In how many segments a text goes out, and why in more than one. */
export function segmentsOf(text: string): Segments {
  const characters = Array.from(text)
  const stranger = characters.find((one) => !BASIC.has(one) && !EXTENSION.has(one))
  const encoding = stranger === undefined ? 'GSM-7' : 'UCS-2'
  const { alone, joined, unit } = CAPACITY[encoding]
  const widths = characters.map((one) =>
    stranger === undefined ? (BASIC.has(one) ? 1 : 2) : one.length,
  )
  const units = widths.reduce((sum, width) => sum + width, 0)
  const segments = units <= alone ? 1 : filled(widths, joined)
  const because = [
    ...(stranger === undefined ? [] : [`${stranger} (${codePoint(stranger)}) is not in GSM-7`]),
    ...(segments > 1 ? [`${units} ${unit} are more than ${alone}`] : []),
  ].join('; ')
  return { encoding, units, segments, ...(because !== '' && { because }) }
}

/** How many segments are filled where no character is split between two. */
function filled(widths: readonly number[], capacity: number): number {
  let segments = 1
  let left = capacity
  for (const width of widths) {
    if (width > left) {
      segments += 1
      left = capacity
    }
    left -= width
  }
  return segments
}

function codePoint(character: string): string {
  const number = character.codePointAt(0) ?? 0
  return `U+${number.toString(16).toUpperCase().padStart(4, '0')}`
}
