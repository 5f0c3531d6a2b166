import type { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'

/** Computes a one-time password (RFC 4226) over HMAC-SHA-256 as RFC 6238 uses it; keeps leading zeros. */
export function hotp(key: Buffer, counter: number, digits: number): string {
  const message = new DataView(new ArrayBuffer(8))
  message.setBigUint64(0, BigInt(counter))
  const mac = createHmac('sha256', key).update(new Uint8Array(message.buffer)).digest()
  // Dynamic truncation, RFC 4226 section 5.3: the last nibble says where the 31 bits are read.
  const offset = mac.readUInt8(mac.length - 1) & 0xf
  const truncated = mac.readUInt32BE(offset) & 0x7fffffff
  return String(truncated % 10 ** digits).padStart(digits, '0')
}
