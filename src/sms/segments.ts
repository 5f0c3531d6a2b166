/** Describes a text's cost: providers charge for each segment. */
export type Segments = {
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** Septets of GSM-7, or UTF-16 units of UCS-2. */
  readonly units: number
  readonly segments: number
  /** Says why it is more than one segment, or not GSM-7; absent for one segment of GSM-7. */
  readonly because?: string
}

/** Holds the default alphabet of 3GPP TS 23.038, but for the escape to its extension. */
const BASIC = new Set(
  [
    ' !"#¤%&\'()*+,-./0123456789:;<=>?',
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§',
    '¿abcdefghijklmnopqrstuvwxyzäöñüà',
    '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ',
  ].join(''),
)

/** Holds its extension: each takes an escape before it, and so two septets. */
const EXTENSION = new Set('\f^{}\\[~]|€')

/** Counts what one segment holds alone, and as one of several after a header of 6 bytes. */
const CAPACITY = {
  'GSM-7': { alone: 160, joined: 153, unit: 'septets' },
  'UCS-2': { alone: 70, joined: 67, unit: 'UTF-16 units' },
} as const

export function segmentsOf(text: string): Segments {
  const characters = Array.from(text)
  const foreign = characters.find((one) => !BASIC.has(one) && !EXTENSION.has(one))
  const encoding = foreign === undefined ? 'GSM-7' : 'UCS-2'
  const { alone, joined, unit } = CAPACITY[encoding]
  const widths = characters.map((one) =>
    foreign === undefined ? (BASIC.has(one) ? 1 : 2) : one.length,
  )
  const units = widths.reduce((sum, width) => sum + width, 0)
  const segments = units <= alone ? 1 : segmentsFilled(widths, joined)
  const because = [
    ...(foreign === undefined ? [] : [`${foreign} (${codePoint(foreign)}) is not in GSM-7`]),
    ...(segments > 1 ? [`${units} ${unit} are more than ${alone}`] : []),
  ].join('; ')
  return { encoding, units, segments, because: because === '' ? undefined : because }
}

/** Counts segments where no character is split between two. */
function segmentsFilled(widths: readonly number[], capacity: number): number {
  let segments = 1
  let remaining = capacity
  for (const width of widths) {
    if (width > remaining) {
      segments += 1
      remaining = capacity
    }
    remaining -= width
  }
  return segments
}

function codePoint(character: string): string {
  const number = character.codePointAt(0) ?? 0
  return `U+${number.toString(16).toUpperCase().padStart(4, '0')}`
}
