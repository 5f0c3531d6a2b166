import { Buffer } from 'node:buffer'
import { createHmac, randomBytes, scryptSync } from 'node:crypto'
import { deriveKey, type KeyRing } from '../platform/secrets.ts'

/** Names the cost of scrypt (RFC 7914): N is 2 to the power of `logN`. */
export type ScryptCost = { readonly logN: number; readonly r: number; readonly p: number }

/** One of OWASP's settings for scrypt: 32 MiB, as an isolate has 128 for all its requests. */
const COST: ScryptCost = { logN: 15, r: 8, p: 3 }

const SALT = 16
const LENGTH = 32

/**
 * Hashes a password: `scrypt$15$8$3$salt$hash$pepper id`. The pepper, an HMAC over what scrypt gives,
 * is no part of any database: whoever has the rows alone cannot guess.
 */
export function hashPassword([pepper]: KeyRing, password: string): string {
  const salt = randomBytes(SALT)
  const hash = createHmac('sha256', deriveKey(pepper.bytes, 'password-pepper'))
    .update(scrypt(Buffer.from(password.normalize('NFC')), salt, COST, LENGTH))
    .digest()
  const { logN, r, p } = COST
  const parts = [logN, r, p, salt.toString('base64url'), hash.toString('base64url'), pepper.id]
  return ['scrypt', ...parts].join('$')
}

/** Computes scrypt in one go: in workerd the asynchronous form stops the isolate just the same. */
export function scrypt(
  password: Buffer,
  salt: Buffer,
  { logN, r, p }: ScryptCost,
  length: number,
): Buffer {
  const N = 2 ** logN
  // Twice what it needs; without it Node refuses all that needs 32 MiB.
  return scryptSync(password, salt, length, { N, r, p, maxmem: 256 * r * (N + p) })
}
