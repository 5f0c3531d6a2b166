import { expect, test } from 'vitest'
import type { SendReply, SessionReply } from '../../src/web/lib/replies.ts'
import {
  channelFor,
  hasCode,
  mayHaveCode,
  NEW_SIGNUP,
  phoneOf,
  screenFor,
  type SignupEvent,
  type SignupState,
  transition,
} from '../../src/web/signup/state.ts'

const PHONE = '+919876543210'
const OTHER = '+919876501234'
const TIMERS = { expires_in: 300, resend_in: 30, attempts_left: 3 }
const SEND: SendReply = {
  success: true,
  message: '',
  session_id: 'a1b2c3d4',
  phone: '+91 •••••• 3210',
  code_issue: 1,
  ...TIMERS,
}
const SESSION: SessionReply = { ...SEND, step: 1, completed: [] }

const send: SignupEvent = { type: 'send', reply: SEND, phone: PHONE }
const resume: SignupEvent = { type: 'resume', reply: SESSION }
const channel: SignupEvent = { type: 'channel', channel: 'voice' }
const verification: SignupEvent = { type: 'verification' }

/** Gives the state after these events, the first a second after the epoch. */
function after(...events: SignupEvent[]): SignupState {
  return events.reduce((state, event, index) => transition(state, event, 1000 + index), NEW_SIGNUP)
}

test('a send gives session, number and deadlines', () => {
  expect(after(send)).toEqual({
    challenge: { sessionId: 'a1b2c3d4', maskedPhone: '+91 •••••• 3210', phone: PHONE, issue: 1 },
    deadlines: { expiresAt: 301_000, resendAt: 31_000, attemptsLeft: 3 },
    isVerified: false,
    channel: undefined,
    tracksDelivery: false,
  })
})

test.each([
  ['+91 •••••• 3210', PHONE],
  ['+91 •••••• 9999', undefined],
])('a code that was replaced is the one that is live, sent to %s', (masked, phone) => {
  const failure = { success: false, error: 'code_replaced', phone: masked, code_issue: 2 } as const
  const replacement: SignupEvent = { type: 'replacement', failure: { ...failure, resend_in: 9 } }
  expect(after(send, replacement)).toEqual({
    ...after(send),
    challenge: { sessionId: 'a1b2c3d4', maskedPhone: masked, phone, issue: 2 },
    deadlines: { expiresAt: 301_000, resendAt: 10_001, attemptsLeft: 3 },
  })
  expect(after(replacement)).toEqual(NEW_SIGNUP)
})

test('a resumed signup knows no whole number, and no deadline that the reply lacks', () => {
  const { attempts_left: _left, expires_in: _end, resend_in: _next, ...reply } = SESSION
  expect(after(send, { type: 'resume', reply })).toMatchObject({
    challenge: { phone: undefined },
    deadlines: { expiresAt: 0, resendAt: 0, attemptsLeft: 0 },
  })
})

test.each([
  [TIMERS, { expiresAt: 301_001, resendAt: 31_001, attemptsLeft: 3 }],
  [{ expires_in: 0 }, { expiresAt: 1001, resendAt: 31_000, attemptsLeft: 3 }],
  [{ resend_in: 0 }, { expiresAt: 301_000, resendAt: 1001, attemptsLeft: 3 }],
  [{ attempts_left: 0 }, { expiresAt: 301_000, resendAt: 31_000, attemptsLeft: 0 }],
  [{}, { expiresAt: 301_000, resendAt: 31_000, attemptsLeft: 3 }],
])(
  'a refusal with the timers %j makes them the deadlines, of the same code',
  (timers, deadlines) => {
    const state = after(send)
    expect(transition(state, { type: 'refusal', timers }, 1001)).toEqual({ ...state, deadlines })
    expect(transition(state, { type: 'refusal', timers }, 1001).challenge).toBe(state.challenge)
  },
)

test('another send is another code, though it go to the same number', () => {
  const state = after(send)
  expect(transition(state, send, 1000)).toEqual(state)
  expect(transition(state, send, 1000).challenge).not.toBe(state.challenge)
})

test.each([
  [{}, false],
  [{ channels: [] }, false],
  [{ channels: ['voice' as const] }, true],
  [{ delivery: 'pending' as const }, true],
])(
  'a reply with %j has delivery tracked: %j; then to the end of the page',
  (more, tracksDelivery) => {
    const reply = { ...SEND, ...more }
    const state = after({ type: 'send', reply, phone: PHONE }, resume)
    expect(state).toMatchObject({ tracksDelivery })
    expect(transition(state, { type: 'end' }, 0)).toEqual({ ...NEW_SIGNUP, tracksDelivery })
  },
)

test.each([
  [after(), 'code', 'phone'],
  [after(), undefined, 'phone'],
  [after(send), 'phone', 'phone'],
  [after(send), 'code', 'code'],
  [after(send), 'later', 'phone'],
  [after(send, verification), 'code', 'later'],
  [after(send, verification), undefined, 'later'],
  [after({ type: 'resume', reply: { ...SESSION, step: 2 } }), 'later', 'later'],
  [after(send, verification, resume), 'later', 'phone'],
] as const)('%# the history stands for a screen that can be shown', (state, entry, screen) => {
  expect(screenFor(state, entry)).toBe(screen)
})

test.each([
  ['sent to it', after(send), PHONE, true, false],
  ['sent to another', after(send), OTHER, false, false],
  ['sent before a reload to one that ends alike', after(resume), PHONE, false, true],
  ['sent before a reload to another', after(resume), OTHER, false, false],
  ['sent to nobody', after(), PHONE, false, false],
])('a code %s', (_, state, phone, has, mayHave) => {
  expect(hasCode(state, phone, 300_999)).toBe(has)
  expect(mayHaveCode(state, phone, 300_999)).toBe(mayHave)
  const useless = transition(state, { type: 'refusal', timers: { attempts_left: 0 } }, 0)
  for (const [dead, now] of [[state, 301_000] as const, [useless, 1000] as const]) {
    expect(hasCode(dead, phone, now)).toBe(false)
    expect(mayHaveCode(dead, phone, now)).toBe(false)
  }
})

test('a channel is for the number that it was chosen for, until a code is sent', () => {
  expect(channelFor(after(resume, channel), PHONE)).toBe('voice')
  expect(channelFor(after(resume, channel), OTHER)).toBeUndefined()
  expect(channelFor(after(channel), PHONE)).toBeUndefined()
  expect(channelFor(after(resume, channel, send), PHONE)).toBeUndefined()
})

test('the whole number is told of the session alone that it was typed for', () => {
  expect(phoneOf(after(send, verification), SESSION)).toBe(PHONE)
  expect(phoneOf(after(send), { ...SESSION, session_id: 'ffffffff' })).toBeUndefined()
  expect(phoneOf(after(send), { ...SESSION, phone: '+91 •••••• 9999' })).toBeUndefined()
  expect(phoneOf(after(resume), SESSION)).toBeUndefined()
  expect(phoneOf(NEW_SIGNUP, SESSION)).toBeUndefined()
})
