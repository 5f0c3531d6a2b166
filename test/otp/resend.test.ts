import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issueState, type SecretIds, timersOf } from '../../src/otp/challenge.ts'
import { SECOND } from '../../src/platform/time.ts'
import {
  askAgain,
  asker,
  at,
  challenge,
  guessed,
  issuedCode,
  refusal,
  sealed,
  SECRET_IDS,
  sending,
  texted,
} from '../support/challenge.ts'

const CHANGED = { phone: sealed('other') }
const GONE: SecretIds = ['k2']

/** A dispatch of the first issue of which nothing has been heard. */
const UNHEARD = { receipts: {}, issue: 1, spoken: 0 }

describe('the first text', () => {
  it('[R2] brings the first issue, for 300 s', () => {
    expect(challenge()).toEqual({
      startedBy: 'first',
      phone: sealed('phone'),
      askers: [asker('starter')],
      issue: { number: 1, secretId: 'k1', firstTextAt: at(0), expiresAt: at(300), attempts: 0 },
      issues: 1,
      lastNumber: 1,
      texts: 1,
      textsToFormer: 0,
      lastTextAt: at(0),
      dispatches: [
        { ...UNHEARD, id: 'first', at: at(0), channel: 'sms', language: 'en', gateways: ['a'] },
      ],
      recentGateways: ['a'],
      lastAttempt: undefined,
      pending: undefined,
    })
  })
})

describe('a resend', () => {
  it('is under way with what to go back to, and answers with the code to send', () => {
    const former = guessed(challenge(), 1)
    const more = { asker: asker('other'), channel: 'sms', language: 'hi' } as const
    const { next, answer } = askAgain(former, 30, { id: 'second', more, maxTexts: 2 })
    const { phone, askers, issue, issues, texts, textsToFormer, lastTextAt, dispatches } = former
    const texting = { phone, askers, issue, issues, texts, textsToFormer, lastTextAt, dispatches }
    const dispatch = {
      ...UNHEARD,
      id: 'second',
      at: at(30),
      channel: 'sms',
      language: 'hi',
      gateways: ['b'],
    }
    expect(next).toEqual({
      ...former,
      askers: [asker('other'), asker('starter')],
      issue: { ...former.issue, expiresAt: at(330) },
      texts: 2,
      lastTextAt: at(30),
      dispatches: [...former.dispatches, dispatch],
      recentGateways: ['a', 'b'],
      pending: { id: 'second', until: at(50), maxTexts: 2, route: ['b', 'a'], before: texting },
    })
    expect(answer).toEqual({
      ok: true,
      issue: { ...former.issue, expiresAt: at(330) },
      timers: { attemptsLeft: 2, expiresAt: at(330), resendAt: at(90), otherChannels: false },
      route: ['b', 'a'],
      maxTexts: 2,
    })
  })

  it('delivered twice gets the same code and sends nothing more', () => {
    const once = sending(challenge(), 30, { id: 'second', maxTexts: 2 })
    const again = askAgain(once, 31, { id: 'second', more: { route: ['c'] } })
    expect(again).toEqual({ answer: issuedCode(challenge(), 30, { maxTexts: 2 }) })
  })

  it('waits for the one under way for 20 s at most', () => {
    const busy = sending(challenge(), 1, CHANGED)
    expect(askAgain(busy, 20.999, CHANGED)).toEqual({
      answer: { ok: false, reason: 'in_progress', timers: timersOf(busy, SECRET_IDS) },
    })
    expect(refusal(busy, 20.999)).toBe('in_progress')
    expect(refusal(busy, 21, CHANGED)).toBeUndefined()
  })

  it('names who asked once, the last one first', () => {
    let current = challenge()
    for (const [name, seconds] of [
      ['b', 30],
      ['c', 90],
      ['b', 210],
    ] as const) {
      current = texted(current, seconds, { more: { asker: asker(name) } })
    }
    expect(current.askers).toEqual(['b', 'c', 'starter'].map(asker))
  })

  it('to a fictitious number asks no gateway', () => {
    const { dispatches, recentGateways } = sending(challenge({ recentGateways: [] }), 30, {
      more: { route: [] },
    })
    expect([dispatches.at(-1)?.gateways, recentGateways]).toEqual([[], []])
  })

  it('is refused after the deadline, as the challenge is over, and not before', () => {
    expect(refusal(challenge(), 30, { deadline: at(30) })).toBeUndefined()
    expect(askAgain(challenge(), 30.001, { deadline: at(30) })).toEqual({
      answer: { ok: false, reason: 'challenge_over' },
    })
  })
})

describe('the wait for the next text', () => {
  it('[R32] is 30, 60, 120 and from then on 300 seconds after the last', () => {
    let now = 0
    let current = challenge()
    for (const wait of [30, 60, 120, 300, 300]) {
      now += wait
      expect(askAgain(current, now - 0.001)).toEqual({
        answer: { ok: false, reason: 'resend_too_soon', timers: timersOf(current, SECRET_IDS) },
      })
      current = texted(current, now)
    }
    expect(timersOf(challenge({ texts: 40 }), SECRET_IDS).resendAt).toBe(at(300))
  })

  it('is not shortened by a new issue', () => {
    const fresh = texted(guessed(texted(texted(challenge(), 30), 90), 3), 210)
    expect(fresh.issue.number).toBe(2)
    expect(timersOf(fresh, SECRET_IDS).resendAt).toBe(at(510))
  })

  it('is none for a changed phone, whose text counts all the same', () => {
    const changed = texted(challenge(), 0, CHANGED)
    expect(changed).toMatchObject({ texts: 2, textsToFormer: 1 })
    expect(timersOf(changed, SECRET_IDS).resendAt).toBe(at(60))
  })
})

