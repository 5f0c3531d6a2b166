import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AadhaarKey, aadhaarKeys } from '../../../../src/identity/aadhaar/keys.ts'
import { bytesOfDigits } from '../../../../src/identity/aadhaar/qr/digits.ts'
import { isMobileOf } from '../../../../src/identity/aadhaar/qr/mobile.ts'
import { verifyAadhaarQr } from '../../../../src/identity/aadhaar/qr/verify.ts'
import { SANDBOX_PRIVATE_KEY } from '../../../../src/identity/aadhaar/sandbox-key.ts'
import { digitsOf, signedPart, signQr } from '../../../../src/identity/aadhaar/sandbox-qr.ts'
import { anyText } from '../../../support/any-text.ts'
import { HOLDER, makeTestQr } from '../../../support/aadhaar-qr.ts'
import UIDAI_SAMPLE from '../vectors/uidai-sample-v1.txt?raw'
import VERSION_2 from '../vectors/test-v2.txt?raw'
import VERSION_2_KEY from '../vectors/test-v2.pub.pem?raw'

const NOW = Date.parse('2026-11-20T12:00:00+05:30')
const PRODUCTION = aadhaarKeys({ development: false })
const SANDBOX = aadhaarKeys({ development: true })

const invalid = { ok: false, reason: 'invalid_qr' }
const notGenuine = { ok: false, reason: 'qr_not_genuine' }

/** UIDAI's sample as it is signed, with the signature behind it. */
const DATA = gunzipSync(bytesOfDigits(UIDAI_SAMPLE.trim()) ?? '')

const ofData = (data: Uint8Array) => digitsOf(gzipSync(data, { level: 1 }))

const verifySandbox = (text: string) => verifyAadhaarQr(text, SANDBOX, NOW)

const ahead = (span: number) => verifySandbox(makeTestQr({ issuedAt: NOW + span }))

/** The sandbox's key with a certificate for another time. */
const keyFor = (from: string, until: string): readonly AadhaarKey[] => [
  {
    id: 'brief',
    publicKey: createPublicKey(SANDBOX_PRIVATE_KEY),
    from: Date.parse(from),
    until: Date.parse(until),
  },
]

describe("UIDAI's own sample", () => {
  it("verifies by UIDAI's own certificate, and tells who it is", () => {
    expect(verifyAadhaarQr(UIDAI_SAMPLE, PRODUCTION, NOW)).toEqual({
      ok: true,
      aadhaar: {
        version: 1,
        referenceId: '269720190308114407437',
        last4: '2697',
        issuedAt: Date.parse('2019-03-08T11:44:07.437+05:30'),
        name: 'Sumit Kumar',
        dateOfBirth: '1984-01-01',
        gender: 'M',
        mobile: { kind: 'hash', hash: DATA.subarray(-288, -256).toString('hex'), rounds: 7 },
        keyId: 'uidai-secure-qr-2017',
      },
    })
  })

  it('verifies with spaces around its digits', () => {
    expect(verifyAadhaarQr(` ${UIDAI_SAMPLE}\r\n`, PRODUCTION, NOW).ok).toBe(true)
  })

  it('verifies as zlib, too', () => {
    expect(verifyAadhaarQr(digitsOf(deflateSync(DATA)), PRODUCTION, NOW).ok).toBe(true)
  })

  it('does not verify with any byte of data or signature changed', () => {
    for (let place = 0; place < DATA.length; place++) {
      const changed = Buffer.from(DATA)
      changed.writeUInt8(changed.readUInt8(place) ^ 0xff, place)
      const { ok } = verifyAadhaarQr(ofData(changed), PRODUCTION, NOW)
      expect(ok, `byte ${place}`).toBe(false)
    }
  })

  it('does not verify by any other certificate', () => {
    const others = PRODUCTION.filter(({ id }) => id !== 'uidai-secure-qr-2017')
    const always = others.map((key) => ({ ...key, from: 0, until: NOW }))
    expect(verifyAadhaarQr(UIDAI_SAMPLE, always, NOW)).toEqual(notGenuine)
    expect(verifyAadhaarQr(UIDAI_SAMPLE, [], NOW)).toEqual(notGenuine)
  })
})

function dataOf(digits: string) {
  return gunzipSync(bytesOfDigits(digits) ?? '')
}

describe('a code of version 2 from elsewhere', () => {
  const always = { from: 0, until: NOW }
  const key = { id: 'test', publicKey: createPublicKey(VERSION_2_KEY), ...always }

  it('verifies by its own test key', () => {
    expect(verifyAadhaarQr(VERSION_2, [key], NOW)).toMatchObject({
      ok: true,
      aadhaar: {
        version: 2,
        name: 'Sumit Kumar',
        mobile: { kind: 'last4', last4: '1234' },
        keyId: 'test',
      },
    })
    expect(
      inflateSync(bytesOfDigits(VERSION_2.trim()) ?? '')
        .subarray(0, 2)
        .toString(),
    ).toBe('V2')
  })

  it('does not verify by any of ours', () => {
    const keys = SANDBOX.map((one) => ({ ...one, ...always }))
    expect(verifyAadhaarQr(VERSION_2, keys, NOW)).toEqual(notGenuine)
  })
})

