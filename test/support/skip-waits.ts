import { vi } from 'vitest'

/**
 * Lets waits of the Worker pass at once, by its clock: time goes on with them, by `least` milliseconds at
 * least, and with what it computes.
 */
export function skipWaits(least = 0): void {
  const now = performance.now.bind(performance)
  let skipped = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now() + skipped)
  const wait = scheduler.wait.bind(scheduler)
  vi.spyOn(scheduler, 'wait').mockImplementation((span) => {
    skipped += Math.max(span, least)
    return wait(0)
  })
}
