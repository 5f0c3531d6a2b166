import { Buffer } from 'node:buffer'
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import * as z from 'zod'
import { list } from './settings.ts'

/** Holds one secret of a ring, and the id that whatever is made under it keeps. */
export type Secret = { readonly id: string; readonly bytes: Buffer }

/** Holds a secret's versions: the first makes new things, the others still read theirs. */
export type KeyRing = readonly [Secret, ...Secret[]]

/** Holds text encrypted by `seal` under the secret of this id, in base64url. */
export type Sealed = { readonly keyId: string; readonly box: string }

/** Names the use of a derived key; keys of two uses are unrelated (RFC 5869, info). */
export type Purpose =
  | 'otp'
  | 'session-id'
  | 'session-token'
  | 'answers'
  | 'account-token'
  | 'phone-at-rest'
  | 'phone-name'
  | 'address-name'
  | 'idempotency-key'
  | 'bot-check'
  | 'device'
  | 'receipt'
  | 'account-id'
  | 'account-key'
  | 'claim'
  | 'password-pepper'
  | 'signup'
  | 'aadhaar-reference'
  | 'aadhaar-return'

const MIN_BYTES = 32

/** Reads base64 of 32 bytes or more. */
export const secretBytes = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= MIN_BYTES)

const namedSecret = z
  .tuple([z.string().min(1), secretBytes])
  .transform(([id, bytes]): Secret => ({ id, bytes }))

/** Reads `id:base64,id:base64`, each id once. */
export const keyRing = list
  .transform((entries) => entries.map((entry) => entry.split(':')))
  .pipe(z.tuple([namedSecret], namedSecret))
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length)

/** Finds the version with this id; undefined once it has been taken out of the ring. */
export function findSecret(ring: KeyRing, id: string): Secret | undefined {
  return ring.find((secret) => secret.id === id)
}

/** Keeps the keys of purposes without a context by their secret: they never change. */
const derived = new WeakMap<Buffer, Map<Purpose, Buffer>>()

/**
 * Derives a 32-byte key for a purpose and a context of it (HKDF-SHA-256, RFC 5869). Without a
 * context every caller shares one buffer.
 */
export function deriveKey(secret: Buffer, purpose: Purpose, context: readonly string[] = []) {
  if (context.length > 0) return hkdf(secret, [purpose, ...context].join('\0'))
  const keys = derived.get(secret) ?? new Map<Purpose, Buffer>()
  const key = keys.get(purpose) ?? hkdf(secret, purpose)
  derived.set(secret, keys.set(purpose, key))
  return key
}

function hkdf(secret: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), Buffer.from(info), 32))
}

/** Computes HMAC-SHA-256 of parts without NUL, in 43 characters of base64url. */
export function hmac(key: Buffer, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\0')).digest('base64url')
}

/** Hashes by SHA-256 into base64url: for what is itself random, never what could be guessed. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** Makes 32 random bytes, in 43 characters of base64url. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares in a time that tells only whether the lengths are equal. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const NONCE = 12

/** GCM's longest tag, and no shorter one (NIST SP 800-38D, 5.2.1.2). */
const TAG = 16

/** Encrypts by AES-256-GCM, bound to `context`; the box is 28 bytes longer than the plaintext. */
export function encrypt(key: Buffer, plaintext: Buffer, context: string): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  cipher.setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Decrypts a box; undefined where it was changed, or key or context is another. Never throws. */
export function decrypt(key: Buffer, box: Buffer, context: string): Buffer | undefined {
  try {
    const nonce = box.subarray(0, NONCE)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(box.subarray(NONCE, NONCE + TAG))
    return Buffer.concat([decipher.update(box.subarray(NONCE + TAG)), decipher.final()])
  } catch {
    return undefined
  }
}

/** Encrypts under the ring's first secret; `context` must be given again to open. */
export function seal(ring: KeyRing, purpose: Purpose, text: string, context: string): Sealed {
  const [{ id, bytes }] = ring
  const box = encrypt(deriveKey(bytes, purpose), Buffer.from(text), context)
  return { keyId: id, box: box.toString('base64url') }
}

/** Opens what `seal` made; undefined where its secret is gone or replaced, or it was changed. */
export function open(
  ring: KeyRing,
  purpose: Purpose,
  { keyId, box }: Sealed,
  context: string,
): string | undefined {
  const secret = findSecret(ring, keyId)
  if (!secret) return undefined
  const key = deriveKey(secret.bytes, purpose)
  return decrypt(key, Buffer.from(box, 'base64url'), context)?.toString('utf8')
}
