import { deriveKey, hmac, randomToken, type Secret } from '../platform/secrets.ts'

/**
 * The token of a session's first cookie: 43 characters of base64url. From an `Idempotency-Key` it
 * can be made again for a repeat of that send, though it is stored nowhere; without one it is random.
 */
export function firstToken(secret: Secret, sessionId: string, idempotencyKey?: string): string {
  if (idempotencyKey === undefined) return randomToken()
  return hmac(tokenKey(secret), 'first', idempotencyKey, sessionId)
}

/**
 * The token that replaces the bearer's at verification, made from the former one, so that a person
 * whose answer was lost can be given the same again.
 */
export function verifiedToken(secret: Secret, sessionId: string, former: string): string {
  return hmac(tokenKey(secret), 'verified', former, sessionId)
}

function tokenKey(secret: Secret) {
  return deriveKey(secret.bytes, 'session-token')
}
