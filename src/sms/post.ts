import type { GatewayAnswer } from './gateway.ts'

export type PostResult =
  | { readonly ok: true; readonly response: Response }
  | { readonly ok: false; readonly answer: Extract<GatewayAnswer['kind'], 'not_taken' | 'unknown'> }

/**
 * Answers that do not come from the server itself but from a proxy that lost sight of a request it
 * had passed on, or from a server that gave up on one half read: it may have been carried out.
 */
const UNDECIDED: ReadonlySet<number> = new Set([408, 502, 504, 520, 522, 524])

/**
 * Sends a request that costs money, once, and tells whether it can have been carried out. The
 * response is the provider's own, to be judged by status; redirects are not followed.
 *
 * In production a server that cannot be reached answers with one of Cloudflare's own 52x statuses.
 * Locally workerd throws the same error for a refused connection and for one lost half way; only
 * there (`local`) the difference is found by knocking again, so that a developer whose server is not
 * running is told so.
 */
export async function postOnce(
  url: string,
  init: RequestInit,
  local: boolean,
): Promise<PostResult> {
  try {
    const response = await fetch(url, { ...init, method: 'POST', redirect: 'manual' })
    if (!UNDECIDED.has(response.status)) return { ok: true, response }
    await response.body?.cancel()
    return { ok: false, answer: 'unknown' }
  } catch {
    const unreachable = local && !init.signal?.aborted && !(await accepts(url))
    return { ok: false, answer: unreachable ? 'not_taken' : 'unknown' }
  }
}

/** Whether anything accepts connections at the URL's host and port. */
async function accepts(url: string): Promise<boolean> {
  // Only here, where it is needed: what merely loads this file runs outside workerd too.
  const { connect } = await import('cloudflare:sockets')
  const { hostname, port, protocol } = new URL(url)
  const socket = connect({ hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) })
  // A refused socket rejects this as well as `opened`; unheard, it would be an unhandled rejection.
  socket.closed.catch(() => undefined)
  try {
    await socket.opened
    await socket.close()
    return true
  } catch {
    return false
  }
}
