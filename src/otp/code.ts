import { deriveKey, sameText, type Secret } from '../platform/secrets.ts'
import { hotp } from './hotp.ts'

/** What one code belongs to: no other session, number or issue ever has the same key and counter. */
export type CodeSubject = {
  readonly sessionId: string
  readonly phone: string
  /** The number of the issue in its session, from 1; never used again for another. */
  readonly issue: number
}

/**
 * The six-digit code of an issue. It is made again whenever it is needed (to send, to send again,
 * to compare), so neither it nor its hash is stored anywhere.
 */
export function codeFor(secret: Secret, subject: CodeSubject): string {
  const key = deriveKey(secret.bytes, 'otp', [subject.sessionId, subject.phone])
  return hotp(key, subject.issue, 6)
}

/** Whether the code given is the issue's, in constant time. The caller has counted the attempt. */
export function isCode(given: string, secret: Secret, subject: CodeSubject): boolean {
  return sameText(given, codeFor(secret, subject))
}
