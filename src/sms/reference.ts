import { Buffer } from 'node:buffer'
import { decrypt, encrypt } from '../platform/secrets.ts'
import { formatUuid, uuidBytes } from '../platform/uuid.ts'

/** Names the send that a gateway's receipt is about, by two UUIDs. */
export type SendReference = { readonly sessionId: string; readonly sendId: string }

const UUID = 16

/**
 * Encrypts the two ids for one gateway, which brings them back with its receipts, in 80 characters
 * of base64url: MSG91's CRQID holds no more.
 */
export function sealReference(
  key: Buffer,
  gateway: string,
  { sessionId, sendId }: SendReference,
): string {
  const ids = Buffer.concat([uuidBytes(sessionId), uuidBytes(sendId)])
  return encrypt(key, ids, gateway).toString('base64url')
}

/** Opens a reference of `sealReference` for this gateway; undefined for anything else. */
export function openReference(
  key: Buffer,
  gateway: string,
  reference: string,
): SendReference | undefined {
  const ids = decrypt(key, Buffer.from(reference, 'base64url'), gateway)
  if (!ids) return undefined
  return {
    sessionId: formatUuid(ids.subarray(0, UUID)),
    sendId: formatUuid(ids.subarray(UUID)),
  }
}
