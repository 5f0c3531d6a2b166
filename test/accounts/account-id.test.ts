import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { isMintedAccountId, mintAccountId, shardOf } from '../../src/accounts/account-id.ts'
import { accountIdFor, claimHash } from '../../src/accounts/claims.ts'
import { SHARDS, shardOfHash } from '../../src/accounts/shards.ts'
import { isMintedSessionId, mintSessionId } from '../../src/signup/session-id.ts'
import { config, DEVELOPMENT } from '../support/config.ts'

const KEY = randomBytes(32)

it('an account id tells its shard, and is known by its key alone', () => {
  for (let shard = 0; shard < SHARDS; shard++) {
    const id = mintAccountId(KEY, shard, 'signup')
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(shardOf(id)).toBe(shard)
    expect(isMintedAccountId(KEY, id)).toBe(true)
    expect(isMintedAccountId(randomBytes(32), id)).toBe(false)
  }
})

it('an account id with another shard is none', () => {
  const id = mintAccountId(KEY, 5, 'signup')
  const moved = id.replace(/^(.{21})05/, '$106')
  expect(shardOf(moved)).toBe(6)
  expect(isMintedAccountId(KEY, moved)).toBe(false)
})

const mint = (signup: string) => mintAccountId(KEY, 5, signup)

it('an account id is the same for the same signup, and another for each other', () => {
  expect(mint('1')).toBe(mint('1'))
  expect(new Set(Array.from({ length: 100_000 }, (_, one) => mint(String(one)))).size).toBe(100_000)
})

it('a session id is no account id, nor the other way round', () => {
  const { indexKeys } = config(DEVELOPMENT)
  const [accountId, sessionId] = [
    mintAccountId(indexKeys.accountId, 1, 'signup'),
    mintSessionId(indexKeys.sessionId),
  ]
  expect(isMintedAccountId(indexKeys.accountId, sessionId)).toBe(false)
  expect(isMintedSessionId(indexKeys.sessionId, accountId)).toBe(false)
})

it('the account of a phone is on the shard of its claim', () => {
  const settings = config(DEVELOPMENT)
  const phone = { e164: '+919876543210' }
  const id = accountIdFor(settings, 'signup', phone)
  expect(shardOf(id)).toBe(shardOfHash(claimHash(settings, 'phone', phone.e164)))
  expect(isMintedAccountId(settings.indexKeys.accountId, id)).toBe(true)
})
