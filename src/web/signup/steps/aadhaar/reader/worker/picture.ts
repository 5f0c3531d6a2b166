import type { FileOutcome } from '../outcome.ts'
import { pixelsIn } from './picture-size.ts'
import { readTiles } from './read-tiles.ts'

// A phone's largest pictures are of 50; four bytes each is what a tab can bear.
const MOST_PIXELS = 64_000_000

/** Reads a picture, whose size is known before it is decoded where it is one that phones make. */
export async function readPicture(file: Blob): Promise<FileOutcome> {
  let bitmap: ImageBitmap | undefined
  try {
    const pixels = pixelsIn(new DataView(await file.arrayBuffer()))
    if (pixels !== undefined && pixels > MOST_PIXELS) return { ok: false, reason: 'too_large' }
    bitmap = await createImageBitmap(file)
    if (bitmap.width * bitmap.height > MOST_PIXELS) return { ok: false, reason: 'too_large' }
  } catch {
    bitmap?.close()
    return { ok: false, reason: 'undecodable' }
  }
  try {
    return await readTiles(bitmap)
  } finally {
    bitmap.close()
  }
}
