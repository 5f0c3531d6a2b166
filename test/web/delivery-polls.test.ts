import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextPoll, poll, type Polls } from '../../src/web/delivery-polls.ts'
import type { Failure, SessionReply } from '../../src/web/replies.ts'

const SECOND = 1000
const PENDING: SessionReply = {
  success: true,
  session_id: 'a',
  step: 1,
  phone: '',
  delivery: 'pending',
}

let start: number

beforeEach(() => {
  vi.useFakeTimers()
  start = performance.now()
})

afterEach(async () => {
  await vi.runAllTimersAsync()
  vi.useRealTimers()
})

/** Polls, and records the seconds at which it asks. */
function watch(answer: () => Promise<SessionReply | Failure>, more: Partial<Polls> = {}): number[] {
  const asked: number[] = []
  const ask = () => {
    asked.push(Math.round((performance.now() - start) / SECOND))
    return answer()
  }
  void poll({ ask, shown: async () => {}, isOver: () => false, hear: () => true, ...more })
  return asked
}

async function answerAfter(seconds: number): Promise<SessionReply> {
  await new Promise((resolve) => setTimeout(resolve, seconds * SECOND))
  return PENDING
}

test('the polls come more and more rarely, and end after a minute', () => {
  const moments: number[] = []
  for (let next = nextPoll(0); next !== undefined; next = nextPoll(next)) moments.push(next)
  expect(moments).toEqual([3, 6, 10, 20, 40, 60])
  expect(nextPoll(6.5)).toBe(10)
  expect(nextPoll(3600)).toBeUndefined()
})

test('it asks at those moments and then no more', async () => {
  const asked = watch(async () => PENDING)
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(asked).toEqual([3, 6, 10, 20, 40, 60])
})

test('a failure is passed over', async () => {
  const hear = vi.fn(() => true)
  const asked = watch(async () => ({ success: false, error: 'offline' }), { hear })
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(asked).toEqual([3, 6, 10, 20, 40, 60])
  expect(hear).not.toHaveBeenCalled()
})

test('it never asks twice at once, and makes up for no poll that a slow answer took', async () => {
  const asked = watch(() => answerAfter(8))
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(asked).toEqual([3, 20, 40, 60])
})

test('the polls for another code wait for an answer that is still due', async () => {
  let over = false
  const former = watch(() => answerAfter(25), { isOver: () => over })
  await vi.advanceTimersByTimeAsync(4 * SECOND)
  over = true
  const later = watch(async () => PENDING)
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(former).toEqual([3])
  expect(later).toEqual([28, 44, 64])
})

test('it asks nothing while the page is hidden, and once when it is shown again', async () => {
  const hiddenFrom = 4
  const shownFrom = 204
  const shown = async () => {
    const moment = (performance.now() - start) / SECOND
    if (moment > hiddenFrom && moment < shownFrom) {
      await new Promise((resolve) => setTimeout(resolve, (shownFrom - moment) * SECOND))
    }
  }
  const asked = watch(async () => PENDING, { shown })
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(asked).toEqual([3, 204])
})

test('when it is over there is no further poll, and no answer is heard', async () => {
  let over = false
  const hear = vi.fn(() => true)
  const asked = watch(() => answerAfter(2), { hear, isOver: () => over })
  await vi.advanceTimersByTimeAsync(4 * SECOND)
  over = true
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(asked).toEqual([3])
  expect(hear).not.toHaveBeenCalled()
})

test('an answer that says all ends the polls', async () => {
  const asked = watch(async () => PENDING, { hear: () => false })
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(asked).toEqual([3])
})
