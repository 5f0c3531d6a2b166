import { DAY, HOUR, MINUTE, SECOND } from '../../../src/platform/time.ts'

/** One code of a session: the same in every text until another issue replaces it. */
export type Issue = {
  /** Counts the session's codes, those taken back too. */
  readonly number: number
  readonly code: string
  readonly firstTextAt: number
  readonly expiresAt: number
  readonly attempts: number
}

/** What a session's texts have come to. A failed send puts all of it back. */
export type Texting = {
  readonly phone: string
  readonly issue: Issue
  readonly issues: number
  readonly texts: number
  readonly lastTextAt: number
}

export type Session = {
  readonly id: string
  readonly startedAt: number
  texting: Texting
  /** The highest number of an issue, which is never given again. */
  lastIssue: number
  /** Every cookie it was given; only the last is alive. */
  readonly cookies: string[]
  /** `former` is the starter's cookie, which may ask for a lost answer again. */
  verified?: { readonly at: number; readonly former: string | undefined; repeatsLeft: number }
}

/** A text that counts against its phone. */
type Text = { readonly phone: string; readonly address: string; readonly at: number }

/** An `Idempotency-Key` whose send was answered 200, or is under way. */
export type KeyUsed = {
  readonly key: string
  readonly phone: string
  readonly named: string | undefined
  /** None while the send is under way. */
  readonly led?: { readonly sessionId: string; readonly cookie: string | undefined }
  readonly at: number
}

/** A send that the gateway has not answered yet. */
export type Flight = {
  readonly phone: string
  readonly at: number
  readonly key: string | undefined
  readonly named: string | undefined
  /** What it replaced; nothing where it begins the session. */
  readonly before: Texting | undefined
  readonly texting: Texting
}

/** All that the contract lets a client find out, as it should be. */
export type World = {
  now: number
  sessions: Session[]
  texts: Text[]
  keys: KeyUsed[]
  flight?: Flight | undefined
  /** Of every issue, of those withdrawn too. */
  codes: string[]
  /** New issues that had the code of an earlier one: by chance, a few times in a million. */
  codesRepeated: number
}

const WAITS = [30, 60, 120].map((seconds) => seconds * SECOND)
const LONGEST_WAIT = 300 * SECOND
export const FROM_EACH_TEXT = 300 * SECOND
export const FROM_FIRST_TEXT = 600 * SECOND
export const LEAST_LEFT = 180 * SECOND
export const ATTEMPTS = 3
export const ISSUES = 3
export const REPEATS = 3
export const REPEAT_SPAN = MINUTE
export const KEY_SPAN = 10 * MINUTE

/** A text is of the day until its code can live no longer, so that no day holds more guesses. */
const GUESSING_DAY = DAY + FROM_FIRST_TEXT

/** Texts to one phone in any span of time, and those of them that one address may ask for. */
export const PHONE_LIMITS = [
  { limit: 1, span: 30 * SECOND },
  { limit: 5, span: HOUR },
  { limit: 10, span: GUESSING_DAY },
]
const ADDRESS_LIMITS = [
  { limit: 4, span: HOUR },
  { limit: 6, span: GUESSING_DAY },
]

export function resendAt({ texts, lastTextAt }: Texting): number {
  return lastTextAt + (WAITS[texts - 1] ?? LONGEST_WAIT)
}

export function endOf({ startedAt, verified }: Session): number {
  return verified ? Math.min(verified.at + DAY, startedAt + 3 * DAY) : startedAt + HOUR
}

export function stateOf({ attempts, expiresAt }: Issue, now: number) {
  if (attempts >= ATTEMPTS) return 'locked'
  return now < expiresAt ? 'live' : 'expired'
}

export function find({ sessions, now }: World, id: string | undefined): Session | undefined {
  return sessions.find((session) => session.id === id && now < endOf(session))
}

export function bearsCookie(session: Session, cookie: string | undefined): boolean {
  return cookie !== undefined && cookie === session.cookies.at(-1)
}

/** The first moment at which one more text to the phone keeps every limit. */
export function phoneFreeAt({ texts, now }: World, phone: string, address: string): number {
  const toPhone = texts.filter((text) => text.phone === phone)
  const asked = toPhone.filter((text) => text.address === address)
  const moments = toPhone.flatMap(({ at }) =>
    [...PHONE_LIMITS, ...ADDRESS_LIMITS].map(({ span }) => at + span),
  )
  const free = [now, ...moments]
    .filter((at) => at >= now)
    .toSorted((a, b) => a - b)
    .find((at) => within(PHONE_LIMITS, toPhone, at) && within(ADDRESS_LIMITS, asked, at))
  return free ?? now
}

function within(limits: typeof PHONE_LIMITS, texts: readonly Text[], at: number): boolean {
  return limits.every(
    ({ limit, span }) =>
      texts.filter((text) => text.at > at - span && text.at <= at).length < limit,
  )
}
