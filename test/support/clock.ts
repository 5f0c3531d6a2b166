import { afterEach, beforeEach, vi } from 'vitest'

/** Stops the clock of the tests and of the Worker they run with, in whole seconds; `pass` moves it. */
export function stopClock(): { readonly pass: (milliseconds: number) => void } {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 1000) * 1000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  return { pass: (milliseconds) => vi.setSystemTime(Date.now() + milliseconds) }
}
