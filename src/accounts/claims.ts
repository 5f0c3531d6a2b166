import type { Config } from '../config.ts'
import type { Phone } from '../phone/number.ts'
import { hmac } from '../platform/secrets.ts'
import { mintAccountId } from './account-id.ts'
import { shardOfHash } from './shards.ts'

/** Lists what one account alone may have, in the order in which a conflict is told. */
export const CLAIM_KINDS = ['phone', 'pan'] as const

export type ClaimKind = (typeof CLAIM_KINDS)[number]

/** Makes the keyed hash that a value is claimed by; a phone is given in E.164. */
export function claimHash({ indexKeys }: Config, kind: ClaimKind, value: string): string {
  return hmac(indexKeys.claim, kind, value)
}

/** Makes the keyed hash of the signup that an account comes from, by which a repeat is known. */
export function signupHash({ indexKeys }: Config, sessionId: string): string {
  return hmac(indexKeys.signup, sessionId)
}

/** Mints the id of a signup's account, on the shard of its phone's claim. */
export function accountIdFor(
  config: Config,
  sessionId: string,
  phone: Pick<Phone, 'e164'>,
): string {
  const shard = shardOfHash(claimHash(config, 'phone', phone.e164))
  return mintAccountId(config.indexKeys.accountId, shard, sessionId)
}
