import { CODE_LIFETIME_AT_MOST } from '../otp/code.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../platform/time.ts'

/** Wrong guesses an issue survives: the third locks it. */
const ATTEMPTS = 3

/** Issues of the code in one session; then the signup starts afresh. */
const ISSUES = 3

/** A code works this long from each text, within `CODE_LIFETIME_AT_MOST` from its first. */
const FROM_EACH_TEXT = 300 * SECOND

/** A text whose code would work for less than this gets a new code instead. */
const LEAST_LIFETIME = 180 * SECOND

/** The wait after the first, second and third text of a session, and after each later one. */
const LONGEST_WAIT = 300 * SECOND
const WAITS: readonly number[] = [30 * SECOND, 60 * SECOND, 120 * SECOND]

const UNVERIFIED_LIFETIME = HOUR
const VERIFIED_IDLE = DAY

/** The longest that a session lives. */
export const VERIFIED_LIFETIME = 3 * DAY

/** How long, and how often, a verify whose answer was lost may be repeated. */
export const REPLAY = { span: MINUTE, times: 3 } as const

/** One code: the same in every text until a new issue replaces it. The code itself is not here. */
export type Issue = {
  /** The HOTP counter. */
  readonly number: number
  /** The id of the `OTP_SECRET` it is made under. */
  readonly secretId: string
  readonly firstTextAt: number
  readonly expiresAt: number
  /** Guesses counted against it, right or wrong. */
  readonly attempts: number
}

/** What a session's texts have come to so far. */
export type Texting = {
  /** The code that a guess is held against. */
  readonly issue: Issue
  /** Issues that were, or may have been, texted. */
  readonly issuesUsed: number
  readonly texts: number
  readonly lastTextAt: number
  /** How many of the texts went to phones before this one; absent where the phone never changed. */
  readonly toFormer?: number
}

/** What a person may still do, in absolute milliseconds. */
export type Timers = {
  readonly attemptsLeft: number
  readonly expiresAt: number
  readonly resendAt: number
  /** The code may be asked for by another way than a text. */
  readonly otherWays: boolean
}

/** The first text and two more have not helped: then other ways to get the code are offered. */
const TEXTS_BEFORE_OTHER_WAYS = 3

/**
 * Whether the code may go out to this phone by another way than a text now. What went to a former
 * phone does not count: whoever texts a phone of their own must not be able to ring any other at once.
 */
export function offersOtherWays({ texts, toFormer = 0 }: Texting): boolean {
  return texts - toFormer >= TEXTS_BEFORE_OTHER_WAYS
}

export type IssueState = 'live' | 'locked' | 'expired'

/** Judged on reading; locked outranks expired. A code whose secret is gone has expired. */
export function issueState(issue: Issue, secretExists: boolean, now: number): IssueState {
  if (issue.attempts >= ATTEMPTS) return 'locked'
  return secretExists && now < issue.expiresAt ? 'live' : 'expired'
}

/** The first text of a session. */
export function firstText(secretId: string, now: number): Texting {
  return { issue: newIssue(1, secretId, now), issuesUsed: 1, texts: 1, lastTextAt: now }
}

export type NextText =
  | { readonly ok: true; readonly texting: Texting }
  | { readonly ok: false; readonly reason: 'resend_too_soon' | 'session_over' }

/**
 * The next text of a session: the same code with a longer life, or a new issue. `lastNumber` is the
 * highest issue number the session ever used. A changed phone waits for nothing but always gets a
 * new issue.
 */
export function nextText(
  texting: Texting,
  lastNumber: number,
  send: {
    readonly phoneChanged: boolean
    readonly secretId: string
    readonly secretExists: boolean
  },
  now: number,
): NextText {
  if (!send.phoneChanged && now < resendAt(texting)) return { ok: false, reason: 'resend_too_soon' }
  const toFormer = send.phoneChanged ? texting.texts : texting.toFormer
  const counted = {
    texts: texting.texts + 1,
    lastTextAt: now,
    ...(toFormer !== undefined && { toFormer }),
  }
  const { issue } = texting
  const expiresAt = Math.min(now + FROM_EACH_TEXT, issue.firstTextAt + CODE_LIFETIME_AT_MOST)
  const live = issueState(issue, send.secretExists, now) === 'live'
  if (live && !send.phoneChanged && expiresAt - now >= LEAST_LIFETIME) {
    return { ok: true, texting: { ...texting, ...counted, issue: { ...issue, expiresAt } } }
  }
  if (texting.issuesUsed >= ISSUES) return { ok: false, reason: 'session_over' }
  const fresh = newIssue(lastNumber + 1, send.secretId, now)
  return { ok: true, texting: { ...counted, issue: fresh, issuesUsed: texting.issuesUsed + 1 } }
}

/**
 * The session's texting once its last text turns out not to have been sent: as before it, except
 * that a guess counted meanwhile stays counted. `guessed` tells whether the withdrawn text's own
 * issue was guessed at: then the text counts as if it had been sent, here and with the guard.
 */
export function withdrawText(
  current: Texting,
  before: Texting,
): { readonly texting: Texting; readonly guessed: boolean } {
  const { number, attempts } = current.issue
  if (number === before.issue.number) {
    return { texting: { ...before, issue: { ...before.issue, attempts } }, guessed: false }
  }
  if (attempts === 0) return { texting: before, guessed: false }
  const { toFormer: _withdrawn, ...counted } = current
  const { toFormer, issue } = before
  return {
    texting: { ...counted, issue, ...(toFormer !== undefined && { toFormer }) },
    guessed: true,
  }
}

/** Whether nothing can come of the session any more: its last issue is dead. */
export function isOver(texting: Texting, secretExists: boolean, now: number): boolean {
  return texting.issuesUsed >= ISSUES && issueState(texting.issue, secretExists, now) !== 'live'
}

/** A code whose secret is gone has no time left. */
export function timersOf(texting: Texting, secretExists: boolean): Timers {
  return {
    attemptsLeft: ATTEMPTS - texting.issue.attempts,
    expiresAt: secretExists ? texting.issue.expiresAt : 0,
    resendAt: resendAt(texting),
    otherWays: offersOtherWays(texting),
  }
}

/** When the session ends and all it holds is deleted. */
export function endsAt(session: {
  readonly startedAt: number
  readonly verified?: { readonly at: number }
}): number {
  const { startedAt, verified } = session
  if (!verified) return startedAt + UNVERIFIED_LIFETIME
  return Math.min(verified.at + VERIFIED_IDLE, startedAt + VERIFIED_LIFETIME)
}

/**
 * From when on nothing is texted in an unverified session any more: its code might outlive it, and
 * would promise time that is not there.
 */
export function lastTextBefore(session: { readonly startedAt: number }): number {
  return endsAt({ startedAt: session.startedAt }) - FROM_EACH_TEXT
}

function resendAt({ texts, lastTextAt }: Texting): number {
  return lastTextAt + (WAITS[texts - 1] ?? LONGEST_WAIT)
}

function newIssue(number: number, secretId: string, now: number): Issue {
  return { number, secretId, firstTextAt: now, expiresAt: now + FROM_EACH_TEXT, attempts: 0 }
}
