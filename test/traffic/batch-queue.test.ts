import { setImmediate as aTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { BatchQueue } from '../../src/traffic/batch-queue.ts'

/** A queue whose runs end when the test says so. */
function runs() {
  const taken: (readonly string[])[] = []
  const ends: PromiseWithResolvers<void>[] = []
  const queue = new BatchQueue<string>((items) => {
    taken.push(items)
    const end = Promise.withResolvers<void>()
    ends.push(end)
    return end.promise
  })
  return { queue, taken, ends }
}

describe('a batch queue', () => {
  it('runs at once what comes alone, and ends it with its run', async () => {
    const { queue, taken, ends } = runs()
    for (const [i, item] of ['a', 'b'].entries()) {
      let ended = false
      const added = queue.add([item]).then(() => (ended = true))
      await aTurn()
      expect(taken[i]).toEqual([item])
      expect(ended).toBe(false)
      ends[i]?.resolve()
      await added
    }
  })

  it('takes together, in order, what comes during a run, and not before its end', async () => {
    const { queue, taken, ends } = runs()
    const first = queue.add(['a'])
    await aTurn()
    const others = Promise.all([queue.add(['b', 'c']), queue.add([]), queue.add(['d'])])
    await aTurn()
    expect(taken).toEqual([['a']])
    ends[0]?.resolve()
    await first
    await aTurn()
    expect(taken).toEqual([['a'], ['b', 'c', 'd']])
    ends[1]?.resolve()
    await others
  })

  it('runs for no items too', async () => {
    const { queue, taken, ends } = runs()
    const added = queue.add([])
    await aTurn()
    ends[0]?.resolve()
    await added
    expect(taken).toEqual([[]])
  })

  it('fails all items of a run that failed, and none of the next', async () => {
    const { queue, taken, ends } = runs()
    const first = Promise.allSettled([queue.add(['a']), queue.add(['b'])])
    await aTurn()
    const next = queue.add(['c'])
    ends[0]?.reject(new Error('of the run'))
    expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await aTurn()
    ends[1]?.resolve()
    await next
    expect(taken).toEqual([['a', 'b'], ['c']])
  })
})
