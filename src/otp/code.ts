import { deriveKey, sameText, type Secret } from '../platform/secrets.ts'
import { hotp } from './hotp.ts'

/** Names what one code belongs to; no other session, phone or issue has the same key and counter. */
export type CodeSubject = {
  readonly sessionId: string
  readonly phone: string
  /** The number of the issue in its session, from 1; never used again for another. */
  readonly issue: number
}

/** Derives the six-digit code of an issue whenever it is needed: neither it nor its hash is stored. */
export function codeFor(secret: Secret, subject: CodeSubject): string {
  const key = deriveKey(secret.bytes, 'otp', [subject.sessionId, subject.phone])
  return hotp(key, subject.issue, 6)
}

/** Compares a guess with the issue's code, in constant time. The caller has counted the attempt. */
export function isCode(given: string, secret: Secret, subject: CodeSubject): boolean {
  return sameText(given, codeFor(secret, subject))
}
