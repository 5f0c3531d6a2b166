import { describe, expect, it } from 'vitest'
import { type Challenge, timersOf } from '../../src/otp/challenge.ts'
import { withGateways } from '../../src/otp/deliveries.ts'
import { isUntouched, recordOutcome, recordReceipt } from '../../src/otp/outcome.ts'
import type { Dispatch } from '../../src/sms/dispatch.ts'
import {
  asker,
  at,
  challenge,
  guessed,
  issuedCode,
  notSentBy,
  offered,
  refusal,
  sealed,
  SECRET_IDS,
  sending,
  sentBy,
  texted,
} from '../support/challenge.ts'

const CHANGED = { id: 'second', phone: sealed('other') }

const record = (of: Challenge, dispatch: Dispatch, id = 'second') =>
  recordOutcome(of, id, dispatch, SECRET_IDS)

/** The challenge once the send under way was not sent. */
const withdrawn = (of: Challenge) => record(of, notSentBy('b', 'a')).next

describe('a send that went out', () => {
  const pending = sending(challenge(), 30, { id: 'second', maxTexts: 2 })

  it('is under way no more, and is reported by the gateways that may have sent it', () => {
    const next = {
      ...pending,
      dispatches: withGateways(pending.dispatches, 'second', ['a']),
      recentGateways: ['b', 'a'],
      pending: undefined,
    }
    const dispatch: Dispatch = {
      kind: 'sent',
      texts: 1,
      segments: 1,
      gateway: 'a',
      attempts: [...notSentBy('b').attempts, ...sentBy('a').attempts],
    }
    const timers = timersOf(next, SECRET_IDS)
    expect(record(pending, dispatch)).toEqual({ next, answer: { release: false, timers } })
    expect(timers.resendAt).toBe(at(90))
  })

  it('counts as many texts as gateways may have sent', () => {
    const { next, answer } = record(pending, sentBy('b', 'a'))
    expect(next).toMatchObject({ texts: 3, dispatches: [{}, { gateways: ['b', 'a'] }] })
    expect(answer.timers?.resendAt).toBe(at(30 + 120))
  })

  it.each(['not sent', 'sent'])('changes nothing when another outcome is repeated: %s', (how) => {
    const { next = pending } = record(pending, sentBy('b'))
    const dispatch = how === 'sent' ? sentBy('b', 'a') : notSentBy('b')
    expect(record(next, dispatch)).toEqual({ answer: { release: false } })
  })

  it('changes nothing where it is not the one under way', () => {
    expect(record(pending, sentBy('b'), 'third')).toEqual({ answer: { release: false } })
    expect(record(pending, notSentBy('b'), 'third')).toEqual({ answer: { release: false } })
  })
})

describe('the first send', () => {
  it('counts the texts that it came to, once, and the gateways', () => {
    const { next = challenge(), answer } = record(challenge(), sentBy('a', 'b'), 'first')
    expect(next).toEqual({
      ...challenge(),
      texts: 2,
      dispatches: [{ ...challenge().dispatches[0], gateways: ['a', 'b'] }],
      recentGateways: ['a', 'b'],
    })
    expect(answer).toEqual({ release: false, timers: timersOf(next, SECRET_IDS) })
    expect(record(next, sentBy('a', 'b'), 'first').next).toEqual(next)
  })

  it('takes nothing back from a later one, which stays under way', () => {
    const later = sending(texted(challenge(), 30), 90, { id: 'third' })
    const { next } = record(later, sentBy('a', 'b'), 'first')
    expect(next).toMatchObject({ texts: 3, pending: later.pending })
  })

  it('is not taken back here where it was not sent: its session is discarded', () => {
    expect(record(challenge(), notSentBy('a'), 'first')).toEqual({ answer: { release: false } })
  })

  it.each<[string, boolean, Challenge]>([
    ['alone', true, challenge()],
    ['and a guess', false, guessed(challenge(), 1)],
    ['and another text', false, texted(challenge(), 30)],
    ['of another challenge', false, challenge({ startedBy: 'another' })],
  ])('%s: nothing more has come of it: %s', (_, untouched, of) => {
    expect(isUntouched(of, 'first')).toBe(untouched)
  })
})

