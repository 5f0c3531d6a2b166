import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextPoll, poll } from '../../src/web/delivery-polls.ts'
import type { Failure, SessionReply } from '../../src/web/replies.ts'

const SECOND = 1000
const PENDING: SessionReply = {
  success: true,
  session_id: 'a',
  step: 1,
  phone: '',
  delivery: 'pending',
}

/** As much of a document as the polls look at. */
class FakeDocument extends EventTarget {
  visibilityState = 'visible'

  turn(state: 'visible' | 'hidden'): void {
    this.visibilityState = state
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

let page: FakeDocument
let start: number

beforeEach(() => {
  vi.useFakeTimers()
  page = new FakeDocument()
  vi.stubGlobal('document', page)
  vi.stubGlobal('window', globalThis)
  start = performance.now()
})

afterEach(async () => {
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Polls, and records the seconds at which it asks. */
function watch(
  answer: () => Promise<SessionReply | Failure>,
  { hear = () => true, isOver = () => false } = {},
): number[] {
  const asked: number[] = []
  const ask = () => {
    asked.push(Math.round((performance.now() - start) / SECOND))
    return answer()
  }
  void poll({ ask, isOver, hear })
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
  const asked = watch(async () => PENDING)
  await vi.advanceTimersByTimeAsync(4 * SECOND)
  page.turn('hidden')
  await vi.advanceTimersByTimeAsync(200 * SECOND)
  expect(asked).toEqual([3])
  page.turn('visible')
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
