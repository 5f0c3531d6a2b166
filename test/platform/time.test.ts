import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { withTimeout } from '../../src/platform/time.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('gives what comes in time, and leaves no timer behind', async () => {
  await expect(withTimeout(Promise.resolve('answer'), 300)).resolves.toBe('answer')
  expect(vi.getTimerCount()).toBe(0)
})

it('fails as the promise does, and leaves no timer behind', async () => {
  await expect(withTimeout(Promise.reject(new Error('refused')), 300)).rejects.toThrow('refused')
  expect(vi.getTimerCount()).toBe(0)
})

it('fails once the time is over, and not before', async () => {
  const failed = vi.fn()
  const waiting = withTimeout(new Promise(() => {}), 300).catch(failed)
  await vi.advanceTimersByTimeAsync(299)
  expect(failed).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await waiting
  expect(failed).toHaveBeenCalledOnce()
})
