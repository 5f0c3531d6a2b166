import { describe, expect, it } from 'vitest'
import { GroupCommit } from '../../src/traffic/group-commit.ts'

/** Batches as they come, each of which is stored when the test says so. */
function batches() {
  const carried: (readonly string[])[] = []
  const stored: PromiseWithResolvers<void>[] = []
  const group = new GroupCommit<string>((items) => {
    carried.push([...items])
    const storing = Promise.withResolvers<void>()
    stored.push(storing)
    return storing.promise
  })
  return { group, carried, stored }
}

const aTurn = () => scheduler.wait(0)

describe('a group commit', () => {
  it('carries out at once what comes alone', async () => {
    const { group, carried, stored } = batches()
    const first = group.add('a')
    await aTurn()
    expect(carried).toEqual([['a']])
    stored[0]?.resolve()
    await first
    const second = group.add('b')
    await aTurn()
    expect(carried).toEqual([['a'], ['b']])
    stored[1]?.resolve()
    await second
  })

  it('carries out together, in order, what comes while a batch is being stored, and not before', async () => {
    const { group, carried, stored } = batches()
    const first = group.add('a')
    await aTurn()
    const rest = Promise.all(['b', 'c', 'd'].map((item) => group.add(item)))
    await aTurn()
    expect(carried).toEqual([['a']])
    stored[0]?.resolve()
    await first
    await aTurn()
    expect(carried).toEqual([['a'], ['b', 'c', 'd']])
    stored[1]?.resolve()
    await rest
  })

  it('lets what comes soon after a batch of several come together', async () => {
    const { group, carried, stored } = batches()
    const both = Promise.all([group.add('a'), group.add('b')])
    await aTurn()
    stored[0]?.resolve()
    await both
    void group.add('c')
    await aTurn()
    void group.add('d')
    await expect
      .poll(() => carried)
      .toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ])
  })

  it('ends an item only once its batch is stored', async () => {
    const { group, stored } = batches()
    let ended = false
    const first = group.add('a').then(() => (ended = true))
    await aTurn()
    expect(ended).toBe(false)
    stored[0]?.resolve()
    await first
    expect(ended).toBe(true)
  })

  it('fails all items of a batch that failed, and none of the next', async () => {
    const { group, carried, stored } = batches()
    const first = Promise.allSettled([group.add('a'), group.add('b')])
    await aTurn()
    const next = group.add('c')
    stored[0]?.reject(new Error('not stored'))
    expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect.poll(() => carried).toHaveLength(2)
    stored[1]?.resolve()
    await next
    expect(carried[1]).toEqual(['c'])
  })
})
