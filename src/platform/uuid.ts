import { Buffer } from 'node:buffer'
import { createHmac, randomBytes } from 'node:crypto'
import { sameText } from './secrets.ts'

/** Writes a version and the variant of RFC 9562 into the 16 bytes, and returns them. */
export function withVersion(bytes: Buffer, version: 4 | 8): Buffer {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes
}

/** Formats 16 bytes as they stand, in lower case. */
export function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Parses what is known to be a UUID into its 16 bytes. */
export function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Holds where a minted id carries a byte that says something, in place of a random one. */
const MARK = 9

/**
 * Mints a UUID of version 8 (RFC 9562, section 5.8) of 74 random bits, or 66 and a mark of one byte,
 * and 48 bits of their HMAC, so that the edge can tell an id this service minted without asking.
 */
export function mintUuid(key: Buffer, mark?: number, random = randomBytes(16)): string {
  const bytes = withVersion(Buffer.from(random), 8)
  if (mark !== undefined) bytes.writeUInt8(mark, MARK)
  mac(key, bytes).copy(bytes, 0)
  return formatUuid(bytes)
}

/** Tells whether this service minted the id, in the one spelling it mints: lower case. */
export function isMintedUuid(key: Buffer, id: string): boolean {
  if (!UUID_V8.test(id)) return false
  const bytes = uuidBytes(id)
  return sameText(mac(key, bytes).toString('hex'), bytes.subarray(0, 6).toString('hex'))
}

/** Reads the mark of an id that was minted with one. */
export function markOf(id: string): number {
  return uuidBytes(id).readUInt8(MARK)
}

/** 48 bits over the last ten bytes; they take the id's first six. */
function mac(key: Buffer, id: Buffer): Buffer {
  return createHmac('sha256', key).update(id.subarray(6)).digest().subarray(0, 6)
}
