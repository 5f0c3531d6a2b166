import { zValidator } from '@hono/zod-validator'
import { bodyLimit } from 'hono/body-limit'
import type * as z from 'zod'
import { refuse } from './errors.ts'
import { factory } from './factory.ts'

const BODY_LIMIT = 4096

/** Matches the names of unknown members that are worth telling the client. */
const MEMBER_NAME = /^[\w-]{1,40}$/

/** Answers 415 to any body that is not declared as JSON. */
const jsonType = factory.createMiddleware(async function jsonType(c, next) {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refuse(c, { reason: 'unsupported_media_type' })
  return next()
})

/** Answers 413 to a body over 4 KB, whatever its Content-Length says. */
const jsonSize = bodyLimit({
  maxSize: BODY_LIMIT,
  onError: (c) => refuse(c, { reason: 'body_too_large' }),
})

/** Checks a JSON body's type, size and form, in this order; the schema must be a strict object. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  const form = zValidator('json', schema, (result, c) => {
    if (result.success) return undefined
    const issue = result.error.issues[0]
    const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]
    const field = MEMBER_NAME.test(String(name ?? '')) ? String(name) : 'body'
    return refuse(c, { reason: 'invalid_request', field })
  })
  return [jsonType, jsonSize, form] as const
}
