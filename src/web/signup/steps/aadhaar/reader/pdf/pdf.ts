/** Draws a PDF's pages; a script of its own, since it is large and most people scan. */
import { AnnotationMode, getDocument, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { WorkerMessageHandler } from 'pdfjs-dist/legacy/build/pdf.worker.mjs'
import type { FileOutcome, PixelsOutcome } from '../outcome.ts'
import { CanvasFactory, FilterFactory, isCanvas } from './factories.ts'

// iOS draws no canvas of more; on paper of A4 it is 400 dots an inch, 4 pixels for a module.
const MOST_PIXELS = 16_000_000
// A page of a card's size would else be drawn as large as a wall.
const LARGEST_SCALE = 8
const MOST_PAGES = 20

// Where it finds this pdf.js parses in the same thread, and starts no worker of its own.
Object.assign(globalThis, { pdfjsWorker: { WorkerMessageHandler } })

export interface PdfReading {
  askPassword: (wrong: boolean) => Promise<string | undefined>
  readPage: (page: OffscreenCanvas) => Promise<PixelsOutcome>
}

/** Reads pages one by one until the code is found. */
export async function readPages(
  data: ArrayBuffer,
  { askPassword, readPage }: PdfReading,
): Promise<FileOutcome> {
  const task = getDocument({
    data,
    CanvasFactory,
    FilterFactory,
    // Letters are drawn as shapes: a worker has no fonts, and nothing else is fetched.
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    isImageDecoderSupported: false,
    maxImageSize: MOST_PIXELS * 4,
    verbosity: 0,
  })
  let attempts = 0
  let hasGivenUp = false
  task.onPassword = async (update: (password: string | Error) => void) => {
    const password = await askPassword(attempts++ > 0)
    hasGivenUp = password === undefined
    update(password ?? new Error('cancelled'))
  }
  try {
    const pages = await task.promise
    let outcome: PixelsOutcome = { ok: false, reason: 'no_code' }
    for (let number = 1; number <= Math.min(pages.numPages, MOST_PAGES); number++) {
      const found = await readPage(await draw(await pages.getPage(number)))
      if (found.ok) return found
      if (found.reason !== 'no_code') outcome = found
    }
    return outcome
  } catch {
    return { ok: false, reason: hasGivenUp ? 'no_password' : 'undecodable' }
  } finally {
    await task.destroy()
  }
}

async function draw(page: PDFPageProxy): Promise<OffscreenCanvas> {
  const { width, height } = page.getViewport({ scale: 1 })
  const scale = Math.min(LARGEST_SCALE, Math.sqrt(MOST_PIXELS / (width * height)))
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.floor(width * scale)),
    Math.max(1, Math.floor(height * scale)),
  )
  await page.render({
    canvas: isCanvas(canvas) ? canvas : null,
    viewport: page.getViewport({ scale }),
    annotationMode: AnnotationMode.DISABLE,
    // On a screen it would wait for frames of animation, which a worker may not get.
    intent: 'print',
  }).promise
  page.cleanup()
  return canvas
}
