import { readFileSync } from 'node:fs'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { judgeCodes } from '../../../src/web/signup/steps/aadhaar/reader/codes.ts'

const digitsOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`).toString()
const vector = (name: string) =>
  readFileSync(`test/browser/aadhaar/vectors/${name}.txt`, 'utf8').trim()

// What cannot be made smaller, so that its digits are enough.
const noise = Uint8Array.from({ length: 400 }, (_, place) => (place * place * 31 + place * 7) % 251)

describe('the codes in view', () => {
  it.each([
    ["UIDAI's sample", vector('uidai-sample-v1')],
    ['the newer form', vector('test-v2')],
    ...[1, 6, 9].map((level) => [`zlib at ${level}`, digitsOf(deflateSync(noise, { level }))]),
    ['gzip', digitsOf(gzipSync(noise))],
  ])('have a Secure QR among them: %s', (_, digits = '') => {
    expect(judgeCodes(['upi://pay?pa=x', digits])).toEqual({ ok: true, digits })
  })

  const digits = vector('uidai-sample-v1')
  it.each([
    [[], 'no_code'],
    [[''], 'other_code'],
    [[digits.slice(0, 616)], 'other_code'],
    [[` ${digits}`], 'other_code'],
    [[`${digits}\n`], 'other_code'],
    [[digits.replace(/^./, '٢')], 'other_code'],
    [[`1${digits}`], 'pan_code'],
    [['9'.repeat(617)], 'pan_code'],
    [['Name: ASHA, PAN: ABCPE1234F'], 'pan_code'],
    [['https://example.com/ABCPE1234F'], 'link_code'],
    [['UPI://pay?pa=asha@bank'], 'link_code'],
    [['00020101021126'], 'link_code'],
    [['<?xml version="1.0"?>\n<PrintLetterBarcodeData uid="x"/>'], 'old_aadhaar_code'],
    [['upi://pay', '<QPDA n="A"/>'], 'old_aadhaar_code'],
  ])('are %j: %s', (texts, reason) => {
    expect(judgeCodes(texts)).toEqual({ ok: false, reason })
  })
})
