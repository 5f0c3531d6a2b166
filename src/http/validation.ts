import { zValidator } from '@hono/zod-validator'
import type * as z from 'zod'
import { refuse } from './errors.ts'
import { factory } from './factory.ts'
import { limitBody } from './limit-body.ts'

/** In bytes, as the contract says, unless a path takes more. */
const BODY_LIMIT = 4096

/** Matches the names of unknown members that are worth telling the client; a number is none. */
const MEMBER_NAME = /^[a-z_-]{1,40}$/i

/** Answers 415 to any body that is not declared as JSON. */
const jsonType = factory.createMiddleware(async function jsonType(c, next) {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refuse(c, { reason: 'unsupported_media_type' })
  return next()
})

/** Checks a JSON body's type, size and form, in this order; the schema must be a strict object. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema, limit = BODY_LIMIT) {
  const jsonSize = limitBody(limit, { reason: 'invalid_json' })
  const form = zValidator('json', schema, (result, c) => {
    if (result.success) return undefined
    const issue = result.error.issues[0]
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
    const name = issue?.path[0] ?? unknown
    const field = MEMBER_NAME.test(String(name ?? '')) ? String(name) : 'body'
    return refuse(c, { reason: 'invalid_request', field })
  })
  return [jsonType, jsonSize, form] as const
}
