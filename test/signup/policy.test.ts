import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  endsAt,
  firstText,
  type Issue,
  isOver,
  issueState,
  lastTextBefore,
  nextText,
  REPLAY,
  type Texting,
  timersOf,
  withdrawText,
} from '../../src/signup/policy.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND

const START = 1_000_000

const at = (seconds: number) => START + seconds * SECOND

const FIRST = firstText('k1', START)

type Send = Parameters<typeof nextText>[2]

const SAME: Send = { phoneChanged: false, secretId: 'k1', secretExists: true }
const CHANGED: Send = { ...SAME, phoneChanged: true }

/** The next text of a session that never withdrew one. */
function text(texting: Texting, seconds: number, send: Send = SAME): Texting {
  const next = nextText(texting, texting.issue.number, send, at(seconds))
  if (!next.ok) throw new Error(next.reason)
  return next.texting
}

const refusal = (texting: Texting, seconds: number, send: Send = SAME) => {
  const next = nextText(texting, texting.issue.number, send, at(seconds))
  return next.ok ? undefined : next.reason
}

const issueWith = (attempts: number): Issue => ({ ...FIRST.issue, attempts })

const guessed = (texting: Texting, attempts: number): Texting => ({
  ...texting,
  issue: { ...texting.issue, attempts },
})

describe('the first text', () => {
  it('brings the first issue, for 300 s and three attempts', () => {
    expect(FIRST).toMatchObject({
      issue: { number: 1, secretId: 'k1', expiresAt: at(300), attempts: 0 },
      issuesUsed: 1,
      texts: 1,
    })
    expect(timersOf(FIRST, true)).toEqual({
      attemptsLeft: 3,
      expiresAt: at(300),
      resendAt: at(30),
      otherWays: false,
    })
  })
})

const offered = (texting: Texting) => timersOf(texting, true).otherWays

describe('another way than a text', () => {
  it('is offered from the third text on', () => {
    const second = text(FIRST, 30)
    expect([FIRST, second, text(second, 90)].map(offered)).toEqual([false, false, true])
  })

  it('is offered for a phone that the session was changed to from its own third text on', () => {
    const changed = text(text(FIRST, 30), 40, CHANGED)
    const second = text(changed, 160)
    expect([changed, second, text(second, 460)].map(offered)).toEqual([false, false, true])
  })

  it('stays offered for a phone that the session goes back to, as a text was not sent', () => {
    const former = text(text(FIRST, 30), 90)
    const changed = guessed(text(former, 100, CHANGED), 1)
    expect(offered(changed)).toBe(false)
    expect(offered(withdrawText(changed, former).texting)).toBe(true)
  })
})

describe('the attempts left', () => {
  it('are what three leave after those counted', () => {
    const left = [0, 1, 2, 3].map((made) => timersOf(guessed(FIRST, made), true).attemptsLeft)
    expect(left).toEqual([3, 2, 1, 0])
  })
})

describe('the wait for the next text', () => {
  it('[R32] is 30, 60, 120 and from then on 300 seconds after the last', () => {
    const waits: number[] = []
    let texting = FIRST
    let now = 0
    for (let texts = 1; texts <= 5; texts++) {
      const { resendAt } = timersOf(texting, true)
      waits.push((resendAt - at(now)) / SECOND)
      now = (resendAt - START) / SECOND
      expect(refusal(texting, now - 0.001)).toBe('resend_too_soon')
      texting = text(texting, now)
    }
    expect(waits).toEqual([30, 60, 120, 300, 300])
  })

  it('is not shortened by a new issue', () => {
    const third = text(text(FIRST, 30), 90)
    const fresh = text(guessed(third, 3), 210)
    expect(fresh.issue.number).toBe(2)
    expect(timersOf(fresh, true).resendAt).toBe(at(510))
  })

  it('is none for a changed phone, whose text counts all the same', () => {
    const changed = text(FIRST, 0, CHANGED)
    expect(changed.texts).toBe(2)
    expect(timersOf(changed, true).resendAt).toBe(at(60))
  })

  it('counts the texts, however many a send came to', () => {
    expect(timersOf({ ...FIRST, texts: 3 }, true).resendAt).toBe(at(120))
    expect(timersOf({ ...FIRST, texts: 40 }, true).resendAt).toBe(at(300))
  })
})

