import type { Failure } from './replies.ts'

const SLOW_AFTER = 10_000
const GIVE_UP_AFTER = 30_000

interface Call {
  method: 'GET' | 'POST'
  path: string
  body?: Record<string, string>
  idempotencyKey?: string
  /** Called once when there has been no answer for ten seconds. */
  onSlow?: () => void
}

/** Asks the server. Never rejects: whatever goes wrong is a `Failure`. */
export async function call<Reply extends { success: true }>(
  request: Call,
): Promise<Reply | Failure> {
  const giveUp = new AbortController()
  const slow = window.setTimeout(() => request.onSlow?.(), SLOW_AFTER)
  const timeout = window.setTimeout(() => giveUp.abort(), GIVE_UP_AFTER)
  try {
    const response = await fetch(`/users/api/${request.path}/`, {
      method: request.method,
      headers: headersOf(request),
      body: request.body ? JSON.stringify(request.body) : null,
      cache: 'no-store',
      signal: giveUp.signal,
    })
    const text = await response.text()
    try {
      const reply: Reply | Failure = JSON.parse(text)
      if (typeof reply.success === 'boolean') return reply
    } catch {
      // Not JSON: something between the page and the server answered in its own words.
    }
    return { success: false, error: 'unreadable' }
  } catch {
    if (giveUp.signal.aborted) return { success: false, error: 'timeout' }
    return { success: false, error: navigator.onLine ? 'unreachable' : 'offline' }
  } finally {
    window.clearTimeout(slow)
    window.clearTimeout(timeout)
  }
}

function headersOf({ body, idempotencyKey }: Call): Record<string, string> {
  return {
    ...(body && { 'Content-Type': 'application/json' }),
    ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
  }
}
