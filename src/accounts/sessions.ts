import { HOUR, MINUTE } from '../platform/time.ts'

/** Ends a session that nobody used for so long. */
export const IDLE = 15 * MINUTE

/** Ends a session however much it is used. */
export const LIFE = 12 * HOUR

/** Bounds the sessions of one account: one more ends the oldest. */
const MOST_SESSIONS = 5

/** Bounds the age of a sign-in that changes of an account ask for. */
export const FRESH = 5 * MINUTE

/** Describes a session to whoever may see the account's. */
export type SessionView = {
  readonly id: string
  readonly openedAt: number
  readonly lastSeenAt: number
  /** When the person last signed in with all that it takes. */
  readonly signedInAt: number
}

/** Holds a session as stored: its token as a hash only. */
export type Session = SessionView & { readonly tokenHash: string }

/** Keeps the sessions that are live. */
function liveSessions(sessions: readonly Session[], now: number): readonly Session[] {
  return sessions.filter((session) => now < endOf(session))
}

/** Opens a session; the same token again finds its session, and a sixth ends the oldest. */
export function openSession(
  sessions: readonly Session[],
  { id, tokenHash }: Pick<Session, 'id' | 'tokenHash'>,
  now: number,
): { readonly sessions: readonly Session[]; readonly session: Session } {
  const live = liveSessions(sessions, now)
  const same = live.find((one) => one.tokenHash === tokenHash)
  if (same) return { sessions: live, session: same }
  const session = { id, tokenHash, openedAt: now, lastSeenAt: now, signedInAt: now }
  return { sessions: [...live, session].slice(-MOST_SESSIONS), session }
}

/** Finds the live session of a token and marks it as used; undefined where there is none. */
export function touchSession(
  sessions: readonly Session[],
  tokenHash: string,
  now: number,
): { readonly sessions: readonly Session[]; readonly session: Session } | undefined {
  const live = liveSessions(sessions, now)
  const found = live.find((one) => one.tokenHash === tokenHash)
  if (!found) return undefined
  const session = { ...found, lastSeenAt: now }
  return { sessions: live.map((one) => (one === found ? session : one)), session }
}

/** Says when a session ends if nobody uses it again. */
export function endOf({ openedAt, lastSeenAt }: SessionView): number {
  return Math.min(lastSeenAt + IDLE, openedAt + LIFE)
}

/** Tells whether the person signed in so lately that the account may be changed. */
export function isFresh({ signedInAt }: SessionView, now: number): boolean {
  return now <= signedInAt + FRESH
}

/** Leaves out what nobody needs to see. */
export function viewOf({ id, openedAt, lastSeenAt, signedInAt }: Session): SessionView {
  return { id, openedAt, lastSeenAt, signedInAt }
}
