import { type KeyObject, X509Certificate } from 'node:crypto'
import { SANDBOX } from './certificates/sandbox.ts'
import { UIDAI_OFFLINE_2017 } from './certificates/uidai-offline-2017.ts'
import { UIDAI_OFFLINE_2019 } from './certificates/uidai-offline-2019.ts'
import { UIDAI_OFFLINE_2021 } from './certificates/uidai-offline-2021.ts'
import { UIDAI_OFFLINE_2024 } from './certificates/uidai-offline-2024.ts'
import { UIDAI_OFFLINE_2026 } from './certificates/uidai-offline-2026.ts'
import { UIDAI_SECURE_QR_2017 } from './certificates/uidai-secure-qr-2017.ts'
import { UIDAI_SECURE_QR_2018 } from './certificates/uidai-secure-qr-2018.ts'

/** Holds a pinned key, and when its certificate is valid. */
export type AadhaarKey = {
  readonly id: string
  readonly publicKey: KeyObject
  readonly from: number
  readonly until: number
}

/** Lists UIDAI's certificates, the newest first: most codes are of it. */
const UIDAI = [
  UIDAI_OFFLINE_2026,
  UIDAI_OFFLINE_2024,
  UIDAI_OFFLINE_2021,
  UIDAI_OFFLINE_2019,
  UIDAI_SECURE_QR_2018,
  UIDAI_SECURE_QR_2017,
  UIDAI_OFFLINE_2017,
]

/**
 * Reads the keys that may have signed a code: UIDAI's, and in development the sandbox's. It takes
 * longer than a code does, some 1 ms: keep them.
 */
export function aadhaarKeys({ development }: { readonly development: boolean }) {
  return (development ? [...UIDAI, SANDBOX] : UIDAI).map(readCertificate)
}

function readCertificate({ id, pem }: { readonly id: string; readonly pem: string }): AadhaarKey {
  const { publicKey, validFrom, validTo } = new X509Certificate(pem)
  return { id, publicKey, from: Date.parse(validFrom), until: Date.parse(validTo) }
}
