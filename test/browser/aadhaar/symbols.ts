import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'

/** Holds a QR symbol without its edge: a row after the other, 1 where it is dark. */
export interface QrSymbol {
  readonly size: number
  readonly modules: string
}

/** How many codewords may be lost: which of them UIDAI prints is not known. */
export type Correction = 'L' | 'M'

const wasm = await readFile(
  fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')),
)
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } })

/** Makes the symbol of a text. */
export async function symbolOf(text: string, correction: Correction = 'L'): Promise<QrSymbol> {
  const { symbol, error } = await writeBarcode(text, {
    format: 'QRCode',
    options: `ecLevel=${correction}`,
    scale: 1,
    addQuietZones: false,
  })
  if (error) throw new Error(error)
  const modules = Array.from(symbol.data, (value) => (value === 0 ? 1 : 0)).join('')
  return { size: symbol.width, modules }
}

const vector = async (name: string) =>
  (await readFile(new URL(`vectors/${name}.txt`, import.meta.url), 'utf8')).trim()

/** The two published codes, as digits. */
export const UIDAI_SAMPLE = await vector('uidai-sample-v1')
export const TEST_V2 = await vector('test-v2')
