import type { Context } from 'hono'
import type { AppEnv } from './factory.ts'

const KEY = /^[A-Za-z0-9_-]{22,64}$/

/** The request's `Idempotency-Key`; `'malformed'` where it could not come from 128 random bits. */
export function idempotencyKey(
  c: Context<AppEnv>,
): { readonly idempotencyKey?: string } | 'malformed' {
  const key = c.req.header('Idempotency-Key')
  if (key === undefined) return {}
  return KEY.test(key) ? { idempotencyKey: key } : 'malformed'
}
