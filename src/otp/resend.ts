import {
  type Challenge,
  type Issue,
  issueState,
  offersOtherChannels,
  type PendingSend,
  type Refused,
  type SealedPhone,
  type SecretIds,
  type Texting,
  type Timers,
  timersOf,
  type Transition,
} from './challenge.ts'
import { type DispatchRecord, leastRecent, withRecent, withDispatch } from './deliveries.ts'
import {
  CODE_LIFETIME,
  ISSUES,
  LONGEST_CODE_LIFETIME,
  SEND_LEASE,
  SHORTEST_CODE_LIFETIME,
} from './schedule.ts'
import type { Send } from './send.ts'

/** Says which issue to send now, and how. */
export type IssuedCode = {
  readonly ok: true
  readonly issue: Issue
  readonly timers: Timers
  /** The gateways in the order to ask: first one that was not asked yet. */
  readonly route: readonly string[]
  readonly maxTexts: number
}

/** Begins a challenge with its first text, of whose outcome only the unexpected need be recorded. */
export function startChallenge(
  send: Send,
  phone: SealedPhone,
  [secretId]: SecretIds,
  now: number,
): Challenge {
  const first = send.route.slice(0, 1)
  return {
    startedBy: send.id,
    phone,
    askers: [send.asker],
    issue: newIssue(1, secretId, now),
    issues: 1,
    lastNumber: 1,
    texts: 1,
    textsToFormer: 0,
    lastTextAt: now,
    dispatches: [dispatchRecord(send, first, 1, now)],
    recentGateways: first,
    lastAttempt: undefined,
    pending: undefined,
  }
}

/** Asks for one more text: the send, and what its challenge cannot know by itself. */
export type ResendRequest = {
  readonly send: Send
  readonly phone: SealedPhone
  readonly isPhoneChanged: boolean
  /** The texts that the phone's guard reserved. */
  readonly maxTexts: number
  readonly secretIds: SecretIds
  /** After this nothing is texted: the code might outlive its session. */
  readonly deadline: number
}

export type ResendRefusal =
  | (Refused<'resend_too_soon' | 'in_progress' | 'channel_not_offered'> & {
      readonly timers: Timers
    })
  | Refused<'challenge_over'>

/** Texts again: the same code with a longer life, or a new issue. A changed phone waits for nothing. */
export function resend(
  challenge: Challenge,
  request: ResendRequest,
  now: number,
): Transition<IssuedCode | ResendRefusal> {
  const { send, secretIds, isPhoneChanged } = request
  const refused = (reason: 'resend_too_soon' | 'in_progress' | 'channel_not_offered') => ({
    answer: { ok: false, reason, timers: timersOf(challenge, secretIds) } as const,
  })
  const { pending } = challenge
  // The same send, delivered twice.
  if (pending?.id === send.id) return { answer: issuedCode(challenge, pending, secretIds) }
  if (pending && now < pending.until) return refused('in_progress')
  const isText = send.channel === 'sms'
  if (!isText && (isPhoneChanged || !offersOtherChannels(challenge))) {
    return refused('channel_not_offered')
  }
  const { resendAt } = timersOf(challenge, secretIds)
  if (!isPhoneChanged && now < resendAt) return refused('resend_too_soon')
  const issue = nextIssue(challenge, request, now)
  if (!issue || now > request.deadline) return { answer: { ok: false, reason: 'challenge_over' } }
  const next = withSend(challenge, request, issue, now)
  return { next, answer: issuedCode(next, next.pending, secretIds) }
}

/** The issue of the next text; undefined where the last one is used up. */
function nextIssue(
  { issue, issues, lastNumber }: Challenge,
  { isPhoneChanged, secretIds }: ResendRequest,
  now: number,
): Issue | undefined {
  const expiresAt = Math.min(now + CODE_LIFETIME, issue.firstTextAt + LONGEST_CODE_LIFETIME)
  const isLive = issueState(issue, secretIds, now) === 'live'
  if (isLive && !isPhoneChanged && expiresAt - now >= SHORTEST_CODE_LIFETIME) {
    return { ...issue, expiresAt }
  }
  return issues < ISSUES ? newIssue(lastNumber + 1, secretIds[0], now) : undefined
}

function newIssue(number: number, secretId: string, now: number): Issue {
  return { number, secretId, firstTextAt: now, expiresAt: now + CODE_LIFETIME, attempts: 0 }
}

function withSend(
  challenge: Challenge,
  { send, phone, isPhoneChanged, maxTexts }: ResendRequest,
  issue: Issue,
  now: number,
): Challenge & { readonly pending: PendingSend } {
  const route = leastRecent(send.route, challenge.recentGateways)
  const first = route.slice(0, 1)
  const others = challenge.askers.filter(({ address }) => address !== send.asker.address)
  const isNew = issue.number !== challenge.issue.number
  return {
    ...challenge,
    phone,
    askers: isPhoneChanged ? [send.asker] : [send.asker, ...others],
    issue,
    issues: challenge.issues + Number(isNew),
    lastNumber: Math.max(challenge.lastNumber, issue.number),
    texts: challenge.texts + 1,
    textsToFormer: isPhoneChanged ? challenge.texts : challenge.textsToFormer,
    lastTextAt: now,
    dispatches: withDispatch(
      isPhoneChanged ? [] : challenge.dispatches,
      dispatchRecord(send, first, issue.number, now),
    ),
    recentGateways: withRecent(challenge.recentGateways, first),
    pending: {
      id: send.id,
      until: now + SEND_LEASE,
      maxTexts,
      route,
      before: textingOf(challenge),
    },
  }
}

function textingOf({
  phone,
  askers,
  issue,
  issues,
  texts,
  textsToFormer,
  lastTextAt,
  dispatches,
}: Challenge): Texting {
  return { phone, askers, issue, issues, texts, textsToFormer, lastTextAt, dispatches }
}

function dispatchRecord(
  { id, channel, language }: Send,
  gateways: readonly string[],
  issue: number,
  at: number,
): DispatchRecord {
  return { id, at, channel, language, gateways, receipts: {}, issue, spoken: 0 }
}

function issuedCode(challenge: Challenge, pending: PendingSend, secretIds: SecretIds): IssuedCode {
  const { route, maxTexts } = pending
  const { issue } = challenge
  return { ok: true, issue, timers: timersOf(challenge, secretIds), route, maxTexts }
}