describe('the code of a resend', () => {
  it('[R6] is the same, with its attempts and number, and 300 s more', () => {
    const again = texted(guessed(challenge(), 2), 30)
    expect(again.issue).toEqual({ ...challenge().issue, attempts: 2, expiresAt: at(330) })
    expect(again).toMatchObject({ issues: 1, lastNumber: 1 })
  })

  it('[R2] never lives past 600 s from its first text', () => {
    const third = texted(texted(challenge(), 250), 400)
    expect(third.issue).toMatchObject({ number: 1, expiresAt: at(600) })
  })

  it('[R7] is a new one where the old one would live less than 180 s', () => {
    const second = texted(challenge(), 290)
    expect(issuedCode(second, 420).issue).toMatchObject({ number: 1, expiresAt: at(600) })
    const fresh = texted(second, 420.001)
    expect(fresh.issue).toMatchObject({ number: 2, expiresAt: at(720.001), attempts: 0 })
    expect(fresh).toMatchObject({ issues: 2, lastNumber: 2 })
  })

  it.each([
    ['has expired', challenge(), 300, { secretIds: ['k2', 'k1'] }],
    ['is locked', guessed(challenge(), 3), 30, { secretIds: ['k2', 'k1'] }],
    ['was for another phone', challenge(), 30, { ...CHANGED, secretIds: ['k2', 'k1'] }],
    ['was derived from a secret that is gone', challenge(), 30, { secretIds: GONE }],
  ] as const)('[R63] is a new one where the old one %s', (_, from, seconds, wish) => {
    expect(issuedCode(from, seconds, wish).issue).toEqual({
      number: 2,
      secretId: 'k2',
      firstTextAt: at(seconds),
      expiresAt: at(seconds + 300),
      attempts: 0,
    })
  })

  it('keeps its secret while it lives, though a newer one is there', () => {
    const { issue } = issuedCode(challenge(), 30, { secretIds: ['k2', 'k1'] })
    expect(issue.secretId).toBe('k1')
  })

  it('never has the number of a withdrawn issue', () => {
    const fresh = sending(guessed(challenge({ lastNumber: 7 }), 3), 30)
    expect(fresh).toMatchObject({ issue: { number: 8 }, issues: 2, lastNumber: 8 })
    expect(sending(challenge({ lastNumber: 7 }), 30).lastNumber).toBe(7)
  })

  it('is the third at most, though that one may be texted while it lives', () => {
    const third = texted(texted(challenge(), 1, CHANGED), 2, CHANGED)
    expect(third.issues).toBe(3)
    expect(refusal(third, 3, CHANGED)).toBe('challenge_over')
    expect(texted(third, 122).issue).toMatchObject({ number: 3, expiresAt: at(422) })
    expect(refusal(guessed(third, 3), 122)).toBe('challenge_over')
    expect(refusal(third, 302)).toBe('challenge_over')
  })
})

describe('a changed phone', () => {
  it('[R9] begins anew with a new code, its own asker and its own dispatches', () => {
    const before = texted(challenge(), 30, { more: { asker: asker('other') } })
    const { phone, askers, dispatches, issue, recentGateways } = sending(before, 31, CHANGED)
    expect({ phone, askers, number: issue.number }).toEqual({
      phone: sealed('other'),
      askers: [asker('starter')],
      number: 2,
    })
    expect(dispatches.map(({ id }) => id)).toEqual(['at 31'])
    expect(recentGateways).toEqual(['b', 'a'])
  })
})

describe('a call or WhatsApp', () => {
  const third = texted(texted(challenge(), 30), 90)

  it.each(['voice', 'whatsapp'] as const)('by %s is one more text, once offered', (channel) => {
    const called = sending(third, 210, { more: { channel } })
    expect(called).toMatchObject({ texts: 4, issue: { number: 1 } })
    expect(called.dispatches.at(-1)).toMatchObject({ id: 'at 210', channel })
    expect(refusal(third, 209.999, { more: { channel } })).toBe('resend_too_soon')
  })

  it.each([
    ['before the third text', texted(challenge(), 30), {}],
    ['to another phone', third, CHANGED],
  ])('is refused %s', (_, from, wish) => {
    expect(askAgain(from, 210, { ...wish, more: { channel: 'voice' } })).toEqual({
      answer: { ok: false, reason: 'channel_not_offered', timers: timersOf(from, SECRET_IDS) },
    })
  })
})

describe('whatever a person does with a challenge', () => {
  const step = fc.record({
    wait: fc.oneof(fc.nat(40), fc.nat(400)),
    guesses: fc.nat(3),
    isPhoneChanged: fc.boolean(),
  })

  it('[R8] its codes, texts and lifetimes keep their bounds', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let current = challenge()
        let now = 0
        const guessesOf = new Map([[1, 0]])
        for (const { wait, guesses, isPhoneChanged } of steps) {
          now += wait
          for (let i = 0; i < guesses; i++) {
            if (issueState(current.issue, SECRET_IDS, at(now)) !== 'live') break
            current = guessed(current, current.issue.attempts + 1)
            const { number } = current.issue
            guessesOf.set(number, (guessesOf.get(number) ?? 0) + 1)
          }
          const before = current
          const wish = isPhoneChanged ? CHANGED : {}
          if (refusal(before, now, wish) !== undefined) continue
          current = texted(before, now, wish)
          const { issue } = current
          expect(current.texts).toBe(before.texts + 1)
          expect(issue.expiresAt - at(now)).toBeLessThanOrEqual(300 * SECOND)
          expect(issue.expiresAt - at(now)).toBeGreaterThanOrEqual(180 * SECOND)
          expect(issue.expiresAt - issue.firstTextAt).toBeLessThanOrEqual(600 * SECOND)
          expect(issueState(issue, SECRET_IDS, at(now))).toBe('live')
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
