import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { aadhaarKeys } from '../../../../src/identity/aadhaar/keys.ts'
import { bytesOfDigits } from '../../../../src/identity/aadhaar/qr/digits.ts'
import { verifyAadhaarQr } from '../../../../src/identity/aadhaar/qr/verify.ts'
import { digitsOf } from '../../../../src/identity/aadhaar/sandbox-qr.ts'
import UIDAI_SAMPLE from '../vectors/uidai-sample-v1.txt?raw'

const KEYS = aadhaarKeys({ development: false })
const NOW = Date.UTC(2026, 10, 20)

const dataOf = (digits: string) => gunzipSync(bytesOfDigits(digits) ?? '')

/** UIDAI's sample as it is signed, with the signature behind it. */
const DATA = dataOf(UIDAI_SAMPLE.trim())

const verify = (data: Uint8Array) =>
  verifyAadhaarQr(digitsOf(gzipSync(data, { level: 1 })), KEYS, NOW)

describe("of UIDAI's sample, what is signed and the signature", () => {
  it.each([0x01, 0x80])('verify with the bit %i of no byte changed', (bit) => {
    for (let place = 0; place < DATA.length; place++) {
      const changed = Buffer.from(DATA)
      changed.writeUInt8(changed.readUInt8(place) ^ bit, place)
      expect(verify(changed).ok, `byte ${place}`).toBe(false)
    }
  })

  it('verify with no byte missing, none more', () => {
    for (let place = 0; place < DATA.length; place++) {
      const [start, byte, end] = [
        DATA.subarray(0, place),
        DATA.at(place) ?? 0,
        DATA.subarray(place + 1),
      ]
      for (const middle of [[], [0x30, byte], [byte, byte], [0xff, byte]]) {
        const changed = Buffer.concat([start, Buffer.from(middle), end])
        expect(verify(changed).ok, `byte ${place}`).toBe(false)
      }
    }
    expect(verify(Buffer.concat([DATA, Buffer.of(0)])).ok).toBe(false)
  })
})

it("UIDAI's sample says nothing else with any digit changed", () => {
  const digits = UIDAI_SAMPLE.trim()
  for (let place = 0; place < digits.length; place++) {
    const other = (Number(digits[place]) + 1) % 10
    const changed = digits.slice(0, place) + other + digits.slice(place + 1)
    // The head of gzip has a time and a system, which say nothing and nobody signs.
    if (verifyAadhaarQr(changed, KEYS, NOW).ok) expect(dataOf(changed)).toEqual(DATA)
  }
})