describe('a send that was not sent', () => {
  it.each(['not_sent', 'undeliverable'] as const)(
    '[R51] leaves all as before it but for the gateways asked: %s',
    (kind) => {
      const before = guessed(challenge(), 1)
      const dispatch: Dispatch = { ...notSentBy('b', 'c'), kind }
      const { next, answer } = record(sending(before, 30, CHANGED), dispatch)
      expect(next).toEqual({ ...before, lastNumber: 2, recentGateways: ['a', 'b', 'c'] })
      expect(answer).toEqual({ release: true, timers: timersOf(before, SECRET_IDS) })
    },
  )

  it('keeps the guesses made at its code meanwhile, where that is the former one', () => {
    const again = guessed(sending(guessed(challenge(), 1), 30, { id: 'second' }), 2)
    const { next, answer } = record(again, notSentBy('b'))
    expect(next).toMatchObject({ issue: guessed(challenge(), 2).issue, texts: 1, issues: 1 })
    expect(answer).toMatchObject({ release: true, timers: { attemptsLeft: 1 } })
  })

  it('counts all the same where its new code was guessed at, though the former one is back', () => {
    const before = guessed(challenge(), 2)
    const fresh = guessed(sending(before, 30, CHANGED), 1)
    const { next, answer } = record(fresh, notSentBy('b'))
    expect(next).toEqual({
      ...before,
      issues: 2,
      lastNumber: 2,
      texts: 2,
      lastTextAt: at(30),
      recentGateways: ['a', 'b'],
      lastAttempt: 'guess 1',
    })
    expect(answer).toMatchObject({ release: false, timers: { attemptsLeft: 1, resendAt: at(90) } })
  })

  it('uses up no issue, however often it is tried, but those that were guessed at', () => {
    let locked = guessed(challenge(), 3)
    for (let tries = 1; tries <= 5; tries++) {
      locked = withdrawn(sending(locked, 30 + tries, { id: 'second' })) ?? locked
    }
    expect(locked).toMatchObject({ issues: 1, lastNumber: 6, texts: 1, issue: { number: 1 } })
    expect(issuedCode(locked, 40).issue.number).toBe(7)
    for (const seconds of [41, 42]) {
      locked = withdrawn(guessed(sending(locked, seconds, CHANGED), 1)) ?? locked
    }
    expect(refusal(locked, 43, CHANGED)).toBe('challenge_over')
  })

  it('leaves other channels offered for the phone that it goes back to', () => {
    const former = texted(texted(challenge(), 30), 90)
    const changed = guessed(sending(former, 100, CHANGED), 1)
    expect([changed, withdrawn(changed) ?? changed].map(offered)).toEqual([false, true])
  })
})

const receive = (of: Challenge, id: string, status: 'delivered' | 'undelivered' = 'delivered') =>
  recordReceipt(of, id, 'a', status)

const receipts = (of: Challenge | undefined) => of?.dispatches.map((one) => one.receipts)

describe('a receipt', () => {
  it('is recorded, with whose text it was and who asked for it last', () => {
    const twice = texted(challenge(), 30, { more: { asker: asker('other') } })
    const { next, answer } = receive(twice, 'first')
    expect(next).toEqual({
      ...twice,
      dispatches: [{ ...twice.dispatches[0], receipts: { a: 'delivered' } }, twice.dispatches[1]],
    })
    expect(answer).toEqual({ isFirst: true, phone: sealed('phone'), asker: asker('other') })
  })

  it('that is repeated, or of no text of this challenge, changes nothing', () => {
    const failed = receive(challenge(), 'first', 'undelivered').next ?? challenge()
    expect(receive(failed, 'first', 'undelivered')).toEqual({ answer: undefined })
    expect(receive(failed, 'another')).toEqual({ answer: undefined })
    expect(receive(sending(failed, 30), 'another')).toEqual({ answer: undefined })
    expect(receive(failed, 'first').answer?.isFirst).toBe(false)
  })

  it('is kept where a send under way to the same phone is withdrawn', () => {
    const { next = challenge() } = receive(sending(challenge(), 30, { id: 'second' }), 'first')
    expect(receipts(next)).toEqual([{ a: 'delivered' }, {}])
    expect(next.pending).toMatchObject({ id: 'second', route: ['b', 'a'] })
    expect(receipts(withdrawn(next))).toEqual([{ a: 'delivered' }])
  })

  it('of the send under way is not kept where that is withdrawn', () => {
    const pending = sending(challenge(), 30, { id: 'second' })
    const { next = pending } = receive(pending, 'second')
    expect(next.pending).toEqual(pending.pending)
    expect(receipts(withdrawn(next))).toEqual([{}])
  })

  it('of the former phone is kept while its change is under way, and is for who asked then', () => {
    const change = sending(challenge(), 1, { ...CHANGED, more: { asker: asker('other') } })
    const { next, answer } = receive(change, 'first')
    expect(answer).toEqual({ isFirst: true, phone: sealed('phone'), asker: asker('starter') })
    expect(next).toMatchObject({ phone: sealed('other'), dispatches: change.dispatches })
    expect(receipts(withdrawn(next ?? change))).toEqual([{ a: 'delivered' }])
  })

  it('of the former phone changes nothing once its change went out', () => {
    expect(receive(texted(challenge(), 1, CHANGED), 'first')).toEqual({ answer: undefined })
  })

  it('of a new phone is for it and who asked for it', () => {
    const more = { asker: asker('other') }
    const { answer } = receive(sending(challenge(), 1, { ...CHANGED, more }), 'second')
    expect(answer).toEqual({ isFirst: true, phone: sealed('other'), asker: asker('other') })
  })
})
