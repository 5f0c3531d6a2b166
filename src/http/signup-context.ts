import type { Context } from 'hono'
import { addressNames } from '../limits/address-names.ts'
import type { SignupContext } from '../objects.ts'
import { logEvent } from '../platform/log.ts'
import type { AppEnv } from './factory.ts'

/** What the signup needs of a request's surroundings. */
export function signupContext(c: Context<AppEnv>): SignupContext {
  return {
    env: c.env,
    config: c.get('config'),
    afterReply(begin) {
      // A turn later: what begins in the reply's own turn is done before the reply is written.
      const begun = scheduler.wait(0).then(begin)
      c.executionCtx.waitUntil(begun.catch((error: unknown) => logEvent('task_failed', {}, error)))
    },
  }
}

/**
 * The client's address, named. `CF-Connecting-IP` alone: Cloudflare sets it, while
 * `X-Forwarded-For` and its like carry what the client wrote.
 */
export function clientAddress(c: Context<AppEnv>) {
  return addressNames(c.get('config').indexKeys.addressName, c.req.header('CF-Connecting-IP'))
}
