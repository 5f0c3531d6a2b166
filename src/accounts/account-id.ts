import type { Buffer } from 'node:buffer'
import { createHmac } from 'node:crypto'
import { isMintedUuid, markOf, mintUuid } from '../platform/uuid.ts'

/**
 * Mints the id of a signup's account, which says for good on which shard the account is. The same
 * signup gets the same id, so that making its account again makes no second one.
 */
export function mintAccountId(key: Buffer, shard: number, sessionId: string): string {
  return mintUuid(key, shard, createHmac('sha256', key).update(sessionId).digest().subarray(0, 16))
}

/** Tells whether this service minted the id, in the one spelling it mints: lower case. */
export function isMintedAccountId(key: Buffer, id: string): boolean {
  return isMintedUuid(key, id)
}

/** Reads the shard of an id that this service minted. */
export function shardOf(id: string): number {
  return markOf(id)
}
