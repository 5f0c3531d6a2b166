import { secondsUntil } from './durations.ts'

/** A countdown that can be set to another deadline, and stopped. */
export interface Countdown {
  /** Counts to this deadline (milliseconds, as `Date.now()`) and reports at once. */
  until(deadline: number): void
  stop(): void
}

/**
 * Reports the seconds left each time they change, down to 0. It reads the clock rather than
 * counting ticks, and looks again when the page is shown: a phone that slept wakes up right.
 */
export function startCountdown(report: (secondsLeft: number) => void): Countdown {
  let deadline = 0
  let timer = 0

  function tick(): void {
    window.clearTimeout(timer)
    const left = secondsUntil(deadline, Date.now())
    report(left)
    if (left > 0) timer = window.setTimeout(tick, deadline - Date.now() - (left - 1) * 1000)
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && deadline > Date.now()) tick()
  })

  return {
    until(next) {
      deadline = next
      tick()
    },
    stop() {
      window.clearTimeout(timer)
      deadline = 0
    },
  }
}
