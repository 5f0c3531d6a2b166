import { describe, expect, it } from 'vitest'
import {
  attempt,
  type Challenge,
  isOver,
  issueState,
  speak,
  timersOf,
} from '../../src/otp/challenge.ts'
import {
  at,
  challenge,
  guessed,
  issueWith,
  offered,
  sealed,
  SECRET_IDS,
  sending,
  texted,
} from '../support/challenge.ts'

const GONE = ['k2'] as const

describe('the state of an issue', () => {
  it.each([
    ['live before its expiry, to the millisecond', 'live', 0, 299.999, SECRET_IDS],
    ['expired from its 300th second on', 'expired', 0, 300, SECRET_IDS],
    ['live after two guesses', 'live', 2, 1, SECRET_IDS],
    ['locked from the third guess on', 'locked', 3, 1, SECRET_IDS],
    ['locked, though it has expired', 'locked', 3, 300, SECRET_IDS],
    ['locked, though its secret is gone', 'locked', 3, 1, GONE],
    ['expired once its secret is gone', 'expired', 0, 1, GONE],
    ['live under an older secret that is still there', 'live', 0, 1, ['k2', 'k1']],
  ] as const)('[R3] is %s', (_, state, attempts, seconds, secretIds) => {
    expect(issueState(issueWith({ attempts }), secretIds, at(seconds))).toBe(state)
  })
})

describe('the timers', () => {
  it('say how many guesses are left, and when the code ends and the next may be asked for', () => {
    const timers = { expiresAt: at(300), resendAt: at(30), otherChannels: false }
    for (const made of [0, 1, 2, 3]) {
      const left = timersOf(guessed(challenge(), made), SECRET_IDS)
      expect(left).toEqual({ ...timers, attemptsLeft: 3 - made })
    }
  })

  it('leave no time to a code whose secret is gone', () => {
    expect(timersOf(challenge(), GONE)).toMatchObject({ expiresAt: 0, resendAt: at(30) })
  })
})

describe('other channels', () => {
  it('are offered from the third text on', () => {
    const second = texted(challenge(), 30)
    expect([challenge(), second, texted(second, 90)].map(offered)).toEqual([false, false, true])
  })

  it('are offered for a changed phone from its own third text on', () => {
    const changed = texted(texted(challenge(), 30), 40, { phone: sealed('other') })
    const second = texted(changed, 160)
    expect([changed, second, texted(second, 460)].map(offered)).toEqual([false, false, true])
  })
})

describe('a challenge', () => {
  const third = challenge({ issues: 3, issue: issueWith({ number: 3 }) })

  it.each<[string, boolean, Challenge, number, readonly [string]]>([
    ['while its third issue lives', false, third, 299.999, ['k1']],
    ['once its third issue has expired', true, third, 300, ['k1']],
    ['once its third issue is locked', true, guessed(third, 3), 1, ['k1']],
    ["once its third issue's secret is gone", true, third, 1, ['k2']],
    ['while a third issue may come', false, guessed({ ...third, issues: 2 }, 3), 400, ['k1']],
  ])('%s: it is over: %s', (_, over, of, seconds, secretIds) => {
    expect(isOver(of, secretIds, at(seconds))).toBe(over)
  })
})

describe('a guess', () => {
  const guess = { id: 'one', issue: undefined }

  it('[R5] is counted before anything is compared, with the request that made it', () => {
    const before = guessed(challenge(), 1)
    expect(attempt(before, guess, SECRET_IDS, at(1))).toEqual({
      next: { ...before, issue: { ...before.issue, attempts: 2 }, lastAttempt: 'one' },
    })
  })

  it('delivered twice is wrong and counts once', () => {
    const once = attempt(challenge(), guess, SECRET_IDS, at(1)).next ?? challenge()
    const timers = timersOf(once, SECRET_IDS)
    expect(timers.attemptsLeft).toBe(2)
    const repeated = { answer: { ok: false, reason: 'otp_incorrect', timers } }
    expect(attempt(once, guess, SECRET_IDS, at(2))).toEqual(repeated)
    expect(attempt(once, { ...guess, issue: 2 }, SECRET_IDS, at(400))).toEqual(repeated)
  })

  it.each([
    ['too_many_attempts', 3, 1, SECRET_IDS],
    ['too_many_attempts', 3, 300, SECRET_IDS],
    ['otp_expired', 2, 300, SECRET_IDS],
    ['otp_expired', 2, 1, GONE],
  ] as const)('is refused as %s after %i guesses in second %i', (reason, made, seconds, ids) => {
    const of = guessed(challenge(), made)
    const answer = { ok: false, reason, timers: timersOf(of, ids) }
    expect(attempt(of, guess, ids, at(seconds))).toEqual({ answer })
    expect(attempt(of, { ...guess, issue: 1 }, ids, at(seconds))).toEqual({ answer })
  })

  it('at the issue that is live counts as one that names none', () => {
    const named = attempt(challenge(), { ...guess, issue: 1 }, SECRET_IDS, at(1))
    expect(named).toEqual(attempt(challenge(), guess, SECRET_IDS, at(1)))
  })

  it.each([
    ['is live', 0, 301],
    ['is locked', 3, 301],
    ['has expired', 0, 601],
  ])(
    'at another issue than the last one, which %s, is told so and not counted',
    (_, made, when) => {
      const of = guessed(sending(challenge(), 301), made)
      expect(of.issue.number).toBe(2)
      for (const issue of [1, 3]) {
        expect(attempt(of, { ...guess, issue }, SECRET_IDS, at(when))).toEqual({
          answer: {
            ok: false,
            reason: 'code_replaced',
            issue: 2,
            timers: timersOf(of, SECRET_IDS),
          },
        })
      }
    },
  )
})

describe('a call', () => {
  const call = {
    id: 'call',
    at: at(0),
    channel: 'voice',
    language: 'hi',
    gateways: ['a'],
    receipts: {},
    issue: 1,
    spoken: 0,
  } as const
  const calledWith = (more: Partial<Challenge['dispatches'][number]>, issue = {}) => {
    const { dispatches, issue: first } = challenge()
    return challenge({
      dispatches: [...dispatches, { ...call, ...more }],
      issue: { ...first, ...issue },
    })
  }
  const called = calledWith({})

  it('speaks the code it was made for, in the language of the request, three times', () => {
    const { issue } = called
    let of: Challenge = called
    for (let time = 1; time <= 3; time++) {
      const { next, answer } = speak(of, 'call', SECRET_IDS, at(299))
      expect({ time, answer }).toEqual({ time, answer: { language: 'hi', issue } })
      of = next ?? of
    }
    expect(of).toEqual(calledWith({ spoken: 3 }))
    expect(speak(of, 'call', SECRET_IDS, at(299)).answer).toMatchObject({ issue: undefined })
  })

  it.each<[string, Challenge, number, readonly [string]]>([
    ['was made for another', calledWith({}, { number: 2 }), 1, ['k1']],
    ['lives longer than five minutes', calledWith({}, { expiresAt: at(400) }), 300, ['k1']],
    ['expired', called, 300, ['k1']],
    ['is locked', guessed(called, 3), 1, ['k1']],
    ['has no secret any more', called, 1, ['k2']],
  ])('speaks no code where it %s', (_, of, seconds, ids) => {
    const silent = { language: 'hi', issue: undefined }
    expect(speak(of, 'call', ids, at(seconds))).toEqual({ answer: silent })
  })

  it('is none of a text, nor of another challenge', () => {
    for (const id of ['first', 'another']) {
      expect(speak(called, id, SECRET_IDS, at(1))).toEqual({ answer: undefined })
    }
  })
})
