import { zValidator } from '@hono/zod-validator'
import type { Context } from 'hono'
import type * as z from 'zod'
import { refuse } from './errors.ts'
import { factory } from './factory.ts'
import { limitBody } from './limit-body.ts'

/** In bytes, as the contract says, unless a path takes more. */
const BODY_LIMIT = 4096

/** Matches the names of unknown members that are worth telling the client; a number is none. */
const MEMBER_NAME = /^[a-z_-]{1,40}$/i

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

/** Answers 415 to any body that is not declared as of this type. */
function onlyType(type: string) {
  return factory.createMiddleware(async function bodyType(c, next) {
    const declared = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
    if (declared !== type) return refuse(c, { reason: 'unsupported_media_type', type })
    return next()
  })
}

const jsonType = onlyType(JSON_TYPE)
const formType = onlyType(FORM_TYPE)

const formSize = limitBody(BODY_LIMIT, { reason: 'invalid_request', field: 'body' })

/** Checks a JSON body's type, size and form, in this order; the schema must be a strict object. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema, limit = BODY_LIMIT) {
  const jsonSize = limitBody(limit, { reason: 'invalid_json' })
  return [jsonType, jsonSize, zValidator('json', schema, refuseFault)] as const
}

/** Checks the fields of a plain form likewise; one that comes several times is a list. */
export function formBody<Schema extends z.ZodType>(schema: Schema) {
  return [formType, formSize, zValidator('form', schema, refuseFault)] as const
}

/** Names the first fault; its field, where that is a name worth telling. */
function refuseFault(
  result: { success: true } | { success: false; error: z.core.$ZodError },
  c: Context,
) {
  if (result.success) return undefined
  const issue = result.error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const name = issue?.path[0] ?? unknown
  const field = MEMBER_NAME.test(String(name ?? '')) ? String(name) : 'body'
  return refuse(c, { reason: 'invalid_request', field })
}
