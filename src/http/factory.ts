import { createFactory } from 'hono/factory'
import type { Config } from '../config.ts'
import type { GatewayAttempt } from '../sms/dispatch.ts'

/** Holds what a request carries to its route and log. Read it by `c.get`: `c.var` copies it all. */
export type AppEnv = {
  Bindings: Env
  Variables: {
    requestId: string
    /** Set on every route of the API: without it they answer 503 before anything else. */
    config: Config
    /** The language of the page whose plain form asks. */
    formLanguage?: string
    /** Why the request was refused, in the domain's terms; for the log alone. */
    refusedFor?: string
    /** The gateways that were asked, and what they said; for the log alone. */
    attempts?: readonly GatewayAttempt[]
  }
}

/** Makes every app and middleware, so that paths work with and without a trailing slash. */
export const factory = createFactory<AppEnv>({ defaultAppOptions: { strict: false } })
