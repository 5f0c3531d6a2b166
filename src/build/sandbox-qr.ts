/**
 * Makes an Aadhaar code for development, of a name, date of birth and mobile number: prints its digits,
 * or writes it to a file that ends in .png or .svg, as a picture to scan or to choose.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import { SANDBOX_PRIVATE_KEY } from '../identity/aadhaar/sandbox-key.ts'
import { makeSandboxQr } from '../identity/aadhaar/sandbox-qr.ts'

const [name = 'Anita Rao', dateOfBirth = '27-03-1990', mobile = '9876543210', file] =
  process.argv.slice(2)
const person = { name, dateOfBirth, mobile, gender: 'F', last4: '4821', version: 'V2' }
const digits = makeSandboxQr({ ...person, issuedAt: Date.now() }, SANDBOX_PRIVATE_KEY)

if (file === undefined) console.log(digits)
else writeFileSync(file, await pictureOf(digits, file.endsWith('.svg')))

async function pictureOf(text: string, isSvg: boolean): Promise<string | Uint8Array> {
  const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm'))
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } })
  const { svg, image, error } = await writeBarcode(text, { format: 'QRCode', scale: 6 })
  if (error || !image) throw new Error(error || 'there is no picture')
  return isSvg ? svg : new Uint8Array(await image.arrayBuffer())
}
