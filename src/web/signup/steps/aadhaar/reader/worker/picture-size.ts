type Finder = (bytes: DataView) => number | undefined

const PNG = 0x89504e47
const JPEG = 0xffd8
const RIFF = 0x52494646
const WEBP = 0x57454250

/** Counts the pixels that a PNG, JPEG or WebP says it has; undefined where it does not say. */
export function pixelsIn(bytes: DataView): number | undefined {
  try {
    return finderOf(bytes)?.(bytes)
  } catch {
    // It ends too early.
    return undefined
  }
}

function finderOf(bytes: DataView): Finder | undefined {
  if (bytes.getUint32(0) === PNG) return inPng
  if (bytes.getUint16(0) === JPEG) return inJpeg
  if (bytes.getUint32(0) === RIFF && bytes.getUint32(8) === WEBP) return inWebp
}

function inPng(bytes: DataView): number {
  return bytes.getUint32(16) * bytes.getUint32(20)
}

/** Walks the segments to the frame header, which comes after thumbnails and colour profiles. */
function inJpeg(bytes: DataView): number | undefined {
  let place = 2
  while (bytes.getUint8(place) === 0xff) {
    const marker = bytes.getUint8(place + 1)
    if (marker === 0xff) {
      place++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return bytes.getUint16(place + 5) * bytes.getUint16(place + 7)
    place += 2 + bytes.getUint16(place + 2)
  }
  return undefined
}

function inWebp(bytes: DataView): number | undefined {
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((place) => bytes.getUint8(place)))
  if (kind === 'VP8X') return (uint24(bytes, 24) + 1) * (uint24(bytes, 27) + 1)
  if (kind === 'VP8 ')
    return (bytes.getUint16(26, true) & 0x3fff) * (bytes.getUint16(28, true) & 0x3fff)
  if (kind !== 'VP8L') return undefined
  const bits = bytes.getUint32(21, true)
  return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1)
}

function uint24(bytes: DataView, place: number): number {
  return bytes.getUint16(place, true) | (bytes.getUint8(place + 2) << 16)
}
