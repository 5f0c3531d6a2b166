import { connection } from './connection-words.ts'

/**
 * Gives a sentence for a request to `brand` that failed: one of `more`, by its error, or one that
 * any request may need; `wait` in seconds, where it asks for one.
 */
export function connectionText(
  brand: string,
  error: string,
  wait = 60,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  if (error === 'rate_limited' || error === 'resend_too_soon') return connection.limited(wait)
  if (error === 'unreachable') return connection.unreachable(brand)
  const failures = new Map(Object.entries({ ...more, ...connection.failures }))
  return failures.get(error) ?? connection.failure
}
