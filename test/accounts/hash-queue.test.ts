import { expect, it } from 'vitest'
import {
  HASH_SLOT,
  type HashQueue,
  MOST_WAITING,
  takeTurn,
  type Turn,
} from '../../src/accounts/hash-queue.ts'

const NOW = 1000

/** Takes turns at these times, one after the other. */
function turnsAt(times: readonly number[]): readonly Turn[] {
  let queue: HashQueue = { nextAt: 0 }
  return times.map((now) => {
    const { next, turn } = takeTurn(queue, now)
    queue = next
    return turn
  })
}

const waits = (turns: readonly Turn[]) => turns.map((turn) => (turn.ok ? turn.wait : 'busy'))

it('whoever is alone waits for nobody', () => {
  expect(waits(turnsAt([NOW, NOW + HASH_SLOT, NOW + 10 * HASH_SLOT]))).toEqual([0, 0, 0])
})

it('of those who come together each has a turn of its own, with a rest before it', () => {
  expect(waits(turnsAt([NOW, NOW, NOW, NOW + 50]))).toEqual([
    0,
    HASH_SLOT,
    2 * HASH_SLOT,
    3 * HASH_SLOT - 50,
  ])
})

it('where so many wait, one more is refused, and told when there is room', () => {
  const turns = turnsAt(Array.from({ length: MOST_WAITING + 3 }, () => NOW))
  expect(turns.slice(0, MOST_WAITING + 1).every(({ ok }) => ok)).toBe(true)
  const wait = (MOST_WAITING + 1) * HASH_SLOT
  const busy = { ok: false, reason: 'busy', retryAfter: wait }
  expect(turns.slice(MOST_WAITING + 1)).toEqual([busy, busy])
})

it('those who were refused take no turn: time alone makes room', () => {
  const many = Array.from({ length: MOST_WAITING + 100 }, () => NOW)
  expect(turnsAt([...many, NOW + HASH_SLOT]).at(-1)).toEqual({
    ok: true,
    wait: MOST_WAITING * HASH_SLOT,
  })
})
