import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { beforeAll, expect, it } from 'vitest'
import { aadhaarKeys } from '../../src/identity/aadhaar/keys.ts'
import { verifyAadhaarQr } from '../../src/identity/aadhaar/qr/verify.ts'

const PERSON = ['Asha Rao', '15-01-1985', '9123456780']

const made = (...args: readonly string[]) =>
  execFileSync(process.execPath, ['src/build/sandbox-qr.ts', ...args], { encoding: 'utf8' })

const verify = (text: string, development: boolean) =>
  verifyAadhaarQr(text, aadhaarKeys({ development }), Date.now())

const asha = {
  ok: true,
  aadhaar: {
    name: 'Asha Rao',
    dateOfBirth: '1985-01-15',
    mobile: { kind: 'last4', last4: '6780' },
    keyId: 'sandbox',
  },
}

beforeAll(() => {
  const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } })
})

it('prints the digits of a code, which verifies in development alone', () => {
  const digits = made(...PERSON)
  expect(verify(digits, true)).toMatchObject(asha)
  expect(verify(digits, false)).toEqual({ ok: false, reason: 'qr_not_genuine' })
})

it('writes the code as a picture that can be read', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'neobank-qr-')), 'code.png')
  expect(made(...PERSON, file)).toBe('')
  const [code] = await readBarcodes(new Uint8Array(readFileSync(file)))
  expect(verify(code?.text ?? '', true)).toMatchObject(asha)
})
