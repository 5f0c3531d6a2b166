import { describe, expect, it } from 'vitest'
import { countLookup, releaseLookup } from '../../src/guard/lookups.ts'
import { EMPTY, forget, forgetAt, type GuardState } from '../../src/guard/reservations.ts'
import { DAY, HOUR } from '../../src/platform/time.ts'

const NOW = Date.parse('2026-11-28T10:00:00Z')

/** Counts so many look-ups, an hour apart. */
function counted(times: number, state: GuardState = EMPTY): GuardState {
  return Array.from({ length: times }, (_, i) => i).reduce((from, i) => {
    const { next, answer } = countLookup(from, `lookup ${i}`, NOW + i * HOUR)
    expect(answer).toEqual({ ok: true })
    return next ?? from
  }, state)
}

describe('a look-up', () => {
  it('is kept with its time, beside nothing else', () => {
    expect(counted(1).lookups).toEqual([{ id: 'lookup 0', at: NOW }])
  })

  it('is one of ten that a phone has in 24 hours', () => {
    const state = counted(10)
    const limited = (at: number) => countLookup(state, 'one more', at).answer
    expect(limited(NOW + DAY - 1)).toEqual({
      ok: false,
      reason: 'phone_limited',
      retryAt: NOW + DAY,
    })
    expect(limited(NOW + DAY)).toEqual({ ok: true })
  })

  it('counts once, however often its call is delivered', () => {
    const state = counted(10)
    expect(countLookup(state, 'lookup 3', NOW + 10 * HOUR)).toEqual({ answer: { ok: true } })
  })

  it('is taken back by its name alone', () => {
    const state = counted(10)
    expect(releaseLookup(state, 'another')).toBeUndefined()
    const released = releaseLookup(state, 'lookup 9') ?? state
    expect(countLookup(released, 'one more', NOW + 10 * HOUR).answer).toEqual({ ok: true })
    expect(releaseLookup(EMPTY, 'lookup 9')).toBeUndefined()
  })

  it('is forgotten after a day, and keeps the guard so long', () => {
    const state = counted(1)
    expect(forgetAt(state)).toBe(NOW + DAY)
    expect(forget(state, NOW + DAY - 1).lookups).toHaveLength(1)
    expect(forget(state, NOW + DAY).lookups).toEqual([])
    expect('lookups' in forget(EMPTY, NOW)).toBe(false)
  })
})
