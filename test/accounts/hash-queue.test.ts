import { describe, expect, it } from 'vitest'
import {
  begin,
  enter,
  type Entry,
  type HashQueue,
  isTurn,
  LONGEST_REST,
  LONGEST_WAIT,
  MOST_WAITING,
  NEW_QUEUE,
  refuse,
  rest,
} from '../../src/accounts/hash-queue.ts'
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'

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
    expect(comeAt(NOW + 19_999, 1, queue).entries[0]?.ok).toBe(false)
    expect(comeAt(NOW + 20_000, 1, queue).entries[0]?.ok).toBe(true)
  })
})

describe('the turns', () => {
  const NEVER = Number.NaN

  /** The places of who waits in a full queue, in their order. */
  function waiting(): {
    readonly queue: HashQueue
    readonly first: number
    readonly second: number
  } {
    const before = hash(comeAt(NOW, 1, NEW_QUEUE).queue, NOW)
    const one = comeAt(NOW + 200, 1, before)
    const { queue } = comeAt(NOW + 300, 1, one.queue)
    const [first = NEVER, second = NEVER] = queue.places
    return { queue, first, second }
  }

  it('come once the isolate has rested, in the order of the places', () => {
    const { queue, first, second } = waiting()
    const { nextAt } = queue
    expect([isTurn(queue, first, nextAt - 1), isTurn(queue, first, nextAt)]).toEqual([false, true])
    expect(isTurn(queue, second, nextAt)).toBe(false)
    const next = hash(queue, nextAt)
    expect([isTurn(next, second, next.nextAt - 1), isTurn(next, second, next.nextAt)]).toEqual([
      false,
      true,
    ])
  })

  it('pass on from whoever was given up once the place is not held any more', () => {
    const { queue, first, second } = waiting()
    expect([isTurn(queue, second, first - 1), isTurn(queue, second, first)]).toEqual([false, true])
  })

  it.each([
    ['a hash of 100 ms', 100],
    ['one of 300 ms', 300],
    ['one of 1 s', SECOND],
  ])('come within the longest wait with %s, though the newest look first', (_, took) => {
    let queue: HashQueue = NEW_QUEUE
    let here: { readonly since: number; readonly place: number }[] = []
    const waited: number[] = []
    for (let now = 0; now < HOUR; now += 250) {
      if (now % SECOND === 0) {
        const { next, entry } = enter(queue, now)
        queue = next
        if (entry.ok) here = [{ since: now, place: entry.place }, ...here]
      }
      const turn = here.find(({ place }) => isTurn(queue, place, now))
      if (!turn) continue
      waited.push(now - turn.since)
      here = here.filter((one) => one !== turn)
      queue = rest(begin(queue, turn.place, now), took, now + took)
    }
    expect(waited.length).toBeGreaterThan(HOUR / (20 * SECOND))
    const left = here.map(({ since }) => HOUR - since)
    expect(Math.max(...waited, ...left)).toBeLessThan(LONGEST_WAIT)
  })

  it('that do not come in time are told a time to come again, a turn later at least', () => {
    const { queue, second } = waiting()
    const { next, entry } = refuse(queue, second)
    expect([next.places, entry.retryAfter]).toEqual([[], REST])
    expect(refuse(next, second).entry.retryAfter).toBe(2 * REST)
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
