import { bodyLimit } from 'hono/body-limit'
import { refuse } from './errors.ts'
import type { Refusal } from './refusals.ts'
import { factory } from './factory.ts'

/** Answers 413 to a body over `maxSize` bytes, whatever its length says, and `broken` to one that breaks off. */
export function limitBody(maxSize: number, broken: Refusal) {
  const limit = bodyLimit({ maxSize, onError: (c) => refuse(c, { reason: 'body_too_large' }) })
  return factory.createMiddleware(async function limitedBody(c, next) {
    try {
      const refused = await limit(c, async () => void (await c.req.arrayBuffer()))
      if (refused) return refused
    } catch {
      return refuse(c, broken)
    }
    return next()
  })
}
