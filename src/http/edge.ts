import type { Context } from 'hono'
import { type AddressNames, addressNames } from '../limits/address-names.ts'
import { logEvent } from '../platform/log.ts'
import type { Edge } from '../verification/edge.ts'
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

/** Awaits a flow that goes on where the client hangs up: no text is left half sent, no guess uncounted. */
export async function outlive<Result>(c: Context, flow: Promise<Result>): Promise<Result> {
  c.executionCtx.waitUntil(Promise.allSettled([flow]))
  return flow
}

/** Reads the client's address from what Cloudflare sets; no other header is the client's to choose. */
export function clientIp(c: Context): string | undefined {
  return c.req.header('CF-Connecting-IP')
}

/** Names the client's address in keyed hashes. */
export function clientAddress(c: Context<AppEnv>): AddressNames {
  return addressNames(c.get('config').indexKeys.addressName, clientIp(c))
}
