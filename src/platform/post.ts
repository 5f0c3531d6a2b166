/**
 * Statuses of a proxy that lost sight of a request it had passed on, or of a server that gave up on
 * one half read: it may have been carried out.
 */
const UNDECIDED: ReadonlySet<number> = new Set([408, 502, 504, 520, 522, 524])

/**
 * Posts a request that costs money, once and following no redirect; undefined where it may have
 * been carried out. Of a server out of reach Cloudflare's own 52x tells, but locally nothing does.
 */
export async function postOnce(url: string, init: RequestInit): Promise<Response | undefined> {
  try {
    const response = await fetch(url, { ...init, method: 'POST', redirect: 'manual' })
    if (!UNDECIDED.has(response.status)) return response
    await response.body?.cancel()
  } catch {
    // Refused, reset or aborted: the runtime throws alike for each of them.
  }
  return undefined
}
