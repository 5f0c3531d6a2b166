import type { AddressNames } from '../limits/address-names.ts'
import type { Phone } from '../phone/number.ts'
import type { Sealed } from '../platform/secrets.ts'
import type { DispatchRecord } from './deliveries.ts'
import { ATTEMPTS, ISSUES, SPEAKING, TEXTS_BEFORE_OTHER_CHANNELS, waitAfter } from './schedule.ts'

/** Describes one code: the same in every text until a new issue replaces it. Its digits are not here. */
export type Issue = {
  /** The HOTP counter. */
  readonly number: number
  /** The id of the `OTP_SECRET` that it is derived from. */
  readonly secretId: string
  readonly firstTextAt: number
  readonly expiresAt: number
  /** Guesses counted against it, right or wrong. */
  readonly attempts: number
}

/** Holds a phone at rest. */
export type SealedPhone = { readonly number: Sealed; readonly country: Phone['country'] }

/** Holds what a text changes, and what its withdrawal puts back. */
export type Texting = {
  readonly phone: SealedPhone
  /** The addresses that texts to this phone were sent for, the last first: their counts hear what becomes of it. */
  readonly askers: readonly [AddressNames, ...AddressNames[]]
  /** The code that a guess is compared with. */
  readonly issue: Issue
  /** Issues that were, or may have been, texted. */
  readonly issues: number
  readonly texts: number
  /** The texts that went to phones before this one. */
  readonly textsToFormer: number
  readonly lastTextAt: number
  /** The dispatches to this phone, newest last: what receipts refer to. */
  readonly dispatches: readonly DispatchRecord[]
}

/** Holds the state of one person's proof that a phone is theirs. No code, no token, no phone in clear. */
export type Challenge = Texting & {
  /** The id of its first send. */
  readonly startedBy: string
  /** The highest issue number ever used; withdrawn issues keep theirs. */
  readonly lastNumber: number
  /** The gateways of its sends, the last to be asked last. */
  readonly recentGateways: readonly string[]
  /** The last attempt counted: the same request delivered again is not another. */
  readonly lastAttempt: string | undefined
  /** The send under way, and what to go back to where nothing was sent. */
  readonly pending: PendingSend | undefined
}

export type PendingSend = {
  readonly id: string
  readonly until: number
  readonly maxTexts: number
  readonly route: readonly string[]
  readonly before: Texting
}

/** Lists the ids of the code secrets, the one for new codes first; where an id is gone its codes expire. */
export type SecretIds = readonly [string, ...string[]]

/** Says what a person may still do, in absolute milliseconds. */
export type Timers = {
  readonly attemptsLeft: number
  readonly expiresAt: number
  readonly resendAt: number
  /** The code may be asked for by a call or WhatsApp. */
  readonly otherChannels: boolean
}

export type Refused<Reason extends string> = { readonly ok: false; readonly reason: Reason }

/** Holds a transition's answer, and the challenge to store, where it changes. */
export type Transition<Answer> = { readonly next?: Challenge; readonly answer: Answer }

export type IssueState = 'live' | 'locked' | 'expired'

/** Judges an issue on reading; locked outranks expired. */
export function issueState(issue: Issue, secretIds: SecretIds, now: number): IssueState {
  if (issue.attempts >= ATTEMPTS) return 'locked'
  return secretIds.includes(issue.secretId) && now < issue.expiresAt ? 'live' : 'expired'
}

/** Tells that nothing can come of a challenge any more: its last issue is dead. */
export function isOver(challenge: Challenge, secretIds: SecretIds, now: number): boolean {
  return challenge.issues >= ISSUES && issueState(challenge.issue, secretIds, now) !== 'live'
}

/** Gives a challenge's timers; a code whose secret is gone has no time left. */
export function timersOf(challenge: Texting, secretIds: SecretIds): Timers {
  const { issue, texts, lastTextAt } = challenge
  return {
    attemptsLeft: ATTEMPTS - issue.attempts,
    expiresAt: secretIds.includes(issue.secretId) ? issue.expiresAt : 0,
    resendAt: lastTextAt + waitAfter(texts),
    otherChannels: offersOtherChannels(challenge),
  }
}

/** Tells whether calls are offered: texts to a former phone do not count, or they would ring any other. */
export function offersOtherChannels({ texts, textsToFormer }: Texting): boolean {
  return texts - textsToFormer >= TEXTS_BEFORE_OTHER_CHANNELS
}

/** Identifies a guess, and the issue whose code it is meant to be, where its client says so. */
export type Attempt = { readonly id: string; readonly issue: number | undefined }

/** Refuses a guess at another issue than the live one, whose number it gives. */
export type CodeReplaced = Refused<'code_replaced'> & {
  readonly issue: number
  readonly timers: Timers
}

export type AttemptRefusal = Refused<'otp_incorrect' | 'otp_expired' | 'too_many_attempts'> & {
  readonly timers: Timers
}

/** Counts a guess; the caller stores `next` before it compares the code. */
export function attempt(
  challenge: Challenge,
  { id, issue: meant }: Attempt,
  secretIds: SecretIds,
  now: number,
):
  | { readonly next: Challenge }
  | { readonly next?: undefined; readonly answer: AttemptRefusal | CodeReplaced } {
  const { issue, lastAttempt } = challenge
  const timers = timersOf(challenge, secretIds)
  // The same guess, delivered twice: had it been right, the phone would be verified.
  if (lastAttempt === id) return { answer: { ok: false, reason: 'otp_incorrect', timers } }
  if (meant !== undefined && meant !== issue.number) {
    return { answer: { ok: false, reason: 'code_replaced', issue: issue.number, timers } }
  }
  const state = issueState(issue, secretIds, now)
  if (state === 'locked') return { answer: { ok: false, reason: 'too_many_attempts', timers } }
  if (state === 'expired') return { answer: { ok: false, reason: 'otp_expired', timers } }
  const counted = { ...issue, attempts: issue.attempts + 1 }
  return { next: { ...challenge, issue: counted, lastAttempt: id } }
}

/** Says what a call speaks: the language of the request for it, and the issue where it is to be spoken. */
export type Speech = { readonly language: string; readonly issue: Issue | undefined }

/**
 * Speaks the code that a call was made for while it is live, for some minutes and a few times: whoever
 * posts a key press of it again learns no later code. Undefined where there is no such call.
 */
export function speak(
  challenge: Challenge,
  sendId: string,
  secretIds: SecretIds,
  now: number,
): Transition<Speech | undefined> {
  const { dispatches, issue } = challenge
  const index = dispatches.findIndex(({ id, channel }) => id === sendId && channel === 'voice')
  const call = dispatches[index]
  if (!call) return { answer: undefined }
  const { language, spoken } = call
  const isOwn = call.issue === issue.number && issueState(issue, secretIds, now) === 'live'
  if (!isOwn || spoken >= SPEAKING.times || now >= call.at + SPEAKING.span) {
    return { answer: { language, issue: undefined } }
  }
  const next = { ...challenge, dispatches: dispatches.with(index, { ...call, spoken: spoken + 1 }) }
  return { next, answer: { language, issue } }
}
