import type { TypedResponse } from 'hono'
import type * as z from 'zod'
import type { API, OperationName } from '../contract/api.ts'
import type { ErrorResponse } from './errors.ts'

/** Types all that an operation may answer: a route that refuses for more does not compile. */
export type Answer<Name extends OperationName> =
  | Success<(typeof API)[Name]['replies']>
  | ErrorResponse<(typeof API)[Name]['errors'][number]>

type Success<Replies> = Replies extends { readonly 200: infer Form extends z.ZodType }
  ? Response & TypedResponse<z.infer<Form>, 200, 'json'>
  : never
