/** Allows at most `limit` events in any span of `span` milliseconds. */
export type WindowRule = { readonly limit: number; readonly span: number }

/**
 * Tells when a rule allows the next event after those at `times`, oldest first: `now`, or later. The
 * window slides and is exact: no span of that length, wherever it begins, holds more than the limit.
 */
export function nextAllowedAt(times: readonly number[], rule: WindowRule, now: number): number {
  const blocking = times.at(-rule.limit)
  return blocking === undefined ? now : Math.max(now, blocking + rule.span)
}

/** Counts the events that a rule allows now; none where it is negative. */
export function roomLeft(times: readonly number[], rule: WindowRule, now: number): number {
  return rule.limit - times.filter((time) => time > now - rule.span).length
}
