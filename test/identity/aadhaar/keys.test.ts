import { createPublicKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SANDBOX } from '../../../src/identity/aadhaar/certificates/sandbox.ts'
import { aadhaarKeys } from '../../../src/identity/aadhaar/keys.ts'
import { SANDBOX_PRIVATE_KEY } from '../../../src/identity/aadhaar/sandbox-key.ts'
import { verifyAadhaarQr } from '../../../src/identity/aadhaar/qr/verify.ts'
import { HOLDER, makeTestQr } from '../../support/aadhaar-qr.ts'

const PRODUCTION = aadhaarKeys({ development: false })
const DEVELOPMENT = aadhaarKeys({ development: true })

/** Fingerprints (SHA-256) of the files that UIDAI gives out, by their names here. */
const FINGERPRINTS = {
  'uidai-offline-2026':
    'E0:30:4B:9E:61:EE:36:40:EC:DD:AE:2D:B4:B6:17:F2:E2:67:8F:57:DB:C2:82:6C:2F:86:AC:5C:04:F2:77:DF',
  'uidai-offline-2024':
    '00:57:3C:69:2C:F0:4F:BE:E1:13:AE:5F:D5:2F:2A:65:4D:36:1B:F8:EE:4D:06:C4:60:08:90:6B:36:DF:81:69',
  'uidai-offline-2021':
    'E0:F0:F8:69:D3:2E:FC:7E:80:FA:E2:22:37:17:A5:6D:CF:8B:61:6F:82:0B:54:2A:49:E5:BD:5A:BF:1C:0F:7D',
  'uidai-offline-2019':
    'E0:F5:59:6D:2C:48:E1:9F:9C:C1:84:BC:CD:E7:12:9E:2D:89:87:F9:05:C7:3B:87:D1:85:1C:35:C6:22:D8:52',
  'uidai-secure-qr-2018':
    '49:E2:98:53:22:43:CE:28:E2:63:3A:7E:4F:40:3D:9C:A7:8C:BF:DA:8B:3B:BD:E7:03:24:83:72:73:BA:4D:31',
  'uidai-secure-qr-2017':
    'FC:F3:1A:3F:89:21:16:15:EB:D5:D4:49:AC:33:D8:D3:81:F6:54:D2:E2:D1:50:37:D5:CC:8D:4A:EB:72:F8:36',
  'uidai-offline-2017':
    '35:57:5C:63:C7:21:06:E8:03:51:10:04:F9:4B:FD:A5:49:52:B2:CF:21:84:C3:CE:1A:AD:61:F1:96:4C:58:D0',
}

type Certificate = { readonly id: string; readonly pem: string }

describe('the pinned certificates', () => {
  it.each(Object.entries(FINGERPRINTS))(
    'have %s as UIDAI gives it out',
    async (id, fingerprint) => {
      const file: Record<string, Certificate> = await import(
        `../../../src/identity/aadhaar/certificates/${id}.ts`
      )
      const [certificate] = Object.values(file)
      const { fingerprint256, subject } = new X509Certificate(certificate?.pem ?? '')
      expect(certificate?.id).toBe(id)
      expect(fingerprint256).toBe(fingerprint)
      expect(subject).toMatch(/^O=(UIDAI|UNIQUE IDENTIFICATION AUTHORITY OF INDIA)$/m)
    },
  )

  it('are the only ones that production trusts, each of RSA-2048', () => {
    expect(PRODUCTION.map(({ id }) => id)).toEqual(Object.keys(FINGERPRINTS))
    const kinds = PRODUCTION.map(({ publicKey }) => publicKey.asymmetricKeyDetails?.modulusLength)
    expect(new Set(kinds)).toEqual(new Set([2048]))
  })

  it('leave no day without a key from June 2017 to February 2029', () => {
    const from = Date.parse('2017-06-08T12:00:00Z')
    for (let day = from; day < Date.parse('2029-02-03'); day += 86_400_000) {
      const valid = PRODUCTION.some((key) => key.from <= day && day <= key.until)
      expect(valid, new Date(day).toISOString()).toBe(true)
    }
  })
})

describe('the sandbox key', () => {
  it('is trusted in development alone', () => {
    const made = makeTestQr()
    const now = HOLDER.issuedAt
    expect(verifyAadhaarQr(made, DEVELOPMENT, now)).toMatchObject({
      ok: true,
      aadhaar: { keyId: 'sandbox' },
    })
    expect(verifyAadhaarQr(made, PRODUCTION, now)).toEqual({
      ok: false,
      reason: 'qr_not_genuine',
    })
  })

  it('shows whose it is, and is the one that signs', () => {
    const { subject, publicKey } = new X509Certificate(SANDBOX.pem)
    expect(subject).toBe(String.raw`CN=Sandbox\, not UIDAI`)
    const signer = createPublicKey(SANDBOX_PRIVATE_KEY)
    expect(signer.export({ type: 'spki', format: 'pem' })).toBe(
      publicKey.export({ type: 'spki', format: 'pem' }),
    )
  })
})