describe('sending again', () => {
  it('keeps the code, its attempts and its number, and gives it 300 s more', () => {
    const again = text(guessed(FIRST, 2), 30)
    expect(again.issue).toEqual({ ...FIRST.issue, attempts: 2, expiresAt: at(330) })
    expect(again.issuesUsed).toBe(1)
  })

  it('[R2] never lets a code live past 600 s from its first text', () => {
    const third = text(text(FIRST, 250), 400)
    expect(third.issue).toMatchObject({ number: 1, expiresAt: at(600) })
  })

  it('makes a new issue where the old one would live less than 180 s', () => {
    const second = text(FIRST, 290)
    expect(text(second, 420).issue).toMatchObject({ number: 1, expiresAt: at(600) })
    const fresh = text(second, 420.001)
    expect(fresh.issue).toMatchObject({ number: 2, expiresAt: at(720.001), attempts: 0 })
    expect(fresh.issuesUsed).toBe(2)
  })

  it.each([
    ['has expired', FIRST, 300, SAME],
    ['is locked', guessed(FIRST, 3), 30, SAME],
    ['was for another phone', FIRST, 30, CHANGED],
    ['was made under a secret that is gone', FIRST, 30, { ...SAME, secretExists: false }],
  ])('[R63] makes a new issue where the old one %s', (_, texting, seconds, send) => {
    const fresh = text(texting, seconds, { ...send, secretId: 'k2' })
    expect(fresh.issue).toEqual({
      number: 2,
      secretId: 'k2',
      firstTextAt: at(seconds),
      expiresAt: at(seconds + 300),
      attempts: 0,
    })
  })

  it('keeps the secret of a live issue, though a newer one is there', () => {
    expect(text(FIRST, 30, { ...SAME, secretId: 'k2' }).issue.secretId).toBe('k1')
  })

  it('never uses the number of a withdrawn issue again', () => {
    const next = nextText(guessed(FIRST, 3), 7, SAME, at(30))
    expect(next).toMatchObject({ ok: true, texting: { issue: { number: 8 }, issuesUsed: 2 } })
  })

  it('ends after three issues, though the third may be texted while it lives', () => {
    const third = text(text(FIRST, 1, CHANGED), 2, CHANGED)
    expect(third.issuesUsed).toBe(3)
    expect(refusal(third, 3, CHANGED)).toBe('session_over')
    expect(text(third, 122).issue).toMatchObject({ number: 3, expiresAt: at(422) })
    expect(refusal(guessed(third, 3), 122)).toBe('session_over')
    expect(refusal(third, 302)).toBe('session_over')
  })
})

describe('the state of an issue', () => {
  it('is live before its expiry, to the millisecond', () => {
    expect(issueState(issueWith(0), true, at(299.999))).toBe('live')
    expect(issueState(issueWith(0), true, at(300))).toBe('expired')
  })

  it('is locked from the third attempt, and locked outranks expired', () => {
    expect(issueState(issueWith(2), true, at(1))).toBe('live')
    expect(issueState(issueWith(3), true, at(1))).toBe('locked')
    expect(issueState(issueWith(3), true, at(300))).toBe('locked')
    expect(issueState(issueWith(3), false, at(1))).toBe('locked')
  })

  it('is expired once its secret is gone', () => {
    expect(issueState(issueWith(0), false, at(1))).toBe('expired')
  })
})

