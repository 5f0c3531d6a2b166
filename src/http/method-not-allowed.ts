import { refuse } from './errors.ts'
import { factory } from './factory.ts'

/** 405 for every method of a path but those it has; `allow` names them. */
export function methodNotAllowed(allow: string) {
  return factory.createMiddleware(async (c) => refuse(c, { reason: 'method_not_allowed', allow }))
}
