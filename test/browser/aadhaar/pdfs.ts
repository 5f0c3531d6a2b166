import { buffer } from 'node:stream/consumers'
import Letter from 'pdfkit'
import type { QrSymbol } from './symbols.ts'

/** Names the version of PDF that brings each cipher. */
export const CIPHERS = {
  'RC4 of 40 bits': '1.3',
  'RC4 of 128 bits': '1.4',
  'AES of 128 bits': '1.7',
  'AES of 256 bits': '1.7ext3',
} as const

interface PdfOptions {
  readonly password?: string
  readonly version?: (typeof CIPHERS)[keyof typeof CIPHERS]
  /** Pages with words alone before the one with the codes. */
  readonly before?: number
  /** The width of a symbol in millimetres, as on UIDAI's letter. */
  readonly width?: number
}

const POINTS_A_MILLIMETRE = 72 / 25.4

/** Makes a letter of A4 with codes on its last page, in base64. */
export async function pdfOf(codes: readonly QrSymbol[], options: PdfOptions = {}): Promise<string> {
  const { password, version = '1.4', before = 0, width = 40 } = options
  const pdf = new Letter({ size: 'A4', userPassword: password, pdfVersion: version })
  const content = buffer(pdf)
  for (let page = 0; page < before; page++) pdf.text('A page of words.').addPage()
  pdf.text('A letter.')
  for (const [index, code] of codes.entries()) {
    pdf.save().translate(60, 120 + index * 150)
    pdf.scale((width * POINTS_A_MILLIMETRE) / code.size)
    for (const [place, module] of Array.from(code.modules).entries()) {
      if (module === '1') pdf.rect(place % code.size, Math.floor(place / code.size), 1, 1)
    }
    pdf.fill('black').restore()
  }
  pdf.end()
  return (await content).toString('base64')
}