describe('a text that turns out not to have been sent', () => {
  it('leaves the issue as it was before, but for guesses made meanwhile', () => {
    const again = text(guessed(FIRST, 1), 30)
    expect(withdrawText(guessed(again, 2), guessed(FIRST, 1))).toEqual({
      texting: guessed(FIRST, 2),
      guessed: false,
    })
  })

  it('brings the former issue back where it was a new one', () => {
    const before = guessed(FIRST, 3)
    expect(withdrawText(text(before, 30), before)).toEqual({ texting: before, guessed: false })
  })

  it('counts all the same where its new issue was guessed at', () => {
    const fresh = guessed(text(FIRST, 30, CHANGED), 1)
    expect(withdrawText(fresh, FIRST)).toEqual({
      texting: { issue: FIRST.issue, issuesUsed: 2, texts: 2, lastTextAt: at(30) },
      guessed: true,
    })
  })
})

describe('a session', () => {
  it('is over once its third issue is dead, and not before', () => {
    const second = text(FIRST, 1, CHANGED)
    const third = text(second, 2, CHANGED)
    expect(isOver(guessed(second, 3), true, at(400))).toBe(false)
    expect(isOver(third, true, at(301.999))).toBe(false)
    expect(isOver(third, true, at(302))).toBe(true)
    expect(isOver(guessed(third, 3), true, at(3))).toBe(true)
    expect(isOver(third, false, at(3))).toBe(true)
  })

  it('ends an hour after its start where it is not verified', () => {
    expect(endsAt({ startedAt: START })).toBe(START + HOUR)
  })

  it('is sent no text whose code might outlive it', () => {
    expect(lastTextBefore({ startedAt: START })).toBe(at(3300))
  })

  it('[R49] ends 24 hours after its verification, and 72 after its start at most', () => {
    const end = (hours: number) =>
      endsAt({ startedAt: START, verified: { at: START + hours * HOUR } })
    expect(end(0.5)).toBe(START + 24.5 * HOUR)
    expect(end(48)).toBe(START + 72 * HOUR)
    expect(end(60)).toBe(START + 72 * HOUR)
  })

  it('may have a lost answer repeated for 60 s, three times', () => {
    expect(REPLAY).toEqual({ span: 60 * SECOND, times: 3 })
  })
})

describe('whatever a person does with a session', () => {
  const step = fc.record({
    wait: fc.oneof(fc.nat(40), fc.nat(400)),
    guesses: fc.nat(3),
    phoneChanged: fc.boolean(),
  })

  it('[R8] its codes, texts and lifetimes keep their bounds', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let texting = FIRST
        let now = 0
        const guessesOf = new Map([[1, 0]])
        for (const { wait, guesses, phoneChanged } of steps) {
          now += wait
          for (let i = 0; i < guesses; i++) {
            if (issueState(texting.issue, true, at(now)) !== 'live') break
            texting = guessed(texting, texting.issue.attempts + 1)
            const { number } = texting.issue
            guessesOf.set(number, (guessesOf.get(number) ?? 0) + 1)
          }
          const before = texting
          const next = nextText(texting, texting.issue.number, { ...SAME, phoneChanged }, at(now))
          if (!next.ok) continue
          texting = next.texting
          const { issue } = texting
          expect(texting.texts).toBe(before.texts + 1)
          expect(issue.expiresAt - at(now)).toBeLessThanOrEqual(300 * SECOND)
          expect(issue.expiresAt - at(now)).toBeGreaterThanOrEqual(180 * SECOND)
          expect(issue.expiresAt - issue.firstTextAt).toBeLessThanOrEqual(600 * SECOND)
          expect(issueState(issue, true, at(now))).toBe('live')
          if (issue.number === before.issue.number) {
            expect(issue.attempts).toBe(before.issue.attempts)
          }
        }
        expect(guessesOf.size).toBeLessThanOrEqual(3)
        for (const count of guessesOf.values()) expect(count).toBeLessThanOrEqual(3)
      }),
      { numRuns: 500 },
    )
  })
})
