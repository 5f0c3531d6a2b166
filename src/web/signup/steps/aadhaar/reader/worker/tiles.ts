/** Holds a part of a picture, in its pixels, and the size to look at it in. */
export interface Tile {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly scale: number
}

const EDGE = 1600
// The longest sides that a picture is looked at in: whole, in halves, in smaller tiles.
const LENGTHS = [EDGE, 3200, 4800]
// By which the reader sees more in a picture whose modules have two or three pixels.
const ENLARGEMENT = 1.5

/** Cuts a picture into tiles, the whole of it first; those of one size overlap by half. */
export function tilesOf(width: number, height: number): readonly Tile[] {
  const longest = Math.max(width, height)
  const lengths = new Set(LENGTHS.map((length) => Math.min(length, longest * ENLARGEMENT)))
  return [...lengths].flatMap((length) => tilesAt(width, height, length / longest))
}

function tilesAt(width: number, height: number, scale: number): readonly Tile[] {
  const edge = Math.ceil(EDGE / scale)
  return starts(height, edge).flatMap((y) =>
    starts(width, edge).map((x) => ({
      x,
      y,
      width: Math.min(edge, width - x),
      height: Math.min(edge, height - y),
      scale,
    })),
  )
}

function starts(length: number, edge: number): readonly number[] {
  const steps = Math.max(0, Math.ceil((length - edge) / (edge / 2)))
  return Array.from({ length: steps + 1 }, (_, step) =>
    step === steps ? Math.max(0, length - edge) : step * (edge / 2),
  )
}
