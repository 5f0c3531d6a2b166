import type { Buffer } from 'node:buffer'
import { createHmac, randomBytes } from 'node:crypto'
import { sameText } from '../platform/secrets.ts'
import { formatUuid, uuidBytes, withVersion } from '../platform/uuid.ts'

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * Mints a session id: a UUID of version 8 (RFC 9562, section 5.8) of 74 random bits and 48 bits of
 * their HMAC, so that the edge can tell an id this service minted without asking any object.
 */
export function mintSessionId(key: Buffer): string {
  const bytes = withVersion(randomBytes(16), 8)
  mac(key, bytes).copy(bytes, 0)
  return formatUuid(bytes)
}

/** Tells whether this service minted the id, in the one spelling it mints: lower case. */
export function isMintedSessionId(key: Buffer, id: string): boolean {
  if (!UUID_V8.test(id)) return false
  const bytes = uuidBytes(id)
  return sameText(mac(key, bytes).toString('hex'), bytes.subarray(0, 6).toString('hex'))
}

/** 48 bits over the random ten bytes; they take the id's first six. */
function mac(key: Buffer, id: Buffer): Buffer {
  return createHmac('sha256', key).update(id.subarray(6)).digest().subarray(0, 6)
}
