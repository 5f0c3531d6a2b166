import { secondsUntil } from '../lib/durations.ts'

/**
 * Reports the seconds to a deadline each time they change, down to 0. It reads a clock that nobody sets
 * rather than counting ticks, and again when the page is shown.
 */
export function startCountdown(report: (seconds: number) => void) {
  let deadline = 0
  let timer = 0

  function tick(): void {
    clearTimeout(timer)
    const seconds = secondsUntil(deadline, performance.now())
    report(seconds)
    if (seconds > 0) timer = setTimeout(tick, deadline - performance.now() - (seconds - 1) * 1000)
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && deadline > performance.now()) tick()
  })

  return {
    /** Counts to another deadline (milliseconds, as `performance.now()`) and reports at once. */
    until(next: number): void {
      deadline = next
      tick()
    },
  }
}
