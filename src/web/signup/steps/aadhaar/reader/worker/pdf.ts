import type { FileOutcome } from '../outcome.ts'
import type * as Part from '../pdf/pdf.ts'
import { readTiles } from './read-tiles.ts'

// Fetched only here: as many bytes as all else of the reader.
const PART_URL: string = '/assets/aadhaar-pdf.js'

/** Reads a PDF page by page; `askPassword` gives its password where it wants one. */
export async function readPdf(
  file: Blob,
  askPassword: (wrong: boolean) => Promise<string | undefined>,
): Promise<FileOutcome> {
  let part: typeof Part
  try {
    part = await import(PART_URL)
  } catch {
    return { ok: false, reason: 'unavailable' }
  }
  let data: ArrayBuffer
  try {
    data = await file.arrayBuffer()
  } catch {
    return { ok: false, reason: 'undecodable' }
  }
  return part.readPages(data, { askPassword, readPage: readTiles })
}
