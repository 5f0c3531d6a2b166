import type { TypedResponse } from 'hono'
import type * as z from 'zod'
import type { API, OperationName } from '../contract/api.ts'
import type { ErrorResponse } from './errors.ts'

/** Types all that an operation of the contract may answer: a route that returns more does not compile. */
export type Answer<Name extends OperationName & keyof JsonReplies> =
  | (Response & TypedResponse<JsonReplies[Name], 200, 'json'>)
  | ErrorResponse<(typeof API)[Name]['errors'][number]>

type JsonReplies = {
  [
    Name in OperationName as (typeof API)[Name]['replies'] extends { readonly 200: z.ZodType }
      ? Name
      : never
  ]: (typeof API)[Name]['replies'] extends { readonly 200: infer Form extends z.ZodType }
    ? z.infer<Form>
    : never
}
