import { connection } from './connection-words.ts'
import type { Failure } from './replies.ts'

/**
 * Gives a sentence for a request to `brand` that failed: how long to wait, what became of the
 * connection, or else what the server said of its error.
 */
export function failureText(brand: string, { error, retry_after = 60, message }: Failure): string {
  if (error === 'rate_limited' || error === 'resend_too_soon')
    return connection.limited(retry_after)
  if (error === 'unreachable') return connection.unreachable(brand)
  if (error === 'offline') return connection.offline
  if (error === 'timeout') return connection.timeout
  return message || connection.failure
}
