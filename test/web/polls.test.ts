import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextPoll, poll, type Polls } from '../../src/web/signup/delivery/polls.ts'
import type { Failure, SessionReply } from '../../src/web/lib/replies.ts'

const SECOND = 1000
const PENDING: SessionReply = {
  success: true,
  message: '',
  session_id: 'a',
  step: 1,
  phone: '',
  completed: [],
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
  const requests: number[] = []
  const ask = () => {
    requests.push(Math.round((performance.now() - start) / SECOND))
    return answer()
  }
  void poll({
    ask,
    untilVisible: async () => {},
    isOver: () => false,
    onReply: () => true,
    ...more,
  })
  return requests
}

function slow(seconds: number): () => Promise<SessionReply> {
  return () => new Promise((resolve) => setTimeout(() => resolve(PENDING), seconds * SECOND))
}

test('the polls come more and more rarely, and end after a minute', () => {
  const moments: number[] = []
  for (let next = nextPoll(0); next !== undefined; next = nextPoll(next)) moments.push(next)
  expect(moments).toEqual([3, 6, 10, 20, 40, 60])
  expect(nextPoll(6.5)).toBe(10)
  expect(nextPoll(3600)).toBeUndefined()
})

const FAILURE: Failure = { success: false, error: 'offline' }

test.each([
  ['it asks at those moments and no more', async () => PENDING, true, 6, [3, 6, 10, 20, 40, 60]],
  ['a failure is passed over', async () => FAILURE, true, 0, [3, 6, 10, 20, 40, 60]],
  ['it never asks twice at once, nor makes up for a poll', slow(8), true, 4, [3, 20, 40, 60]],
  ['an answer that says all ends the polls', async () => PENDING, false, 1, [3]],
])('%s', async (_, answer, goesOn, replies, moments) => {
  const onReply = vi.fn(() => goesOn)
  const requests = watch(answer, { onReply })
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(requests).toEqual(moments)
  expect(onReply).toHaveBeenCalledTimes(replies)
})

test('the polls for another code wait for an answer that is still due', async () => {
  let over = false
  const former = watch(slow(25), { isOver: () => over })
  await vi.advanceTimersByTimeAsync(4 * SECOND)
  over = true
  const later = watch(async () => PENDING)
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(former).toEqual([3])
  expect(later).toEqual([28, 44, 64])
})

test('it asks nothing while the page is hidden, and once when it is shown again', async () => {
  const hiddenAt = 4
  const visibleAt = 204
  const untilVisible = async () => {
    const moment = (performance.now() - start) / SECOND
    if (moment > hiddenAt && moment < visibleAt) {
      await new Promise((resolve) => setTimeout(resolve, (visibleAt - moment) * SECOND))
    }
  }
  const requests = watch(async () => PENDING, { untilVisible })
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(requests).toEqual([3, 204])
})

test('when it is over there is no further poll, and no answer is heard', async () => {
  let over = false
  const onReply = vi.fn(() => true)
  const requests = watch(slow(2), { onReply, isOver: () => over })
  await vi.advanceTimersByTimeAsync(4 * SECOND)
  over = true
  await vi.advanceTimersByTimeAsync(600 * SECOND)
  expect(requests).toEqual([3])
  expect(onReply).not.toHaveBeenCalled()
})
