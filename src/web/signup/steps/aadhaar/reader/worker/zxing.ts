import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader'

// Beside the script; by itself the package would ask a CDN.
const WASM_URL = '/assets/aadhaar-reader.wasm'

const OPTIONS: ReaderOptions = { formats: ['QRCode'], tryInvert: false }

let loading: Promise<boolean> | undefined

/** Loads the WebAssembly, and tells whether it is there. */
export function loadReader(): Promise<boolean> {
  return (loading ??= load())
}

/** Reads all codes; call it once the reader is there. */
export async function readTexts(pixels: ImageData): Promise<readonly string[]> {
  return (await readBarcodes(pixels, OPTIONS)).map(({ text }) => text)
}

async function load(): Promise<boolean> {
  try {
    await prepareZXingModule({ overrides: { locateFile: () => WASM_URL }, fireImmediately: true })
    return true
  } catch {
    return false
  }
}