describe('a made code', () => {
  const person = fc.record({
    name: fc
      .string({
        unit: fc.integer({ min: 0x20, max: 0xfe }).map((code) => String.fromCharCode(code)),
      })
      .map((name) => `A${name.trim()}`.trim()),
    dateOfBirth: fc.constantFrom('27-03-1990', '29/02/1988', '1990'),
    gender: fc.constantFrom('F', 'M', 'T', ''),
    last4: fc.stringMatching(/^\d{4}$/),
    issuedAt: fc.integer({ min: Date.UTC(2017, 0, 2), max: NOW }),
    mobile: fc.oneof(fc.constant(''), fc.stringMatching(/^[6-9]\d{9}$/)),
    version: fc.constantFrom('', 'V2', 'V3', 'V4', 'V5'),
  })

  it('tells whom it was made of, and knows their number', () => {
    fc.assert(
      fc.property(person, fc.stringMatching(/^[6-9]\d{9}$/), (one, other) => {
        const verified = verifySandbox(makeTestQr(one))
        const { name, last4, issuedAt, mobile } = one
        expect(verified).toMatchObject({ ok: true, aadhaar: { name, last4, issuedAt } })
        if (!verified.ok) return
        const { aadhaar } = verified
        expect(aadhaar.version).toBe(Number(one.version.slice(1)) || 1)
        expect(aadhaar.gender ?? '').toBe(one.gender)
        expect(isMobileOf(aadhaar, `+91${mobile}`)).toBe(mobile === '' ? null : true)
        const alike = one.version === '' ? mobile === other : mobile.endsWith(other.slice(-4))
        if (!alike && mobile !== '') expect(isMobileOf(aadhaar, `+91${other}`)).toBe(false)
      }),
    )
  })

  it('does not verify by another key', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const forged = makeTestQr({}, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    expect(verifySandbox(forged)).toEqual(notGenuine)
  })

  it.each([
    ['first', '2026-10-02T09:30:00.125+05:30', '2026-10-03T00:00:00Z', true],
    ['last', '2026-10-01T00:00:00Z', '2026-10-02T09:30:00.125+05:30', true],
    ['before the first', '2026-10-02T09:30:00.126+05:30', '2026-10-03T00:00:00Z', false],
    ['after the last', '2026-10-01T00:00:00Z', '2026-10-02T09:30:00.124+05:30', false],
  ])('of the %s moment of a certificate, in India', (_, from, until, ok) => {
    expect(verifyAadhaarQr(makeTestQr(), keyFor(from, until), NOW).ok).toBe(ok)
  })

  it('verifies after its certificate has ended', () => {
    const keys = keyFor('2026-10-01T00:00:00Z', '2026-10-03T00:00:00Z')
    expect(verifyAadhaarQr(makeTestQr(), keys, Date.UTC(2036, 0, 1)).ok).toBe(true)
  })

  it('may be five minutes ahead of us, and no more', () => {
    expect(ahead(300_000).ok).toBe(true)
    expect(ahead(300_001)).toEqual(notGenuine)
  })

  it('is looked for under every key that was valid', () => {
    const [sandbox] = keyFor('2026-10-01T00:00:00Z', '2026-10-03T00:00:00Z')
    const uidai = PRODUCTION.map((key) => ({ ...key, from: 0, until: NOW }))
    const keys = sandbox ? [...uidai, sandbox] : []
    expect(verifyAadhaarQr(makeTestQr(), keys, NOW)).toMatchObject({ aadhaar: { keyId: 'brief' } })
  })
})

describe('verifyAadhaarQr', () => {
  it.each([
    '<?xml version="1.0" encoding="UTF-8"?>\n<PrintLetterBarcodeData uid="" name="A" yob="1990"/>',
    '</?xml version="1.0"?> <PrintLetterBarcodeData name="A"></PrintLetterBarcodeData>',
    '<PrintLetterBarcodeData/>',
  ])('refuses the old code %j as unsigned', (text) => {
    expect(verifySandbox(text)).toEqual({ ok: false, reason: 'unsigned_qr' })
  })

  const made = makeTestQr()
  const data = dataOf(made)

  it.each([
    ['nothing', ''],
    ['a link', 'https://example.com/123'],
    ['other XML', '<?xml version="1.0"?><other/>'],
    ['a number of no code', '9876543210'],
    ['too many digits', '9'.repeat(7090)],
    ['ten million digits', '9'.repeat(10_000_000)],
    ['a decompression bomb', ofData(Buffer.alloc(2_000_000, data))],
    ['half its digits', made.slice(0, made.length / 2)],
    ['one digit less', made.slice(0, -1)],
    ['bytes behind what is compressed', digitsOf(Buffer.concat([gzipSync(data), Buffer.alloc(3)]))],
    ['a signature cut short', ofData(data.subarray(0, 200))],
    ['a signature alone', ofData(data.subarray(-256))],
    ['nothing but no signature', ofData(Buffer.alloc(0))],
    ['a text too few', signQr(without(signedPart(HOLDER)), SANDBOX_PRIVATE_KEY)],
  ])('refuses %s as no code', (_, text) => {
    expect(verifySandbox(text)).toEqual(invalid)
  })

  it('refuses a version to come, though it is signed', () => {
    const later = makeTestQr({ version: 'V6' })
    expect(verifySandbox(later)).toEqual({ ok: false, reason: 'qr_version_unknown' })
  })

  it('throws at no text', () => {
    const text = fc.oneof(
      anyText,
      fc.stringMatching(/^\d*$/),
      fc.uint8Array().map((bytes) => ofData(bytes)),
      fc.uint8Array().map((bytes) => signQr(Buffer.from(bytes), SANDBOX_PRIVATE_KEY)),
    )
    fc.assert(
      fc.property(text, (any) => {
        expect(verifySandbox(any).ok).toBe(false)
      }),
    )
  })
})

/** Drops the separator behind the name. */
function without(signed: Buffer): Buffer {
  const place = signed.indexOf(`${HOLDER.name}\u00ff`, 0, 'latin1') + HOLDER.name.length
  return Buffer.concat([signed.subarray(0, place), signed.subarray(place + 1)])
}
