import { describe, expect, it } from 'vitest'
import {
  FRESH,
  IDLE,
  isFresh,
  LIFE,
  openSession,
  type Session,
  touchSession,
  viewOf,
} from '../../src/accounts/sessions.ts'
import { HOUR, MINUTE } from '../../src/platform/time.ts'

const NOW = 1_800_000_000_000

const open = (sessions: readonly Session[], name: string, now = NOW) =>
  openSession(sessions, { id: `id-${name}`, tokenHash: name }, now)

const idsOf = (sessions: readonly Session[]) => sessions.map(({ id }) => id)

describe('a session', () => {
  it('begins with its sign-in', () => {
    const { session, sessions } = open([], 'a')
    expect(viewOf(session)).toEqual({
      id: 'id-a',
      openedAt: NOW,
      lastSeenAt: NOW,
      signedInAt: NOW,
    })
    expect(sessions).toEqual([session])
    expect(viewOf(session)).not.toHaveProperty('tokenHash')
  })

  it('ends after 15 minutes in which nobody used it', () => {
    const { sessions } = open([], 'a')
    expect(IDLE).toBe(15 * MINUTE)
    expect(touchSession(sessions, 'a', NOW + IDLE - 1)?.session.lastSeenAt).toBe(NOW + IDLE - 1)
    expect(touchSession(sessions, 'a', NOW + IDLE)).toBeUndefined()
  })

  it('lasts while it is used, 12 hours at most', () => {
    let { sessions } = open([], 'a')
    let at = NOW
    for (;;) {
      at += 10 * MINUTE
      const touched = touchSession(sessions, 'a', at)
      if (!touched) break
      sessions = touched.sessions
      expect(touched.session.openedAt).toBe(NOW)
    }
    expect(LIFE).toBe(12 * HOUR)
    expect(at).toBe(NOW + LIFE)
  })

  it('is found by its own token alone, and only it is used', () => {
    const both = open(open([], 'a').sessions, 'b').sessions
    const touched = touchSession(both, 'b', NOW + 5)
    expect(touched?.sessions.map(({ lastSeenAt }) => lastSeenAt)).toEqual([NOW, NOW + 5])
    expect(touchSession(both, 'c', NOW)).toBeUndefined()
  })

  it('is the same for the same token, with its times', () => {
    const first = open([], 'a')
    const again = openSession(first.sessions, { id: 'new', tokenHash: 'a' }, NOW + 5)
    expect(again.session).toEqual(first.session)
    expect(again.sessions).toEqual(first.sessions)
  })

  it('is fresh for five minutes after the sign-in', () => {
    const { session } = open([], 'a')
    expect(FRESH).toBe(5 * MINUTE)
    expect([isFresh(session, NOW + FRESH), isFresh(session, NOW + FRESH + 1)]).toEqual([
      true,
      false,
    ])
  })
})

describe('the sessions of an account', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].reduce(
    (sessions: readonly Session[], name, i) => open(sessions, name, NOW + i).sessions,
    [],
  )

  it('are five at most: one more ends the oldest', () => {
    expect(idsOf(open(five, 'f', NOW + 9).sessions)).toEqual([
      'id-b',
      'id-c',
      'id-d',
      'id-e',
      'id-f',
    ])
  })

  it('that have ended take no place, and are not kept', () => {
    const touched = touchSession(five, 'a', NOW + IDLE - 1)?.sessions ?? []
    expect(idsOf(open(touched, 'f', NOW + IDLE + 9).sessions)).toEqual(['id-a', 'id-f'])
    expect(idsOf(touchSession(touched, 'a', NOW + IDLE + 9)?.sessions ?? [])).toEqual(['id-a'])
  })
})
