import type { Context } from 'hono'
import { addressNames } from '../limits/address-names.ts'
import type { Edge } from '../verification/edge.ts'
import { logEvent } from '../platform/log.ts'
import type { AppEnv } from './factory.ts'

/** Gathers what a flow needs of its request. */
export function edgeOf(c: Context<AppEnv>): Edge {
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
