import { judgeCodes } from '../codes.ts'
import type { PixelsOutcome } from '../outcome.ts'
import { type Tile, tilesOf } from './tiles.ts'
import { readTexts } from './zxing.ts'

/** Looks for the code in the whole of a picture and then in ever smaller parts. */
export async function readTiles(source: ImageBitmap | OffscreenCanvas): Promise<PixelsOutcome> {
  const texts = new Set<string>()
  const canvas = new OffscreenCanvas(1, 1)
  for (const tile of tilesOf(source.width, source.height)) {
    const pixels = pixelsOf(source, tile, canvas)
    for (const text of pixels ? await readTexts(pixels) : []) texts.add(text)
    const outcome = judgeCodes([...texts])
    if (outcome.ok) return outcome
  }
  return judgeCodes([...texts])
}

function pixelsOf(
  source: ImageBitmap | OffscreenCanvas,
  { x, y, width, height, scale }: Tile,
  canvas: OffscreenCanvas,
): ImageData | undefined {
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  // What is transparent in a picture would be black.
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
