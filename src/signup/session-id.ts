import type { Buffer } from 'node:buffer'
import { isMintedUuid, mintUuid } from '../platform/uuid.ts'

/** Mints a session id, which the edge can tell for one of ours without asking any object. */
export function mintSessionId(key: Buffer): string {
  return mintUuid(key)
}

/** Tells whether this service minted the id, in the one spelling it mints: lower case. */
export function isMintedSessionId(key: Buffer, id: string): boolean {
  return isMintedUuid(key, id)
}
