import { createFactory } from 'hono/factory'
import type { Config } from '../config.ts'
import type { GatewayAttempt } from '../sms/dispatch.ts'

/**
 * What a request carries from the middleware to its route and the log. Read by `c.get`, as `c.var`
 * makes an object of all of it each time.
 */
export type AppEnv = {
  Bindings: Env
  Variables: {
    requestId: string
    /** Set on every route of the API: without it they answer 503 before anything else. */
    config: Config
    /** Why the request was refused, in the domain's terms; for the log alone. */
    refusedFor?: string
    /** The gateways that were asked, and what they said; for the log alone. */
    attempts?: readonly GatewayAttempt[]
  }
}

/** Every app and middleware is made here, so that paths work with and without a trailing slash. */
export const factory = createFactory<AppEnv>({ defaultAppOptions: { strict: false } })
