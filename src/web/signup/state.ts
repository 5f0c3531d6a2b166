import type { Channel, Failure, SendReply, SessionReply, Timers } from '../lib/replies.ts'

/** Names a screen of the page. Browser history knows `phone`, `code` and `later`, any later step. */
export type Screen = 'resume' | 'phone' | 'code' | 'later'

/** Holds what the page knows of the signup. */
export interface SignupState {
  /** Holds session and number of the last code, in another object for each code. */
  readonly challenge: Challenge | undefined
  readonly deadlines: Deadlines
  readonly isVerified: boolean
  /** Names what to send by once the person has entered the number again. */
  readonly channel: Channel | undefined
  /** Tells that a reply told of delivery or channels, which any later one may end. */
  readonly tracksDelivery: boolean
}

interface Challenge {
  readonly sessionId: string
  readonly maskedPhone: string
  /** Holds the whole number; nothing after a reload, since nothing keeps it. */
  readonly phone: string | undefined
  /** Numbers the code that a guess is for. */
  readonly issue: number | undefined
}

/** Holds deadlines of a code in milliseconds, as `performance.now()`. */
export interface Deadlines {
  readonly expiresAt: number
  readonly resendAt: number
  readonly attemptsLeft: number
}

/** Tells of a code or session, of a refusal's timers, or of what the person or the server did. */
export type SignupEvent =
  | { type: 'send'; reply: SendReply; phone: string }
  | { type: 'resume'; reply: SessionReply }
  | { type: 'refusal'; timers: Partial<Timers> }
  | { type: 'replacement'; failure: Failure }
  | { type: 'channel'; channel: Channel | undefined }
  | { type: 'verification' }
  | { type: 'end' }

export const NEW_SIGNUP: SignupState = {
  challenge: undefined,
  deadlines: { expiresAt: 0, resendAt: 0, attemptsLeft: 0 },
  isVerified: false,
  channel: undefined,
  tracksDelivery: false,
}

/** Gives the state after an event; `now` in milliseconds. */
export function transition(state: SignupState, event: SignupEvent, now: number): SignupState {
  switch (event.type) {
    case 'send':
      return { ...challenge(state, event.reply, event.phone, now), channel: undefined }
    case 'resume':
      return {
        ...challenge(state, event.reply, undefined, now),
        isVerified: event.reply.step > 1,
      }
    case 'refusal':
      return { ...state, deadlines: postpone(state.deadlines, event.timers, now) }
    case 'replacement':
      return replace(state, event.failure, now)
    case 'channel':
      return { ...state, channel: event.channel }
    case 'verification':
      return { ...state, isVerified: true }
    case 'end':
      return { ...NEW_SIGNUP, tracksDelivery: state.tracksDelivery }
  }
}

/** Picks the screen for an entry of the browser's history, as far as that can still be shown. */
export function screenFor(state: SignupState, entry: Screen | undefined): Screen {
  // What is left to say of step 1 is said there, too.
  if (state.isVerified) return 'later'
  return entry === 'code' && state.challenge ? 'code' : 'phone'
}

/** Tells whether a usable code went to this number, so that the page need not ask for one. */
export function hasCode(state: SignupState, phone: string, now: number): boolean {
  return state.challenge?.phone === phone && isUsable(state, now)
}

/** Tells whether, as far as is known after a reload, a usable code went to this number. */
export function mayHaveCode(state: SignupState, phone: string, now: number): boolean {
  return !state.challenge?.phone && isSamePhone(state, phone) && isUsable(state, now)
}

/** Gives a session's whole number, where it was typed here: another tab may have another signup. */
export function phoneOf(
  { challenge: last }: SignupState,
  { session_id: sessionId, phone }: SessionReply,
): string | undefined {
  const isIts = last?.sessionId === sessionId && last.maskedPhone === phone
  return isIts ? last.phone : undefined
}

/** Gives the channel to send by to a number that the person entered again. */
export function channelFor(state: SignupState, phone: string): Channel | undefined {
  return isSamePhone(state, phone) ? state.channel : undefined
}

function challenge(
  state: SignupState,
  reply: SendReply | SessionReply,
  phone: string | undefined,
  now: number,
): SignupState {
  return {
    ...state,
    challenge: {
      sessionId: reply.session_id,
      maskedPhone: reply.phone,
      phone,
      issue: reply.code_issue,
    },
    deadlines: postpone(NEW_SIGNUP.deadlines, reply, now),
    tracksDelivery: state.tracksDelivery || Boolean(reply.delivery || reply.channels?.length),
  }
}

/** Takes over that another code is live than the page knew of, perhaps another number's. */
function replace(state: SignupState, failure: Failure, now: number): SignupState {
  const { challenge: former } = state
  if (!former) return state
  const { phone: maskedPhone = former.maskedPhone, code_issue: issue } = failure
  const phone = maskedPhone === former.maskedPhone ? former.phone : undefined
  return {
    ...state,
    challenge: { ...former, maskedPhone, phone, issue },
    deadlines: postpone(state.deadlines, failure, now),
  }
}

function postpone(former: Deadlines, timers: Partial<Timers>, now: number): Deadlines {
  const { expires_in, resend_in, attempts_left } = timers
  return {
    expiresAt: expires_in === undefined ? former.expiresAt : now + expires_in * 1000,
    resendAt: resend_in === undefined ? former.resendAt : now + resend_in * 1000,
    attemptsLeft: attempts_left ?? former.attemptsLeft,
  }
}

function isUsable({ deadlines }: SignupState, now: number): boolean {
  return deadlines.expiresAt > now && deadlines.attemptsLeft > 0
}

// All that the masked number tells is how it ends.
function isSamePhone({ challenge: last }: SignupState, phone: string): boolean {
  return last?.maskedPhone.slice(-4) === phone.slice(-4)
}
