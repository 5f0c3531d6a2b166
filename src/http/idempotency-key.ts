import type { Context } from 'hono'

const KEY = /^[A-Za-z0-9_-]{22,64}$/

/** Reads the request's `Idempotency-Key`; `'malformed'` where it cannot come from 128 random bits. */
export function idempotencyKey(c: Context): string | undefined {
  const key = c.req.header('Idempotency-Key')
  return key === undefined || KEY.test(key) ? key : 'malformed'
}
