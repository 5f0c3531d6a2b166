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

/** One secret of a ring, and the id that what was made under it remembers. */
export type Secret = { readonly id: string; readonly bytes: Buffer }

/** A secret's versions: the first makes new things, the others still read what they made. */
export type KeyRing = readonly [Secret, ...Secret[]]

/** What `seal` makes: AES-256-GCM under the key of this id. */
export type Sealed = { readonly keyId: string; readonly box: string }

/** What a derived key is for. Keys of two purposes are unrelated (RFC 5869, the info parameter). */
export type Purpose =
  | 'otp'
  | 'session-id'
  | 'session-token'
  | 'phone-at-rest'
  | 'phone-name'
  | 'address-name'
  | 'idempotency-key'
  | 'bot-check'
  | 'device'
  | 'receipt'

/** The version of `ring` with this id, or undefined once it has been taken out. */
export function findSecret(ring: KeyRing, id: string): Secret | undefined {
  return ring.find((secret) => secret.id === id)
}

/** The keys for purposes that have no context, by the secret they come from: they never change. */
const derived = new WeakMap<Buffer, Map<Purpose, Buffer>>()

/**
 * A 32-byte key for one purpose, and where given one context of it (HKDF-SHA-256, RFC 5869). Without
 * a context it is derived once for each secret, and the same buffer for everyone.
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

/** HMAC-SHA-256 of the parts, in 43 characters of base64url. The parts must hold no NUL. */
export function hmac(key: Buffer, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\0')).digest('base64url')
}

/** SHA-256 in base64url: to keep what is itself random, never what could be guessed. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** 32 random bytes in 43 characters of base64url. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Equality in a time that tells only whether the lengths are equal. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** GCM's longest tag, and no shorter one (NIST SP 800-38D, 5.2.1.2). */
const TAG = { authTagLength: 16 }

/** Encrypts under the ring's first secret; `context` must be given again to open. */
export function seal(ring: KeyRing, purpose: Purpose, text: string, context: string): Sealed {
  const [{ id, bytes }] = ring
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', deriveKey(bytes, purpose), nonce, TAG)
  cipher.setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return {
    keyId: id,
    box: Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url'),
  }
}

/**
 * What was sealed; undefined where it cannot be opened: its secret is gone from the ring or is not
 * the same under that id, or what was sealed was changed.
 */
export function open(
  ring: KeyRing,
  purpose: Purpose,
  sealed: Sealed,
  context: string,
): string | undefined {
  const secret = findSecret(ring, sealed.keyId)
  if (!secret) return undefined
  const box = Buffer.from(sealed.box, 'base64url')
  const key = deriveKey(secret.bytes, purpose)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12), TAG)
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(box.subarray(12, 28))
    return Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
