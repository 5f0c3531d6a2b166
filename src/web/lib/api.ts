import type { Failure } from './replies.ts'

const SLOW_AFTER = 10_000
const GIVE_UP_AFTER = 30_000

interface Call {
  path: string
  query?: string
  /** Makes the call a POST. */
  body?: object
  idempotencyKey?: string
  /** Runs once when there has been no answer for ten seconds. */
  onSlow?: () => void
}

/** Calls the API, for at most 30 s. Never rejects: whatever goes wrong is a `Failure`. */
export async function call<Reply extends { success: true }>(
  request: Call,
): Promise<Reply | Failure> {
  const { path, query = '', body, idempotencyKey, onSlow } = request
  const giveUp = new AbortController()
  const slow = setTimeout(() => onSlow?.(), SLOW_AFTER)
  const timeout = setTimeout(() => giveUp.abort(), GIVE_UP_AFTER)
  try {
    const response = await fetch(`/users/api/${path}/${query}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        // What is answered and texted is to be in the language that the person reads.
        'Accept-Language': document.documentElement.lang,
        ...(body && { 'Content-Type': 'application/json' }),
        ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
      },
      body: body && JSON.stringify(body),
      signal: giveUp.signal,
    })
    const text = await response.text()
    try {
      const reply: Reply | Failure = JSON.parse(text)
      if (isOurs(reply)) return reply
    } catch {
      // Not JSON: something between the page and the server answered in its own words.
    }
    return { success: false, error: 'unreadable' }
  } catch {
    if (giveUp.signal.aborted) return { success: false, error: 'timeout' }
    return lostConnection()
  } finally {
    clearTimeout(slow)
    clearTimeout(timeout)
  }
}

/** Tells a reply of ours from what something on the way says in the same form. */
function isOurs(reply: { success: boolean; message?: string }): boolean {
  return typeof reply.success === 'boolean' && typeof reply.message === 'string'
}

/** Tells that something did not come, and whether the device knows why. */
export function lostConnection(): Failure {
  return { success: false, error: navigator.onLine ? 'unreachable' : 'offline' }
}
