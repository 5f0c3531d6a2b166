import { describe, expect, it } from 'vitest'
import {
  begin,
  enter,
  type Entry,
  type HashQueue,
  LONGEST_REST,
  MOST_WAITING,
  NEW_QUEUE,
  rest,
} from '../../src/accounts/hash-queue.ts'
import { MINUTE } from '../../src/platform/time.ts'

const NOW = 1000
const HASH = 100
const REST = 3000

/** Lets so many come at one moment. */
function comeAt(
  now: number,
  count: number,
  queue: HashQueue,
): { readonly queue: HashQueue; readonly entries: readonly Entry[] } {
  const entries: Entry[] = []
  for (let one = 0; one < count; one++) {
    const { next, entry } = enter(queue, now)
    queue = next
    entries.push(entry)
  }
  return { queue, entries }
}

/** Has whoever came first hash at once. */
function hash(queue: HashQueue, now: number, took = HASH): HashQueue {
  const begun = begin(queue, queue.places[0] ?? Number.NaN, now)
  return rest(begun, took, now + took)
}

const waits = (entries: readonly Entry[]) =>
  entries.map((entry) => (entry.ok ? 'place' : entry.retryAfter))

/** Makes a queue in which all places are taken, just after a hash. */
function fullQueue(): HashQueue {
  const first = comeAt(NOW, 1, NEW_QUEUE)
  return comeAt(NOW + HASH, MOST_WAITING, hash(first.queue, NOW)).queue
}

describe('the rest after a hash', () => {
  it('is so much longer that hashes take under a twentieth of the time', () => {
    const { queue } = comeAt(NOW, 1, NEW_QUEUE)
    expect(hash(queue, NOW).nextAt - NOW).toBe(HASH + REST)
    expect(HASH / (HASH + REST)).toBeLessThan(0.05)
  })

  it('ends on a slow machine, too', () => {
    const { queue } = comeAt(NOW, 1, NEW_QUEUE)
    expect(hash(queue, NOW, 900).nextAt - NOW).toBe(900 + LONGEST_REST)
  })

  it('ends where a hash never said how long it took', () => {
    const { queue } = comeAt(NOW, 1, NEW_QUEUE)
    expect(begin(queue, queue.places[0] ?? 0, NOW).nextAt).toBe(NOW + 5000)
  })
})

describe('the places to wait at', () => {
  it('are as many as may wait beside one that hashes', () => {
    const first = comeAt(NOW, 1, NEW_QUEUE)
    const { entries } = comeAt(NOW, MOST_WAITING + 1, hash(first.queue, NOW))
    expect(entries.map(({ ok }) => ok)).toEqual([...Array(MOST_WAITING).fill(true), false])
  })

  it('are left one at a time, though two came at one moment', () => {
    const { queue } = comeAt(NOW, 2, NEW_QUEUE)
    expect(hash(queue, NOW).places).toHaveLength(1)
  })

  it('are free again some time after whoever waited was given up', () => {
    const { queue } = comeAt(NOW, MOST_WAITING, NEW_QUEUE)
    expect(comeAt(NOW + 38_999, 1, queue).entries[0]?.ok).toBe(false)
    expect(comeAt(NOW + 39_000, 1, queue).entries[0]?.ok).toBe(true)
  })
})

describe('those for whom there is no place', () => {
  it('are told to come one after the other, the first after those that wait', () => {
    const turns = REST * (MOST_WAITING + 1)
    expect(waits(comeAt(NOW + HASH, 3, fullQueue()).entries)).toEqual([
      turns,
      turns + REST,
      turns + 2 * REST,
    ])
  })

  it('are told to come within two minutes, however many they are', () => {
    const { entries } = comeAt(NOW + HASH, 100, fullQueue())
    expect(Math.max(...waits(entries).map(Number))).toBe(2 * MINUTE)
  })

  it('take no place: time alone makes room', () => {
    const { queue } = comeAt(NOW + HASH, 100, fullQueue())
    expect(comeAt(NOW + 5000, 1, hash(queue, NOW + HASH + REST)).entries[0]?.ok).toBe(true)
  })
})
