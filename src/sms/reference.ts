import { Buffer } from 'node:buffer'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Which send a gateway's receipt is about. */
export type SendReference = { readonly sessionId: string; readonly sendId: string }

const NONCE = 12
const TAG = 16
const UUID = 16

/**
 * What a gateway is given with a text, to bring back with its receipts: the two ids, encrypted under
 * AES-256-GCM for that gateway alone, in 80 characters of base64url, which is as much as MSG91's CRQID
 * holds. It tells nothing to whoever reads it at the gateway, and nobody else can make one.
 */
export function sealReference(
  key: Buffer,
  gateway: string,
  { sessionId, sendId }: SendReference,
): string {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  cipher.setAAD(Buffer.from(gateway))
  const ids = Buffer.from(`${sessionId}${sendId}`.replaceAll('-', ''), 'hex')
  const body = Buffer.concat([cipher.update(ids), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

/** What `sealReference` sealed for this gateway; undefined for anything else. */
export function openReference(
  key: Buffer,
  gateway: string,
  reference: string,
): SendReference | undefined {
  const box = Buffer.from(reference, 'base64url')
  if (box.length !== NONCE + TAG + 2 * UUID) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE), {
      authTagLength: TAG,
    })
    decipher.setAAD(Buffer.from(gateway))
    decipher.setAuthTag(box.subarray(NONCE, NONCE + TAG))
    const ids = Buffer.concat([decipher.update(box.subarray(NONCE + TAG)), decipher.final()])
    return { sessionId: uuid(ids.subarray(0, UUID)), sendId: uuid(ids.subarray(UUID)) }
  } catch {
    return undefined
  }
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
