import { type Challenge, timersOf } from '../otp/challenge.ts'
import { type IssuedCode, startChallenge } from '../otp/resend.ts'
import { CODE_LIFETIME, UNVERIFIED_LIFETIME } from '../otp/schedule.ts'
import { sameText, type Sealed, sha256 } from '../platform/secrets.ts'
import { DAY } from '../platform/time.ts'
import type { Send } from '../otp/send.ts'
import type { SessionSecrets } from './session-secrets.ts'

/** Holds all that a session stores, in one record. */
export type SessionState = {
  readonly version: 1
  readonly startedAt: number
  /** The cookie's token, hashed, and the secret that derived tokens come from. */
  readonly token: { readonly hash: string; readonly secretId: string }
  readonly challenge: Challenge
  readonly verified: Verification | undefined
  /** The answers by their step, sealed under the cookie's token. */
  readonly answers: Readonly<Record<string, Sealed>>
  /** When the last answer came. */
  readonly answeredAt: number | undefined
  /** The making of the account that is under way, which no other may join. */
  readonly account: { readonly by: string; readonly until: number } | undefined
  /** Another account had the phone: no password is hashed while it still has. */
  readonly phoneTaken: boolean
  /** Absent until a PAN is given. */
  readonly lookups?: Lookups
  /** Absent until the person is led to DigiLocker. */
  readonly visit?: Visit
}

/** Holds a signup's look-ups of PANs: how many were counted, the one under way, what they told. */
type Lookups = {
  readonly count: number
  readonly pending?: { readonly by: string; readonly until: number }
  /** Sealed as answers are. */
  readonly told?: Sealed
}

/** Holds the last way to DigiLocker. */
type Visit = {
  /** How many were begun. */
  readonly count: number
  /** The request that began the last one, until its link is there. */
  readonly begunBy?: string
  readonly until?: number
  /** Of the way back; forgotten at its first use. */
  readonly nonce?: string
  /** The provider's request and the consent, sealed as answers are; absent once it is answered. */
  readonly request?: Sealed
  /** Why it came to nothing. */
  readonly refusal?: VisitRefusal
}

export type VisitRefusal = 'aadhaar_refused' | 'aadhaar_expired' | 'aadhaar_not_in_digilocker'

export type Verification = {
  readonly at: number
  /** Lets the starter whose reply was lost be answered again. */
  readonly replay: Replay | undefined
}

type Replay = {
  readonly formerHash: string
  readonly until: number
  readonly remaining: number
}

const VERIFIED_IDLE = DAY

/** Bounds the life of a session. */
export const LONGEST_LIFETIME = 3 * DAY

/** Refuses where there is no such session, or the caller may not know of it. */
export const NOT_FOUND = { ok: false, reason: 'session_not_found' } as const

/** Says when a session ends and all it holds is deleted. */
export function endsAt({
  startedAt,
  verified,
  answeredAt,
}: Pick<SessionState, 'startedAt' | 'verified' | 'answeredAt'>): number {
  if (!verified) return startedAt + UNVERIFIED_LIFETIME
  return Math.min((answeredAt ?? verified.at) + VERIFIED_IDLE, startedAt + LONGEST_LIFETIME)
}

/** Says from when on an unverified session texts no more: the code might outlive it. */
export function textDeadline({ startedAt }: Pick<SessionState, 'startedAt'>): number {
  return startedAt + UNVERIFIED_LIFETIME - CODE_LIFETIME
}

/** Tells whether the account is being made, by a request that still holds the lease. */
export function isMaking({ account }: SessionState, now: number): boolean {
  return account !== undefined && now < account.until
}

/** Tells whether a token is the one of the session's cookie, in constant time. */
export function bears(
  token: string | undefined,
  { token: { hash } }: SessionState,
): token is string {
  return token !== undefined && sameText(sha256(token), hash)
}

/** Forgets the last way to DigiLocker, and keeps how many were begun, and why it came to nothing. */
export function forgetVisit(state: SessionState, refusal?: VisitRefusal): SessionState {
  return { ...state, visit: state.visit && { count: state.visit.count, refusal } }
}

/** Holds a code to send now, with the digits that are stored nowhere. */
export type CodeToSend = IssuedCode & { readonly code: string }

/** Begins a session with its first code, and gives the token of its cookie. May be repeated. */
export function startSession(
  former: SessionState | undefined,
  send: Send,
  secrets: SessionSecrets,
  now: number,
): { readonly next: SessionState; readonly answer: CodeToSend & { readonly token: string } } {
  if (former && former.challenge.startedBy !== send.id) throw new Error('the session id is taken')
  const { codeSecretIds, tokenSecretId } = secrets
  const token = secrets.firstToken(send.key?.value)
  const challenge = startChallenge(send, secrets.sealPhone(send.phone), codeSecretIds, now)
  const { issue } = challenge
  return {
    next: {
      version: 1,
      startedAt: now,
      token: { hash: sha256(token), secretId: tokenSecretId },
      challenge,
      verified: undefined,
      answers: {},
      answeredAt: undefined,
      account: undefined,
      phoneTaken: false,
    },
    answer: {
      ok: true,
      issue,
      code: secrets.code(issue, send.phone, now),
      timers: timersOf(challenge, codeSecretIds),
      route: send.route,
      maxTexts: Math.max(1, send.route.length),
      token,
    },
  }
}
