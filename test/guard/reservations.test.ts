import { beforeEach, describe, expect, it } from 'vitest'
import {
  commitSend,
  EMPTY,
  forget,
  forgetAt,
  type GuardState,
  isTrusted,
  reserve,
  trust,
} from '../../src/guard/reservations.ts'
import type { Send } from '../../src/otp/send.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { newSend } from '../support/send.ts'
import { MemoryGuard } from './memory-guard.ts'

const SENT = { kind: 'sent', texts: 1 } as const
const FAILED = { kind: 'failed', counts: false } as const
const UNDELIVERABLE = { kind: 'failed', counts: true } as const

const OK = expect.objectContaining({ ok: true })
const LIMITED = expect.objectContaining({ ok: false, reason: 'phone_limited' })
const IN_PROGRESS = { ok: false, reason: 'in_progress' }
const ANOTHER_BODY = { ok: false, reason: 'another_body' }
const repeatOf = ({ sessionId }: Send) => ({ ok: false, reason: 'repeat', sessionId })

const keyed = (hash = 'key', body = 'body') =>
  newSend({ key: { value: `value of ${hash}`, hash, body } })

let guard: MemoryGuard
beforeEach(() => {
  guard = new MemoryGuard()
})

function reserveSend(send = newSend()): Send {
  expect(guard.reserve(send)).toEqual(OK)
  return send
}

describe('a reservation', () => {
  it('keeps of a send when it was, for whom, and its key hashed', () => {
    const send = reserveSend(keyed())
    const { id, sessionId, asker } = send
    const { address } = asker
    const text = { id, at: guard.now, address, allowance: 'common', maxTexts: 1 }
    const key = { hash: 'key', body: 'body', sessionId, sendId: id, at: guard.now, isDone: false }
    expect(guard.state).toEqual({ ...EMPTY, texts: [text], keys: [key] })
  })

  it.each([
    [0, 1],
    [1, 1],
    [3, 3],
    [9, 4],
  ])('by %i gateways counts as %i texts, once, however often it is made', (gateways, maxTexts) => {
    const send = { ...keyed(), route: Array<string>(gateways).fill('webhook') }
    expect(guard.reserve(send)).toEqual({ ok: true, maxTexts })
    expect(guard.counted()).toBe(maxTexts)
    const again = () => reserve(guard.state, send, guard.now)
    expect(again()).toEqual({ answer: { ok: true, maxTexts } })
    guard.commitSend(send.id, { kind: 'sent', texts: 2 })
    expect(again()).toEqual({ answer: { ok: true, maxTexts: 1 } })
  })

  it('is refused within 30 seconds of another, with the time when it may be made', () => {
    reserveSend()
    const retryAt = guard.now + 30 * SECOND
    guard.pass(30 * SECOND - 1)
    const { next, answer } = reserve(guard.state, keyed(), guard.now)
    expect(answer).toEqual({ ok: false, reason: 'phone_limited', retryAt })
    expect(next).toBeUndefined()
    guard.pass(1)
    reserveSend(keyed())
  })

  it.each([
    [0, 'who shows nothing', {}],
    [0, 'another device', { deviceId: 'other' }],
    [3, 'the device that verified the phone last', { deviceId: 'mine' }],
    [2, 'who solves a bot check', { solved: true }],
  ])('is made %i times more for %s once strangers have used up the texts', (times, _, shown) => {
    guard.trust({ id: 'mine', verifiedAt: guard.now })
    while (guard.reserve(newSend()).ok) guard.pass(30 * SECOND)
    for (let time = 0; time < times; time++) {
      reserveSend(newSend(shown))
      guard.pass(30 * SECOND)
    }
    expect(guard.reserve(newSend(shown))).toEqual(LIMITED)
  })

  it('drops what no limit looks back on', () => {
    for (let hours = 0; hours < 75; hours += 3) {
      guard.commitSend(reserveSend(keyed(`${hours}`)).id, SENT)
      guard.pass(3 * HOUR)
    }
    expect(guard.state.keys).toHaveLength(1)
    expect(guard.state.texts).toHaveLength(9)
  })
})

describe('an outcome', () => {
  it.each([
    ['failed', 0, FAILED],
    ['failed, but counts', 1, UNDELIVERABLE],
    ['sent', 1, SENT],
    ['sent twice', 2, { kind: 'sent', texts: 2 }],
  ] as const)(
    '(%s) counts as %i texts, and no later or unknown one does',
    (_, counted, outcome) => {
      const other = reserveSend(keyed('other'))
      guard.pass(30 * SECOND)
      const send = reserveSend(newSend({ route: ['one', 'two', 'three'] }))
      guard.commitSend(send.id, outcome)
      expect(guard.counted()).toBe(1 + counted)
      expect(guard.state.texts[0]).toMatchObject({ id: other.id, maxTexts: 1 })
      expect(guard.state.keys).toMatchObject([{ sendId: other.id, isDone: false }])
      for (const later of [FAILED, UNDELIVERABLE, SENT, outcome]) {
        expect(commitSend(guard.state, send.id, later, guard.now)).toBeUndefined()
        expect(commitSend(guard.state, 'unknown', later, guard.now)).toBeUndefined()
      }
    },
  )

  it('releases a failed send, which is not sent any more when its call comes again', () => {
    const send = reserveSend()
    guard.commitSend(send.id, FAILED)
    expect(reserve(guard.state, send, guard.now)).toEqual({ answer: IN_PROGRESS })
    expect(reserve(guard.state, newSend(), guard.now).answer).toEqual(OK)
  })

  it('releases twenty failed sends of an hour, and counts the next', () => {
    const fail = () => guard.commitSend(reserveSend().id, FAILED)
    for (let sends = 0; sends < 20; sends++) fail()
    expect(guard.counted()).toBe(0)
    fail()
    expect(guard.counted()).toBe(1)
    expect(guard.state.releases).toHaveLength(20)
    guard.pass(HOUR)
    fail()
    expect(guard.counted()).toBe(1)
    expect(guard.state.releases).toHaveLength(1)
  })
})

