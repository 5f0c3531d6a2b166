import type { TypedResponse } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import type * as z from 'zod'
import type { API, OperationName } from '../contract/api.ts'
import type { ErrorResponse } from './errors.ts'

/** Types all that an operation may answer: a route that refuses for more does not compile. */
export type Answer<Name extends OperationName> =
  | Success<(typeof API)[Name]['replies']>
  | ErrorResponse<(typeof API)[Name]['errors'][number]>

type Success<Replies> = {
  [Status in keyof Replies]: Replies[Status] extends z.ZodType
    ? Response & TypedResponse<z.infer<Replies[Status]>, Status & StatusCode, 'json'>
    : never
}[keyof Replies]
