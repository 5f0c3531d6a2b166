/** At most `limit` events in any span of `span` milliseconds. */
export type WindowRule = { readonly limit: number; readonly span: number }

/**
 * When the next event is allowed by a rule: `now`, or later. The window slides and is exact: no
 * span of that length, wherever it begins, ever holds more than the limit. An event leaves the
 * window `span` after it happened. `times` are the earlier events, oldest first.
 */
export function nextAllowedAt(times: readonly number[], rule: WindowRule, now: number): number {
  const blocking = times.at(-rule.limit)
  return blocking === undefined ? now : Math.max(now, blocking + rule.span)
}

/** How many events a rule allows now, one after the other; none where it is negative. */
export function roomLeft(times: readonly number[], rule: WindowRule, now: number): number {
  return rule.limit - times.filter((time) => time > now - rule.span).length
}