describe('an idempotency key', () => {
  it('is new, then in progress, then a repeat of its session for ten minutes from its outcome', () => {
    expect(guard.recall('key')).toBeUndefined()
    const first = reserveSend(keyed())
    guard.pass(SECOND)
    expect(guard.reserve(keyed())).toEqual(IN_PROGRESS)
    guard.commitSend(first.id, SENT)
    for (const span of [0, 10 * MINUTE - 1]) {
      guard.pass(span)
      expect(guard.recall('key')).toEqual(repeatOf(first))
      expect(guard.reserve(keyed())).toEqual(repeatOf(first))
    }
    guard.pass(1)
    expect(guard.recall('key')).toBeUndefined()
    const second = reserveSend(keyed())
    expect(guard.state.keys).toEqual([expect.objectContaining({ sendId: second.id })])
  })

  it('is a repeat once the lease of a send without an outcome is over', () => {
    const first = reserveSend(keyed())
    guard.pass(20 * SECOND - 1)
    expect(guard.recall('key')).toEqual(IN_PROGRESS)
    guard.pass(1)
    expect(guard.recall('key')).toEqual(repeatOf(first))
  })

  it('refuses another body, during the send and after', () => {
    const first = reserveSend(keyed())
    for (const outcome of [undefined, SENT]) {
      if (outcome) guard.commitSend(first.id, outcome)
      expect(guard.recall('key', 'other')).toEqual(ANOTHER_BODY)
      expect(guard.reserve(keyed('key', 'other'))).toEqual(ANOTHER_BODY)
    }
    guard.pass(10 * MINUTE)
    expect(guard.recall('key', 'other')).toBeUndefined()
  })

  it.each([FAILED, UNDELIVERABLE])('is new again after a send that ended as %j', (outcome) => {
    const other = reserveSend(keyed('other'))
    guard.commitSend(other.id, SENT)
    guard.pass(30 * SECOND)
    guard.commitSend(reserveSend(keyed()).id, outcome)
    expect(guard.recall('key')).toBeUndefined()
    expect(guard.recall('other')).toEqual(repeatOf(other))
  })
})

describe('the device that verified the phone', () => {
  const device = { id: 'mine', verifiedAt: 100 }

  it.each([
    [device, 'mine', 100, true],
    [device, 'mine', 100 + 180 * DAY - 1, true],
    [device, 'mine', 100 + 180 * DAY, false],
    [device, 'other', 100, false],
    [device, undefined, 100, false],
    [undefined, 'mine', 100, false],
    [undefined, undefined, 100, false],
  ])('as %j is %s at %i: %s', (trusted, id, now, is) => {
    expect(isTrusted(trusted, id, now)).toBe(is)
  })

  it('is the last one, in whatever order they come', () => {
    const state: GuardState = { version: 1, texts: [], keys: [], releases: [], device, wakeAt: 0 }
    expect(trust(EMPTY, device)).toEqual(state)
    expect(trust(state, { id: 'late', verifiedAt: 99 })).toBeUndefined()
    expect(trust(state, { id: 'same', verifiedAt: 100 })).toBeUndefined()
    expect(trust(state, { id: 'new', verifiedAt: 101 })?.device?.id).toBe('new')
  })
})

describe('what a guard forgets', () => {
  const at = [0, 1, 5] as const
  const key = { hash: 'h', body: 'b', sessionId: 's', sendId: 't', isDone: true }
  const state: GuardState = {
    ...EMPTY,
    texts: at.map((time) => ({ id: 't', at: time, address: 'a', allowance: 'common' })),
    keys: at.map((time) => ({ ...key, at: time })),
    releases: at.map((time) => ({ id: 'r', at: time })),
    device: { id: 'mine', verifiedAt: 5 },
  }

  it.each([
    [10 * MINUTE - 1, 3, 3, 3],
    [10 * MINUTE, 2, 3, 3],
    [HOUR - 1, 0, 3, 3],
    [HOUR, 0, 2, 3],
    [25 * HOUR - 1, 0, 0, 3],
    [25 * HOUR, 0, 0, 2],
    [180 * DAY, 0, 0, 0],
  ])('leaves at %i so many keys, releases and texts: %i %i %i', (now, keys, releases, texts) => {
    const kept = forget(state, now)
    const counts = [kept.keys.length, kept.releases.length, kept.texts.length]
    expect([...counts, kept.device]).toEqual([keys, releases, texts, state.device])
  })

  it.each([
    ['nothing', EMPTY, 0],
    ['the last text', state, 5 + 25 * HOUR],
    ['the last release', { ...state, texts: [] }, 5 + HOUR],
    [
      'a release after the texts',
      { ...state, releases: [{ id: 'r', at: 2 * DAY }] },
      2 * DAY + HOUR,
    ],
    ['the device at last', { ...state, texts: [], releases: [] }, 5 + 180 * DAY],
  ])('next is %s', (_, holds, next) => {
    expect(forgetAt(holds)).toBe(next)
  })
})
