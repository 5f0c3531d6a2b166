/** Counts whole seconds until the deadline, rounded up, never negative; both in milliseconds. */
export function secondsUntil(deadline: number, now: number): number {
  return Math.max(0, Math.ceil((deadline - now) / 1000))
}

/** Writes seconds as a clock shows them: `0:05`, `2:00`. */
export function asClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Writes a wait in words, rounded up so that it never promises too much: `30 seconds`, `1 hour`. */
export function inWords(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds))
  if (whole < 60) return count(whole, 'second')
  if (whole < 3600) return count(Math.ceil(whole / 60), 'minute')
  return count(Math.ceil(whole / 3600), 'hour')
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
