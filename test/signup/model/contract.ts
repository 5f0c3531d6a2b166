import { SECOND } from '../../../src/platform/time.ts'
import {
  ATTEMPTS,
  bearsCookie,
  endOf,
  find,
  type Flight,
  FROM_EACH_TEXT,
  FROM_FIRST_TEXT,
  type Issue,
  ISSUES,
  KEY_SPAN,
  type KeyUsed,
  LEAST_LEFT,
  phoneFreeAt,
  REPEAT_SPAN,
  REPEATS,
  resendAt,
  type Session,
  stateOf,
  type Texting,
  type World,
} from './world.ts'

/** What a client sees: an answer, but for its sentence, and the code of the text that came of it. */
export type Seen = {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly cookie: string | undefined
  readonly text: string | undefined
}

export type Send = {
  readonly phone: string
  readonly sessionId: string | undefined
  readonly cookie: string | undefined
  readonly address: string
  readonly key: string | undefined
  /** Whether the gateway takes the text, may have, refuses it, or has not answered yet. */
  readonly gateway: 'takes' | 'unknown' | 'refuses' | 'held'
}

export type Guess = {
  readonly sessionId: string
  readonly code: string
  /** The issue that it says it is for. */
  readonly issue: number | undefined
  readonly cookie: string | undefined
}

/** Names that nobody can foresee, which the model takes from what was seen. */
export type Fresh = {
  readonly sessionId?: string | undefined
  readonly cookie?: string | undefined
  readonly code?: string | undefined
}

/** What `send-otp` must answer; nothing yet where the gateway holds the text. */
export function send(world: World, asked: Send, fresh: Fresh): Seen | undefined {
  const { now } = world
  const { phone, address, key, gateway, sessionId: named } = asked
  const isUsed = (one: KeyUsed) => one.key === key && one.phone === phone
  const session = find(world, named)
  if (named !== undefined && !mayText(session, asked)) return refused(404, 'session_not_found')
  const used = world.keys.find((one) => isUsed(one) && now < one.at + KEY_SPAN)
  if (used && used.named !== named) {
    return refused(400, 'invalid_request', { field: 'Idempotency-Key' })
  }
  if (used) return used.led ? again(world, used.led) : inProgress(undefined, now)
  const refusal = session && whyNoText(world, session, asked)
  if (refusal) return refusal
  const wait = phoneFreeAt(world, phone, address) - now
  if (wait > 0) return refused(429, 'rate_limited', retry(coarse(wait)))

  const texting = nextText(world, session, phone, fresh)
  if (session) session.lastIssue = Math.max(session.lastIssue, texting.issue.number)
  const text = texting.issue.code
  if (gateway === 'refuses') return { ...notSent(session?.texting, now), text }
  world.texts.push({ phone, address, at: now })
  if (key !== undefined) {
    world.keys = [...world.keys.filter((one) => !isUsed(one)), { key, phone, named, at: now }]
  }
  const flight = { phone, at: now, key, named, before: session?.texting, texting }
  if (session) session.texting = texting
  if (gateway !== 'held') return { ...settle(world, flight, true, fresh), text }
  world.flight = flight
  return undefined
}

/** What the send under way must answer once the gateway took its text, or did not. */
export function land(world: World, taken: boolean, fresh: Fresh): Seen {
  const { flight } = world
  if (!flight) throw new Error('nothing is under way')
  world.flight = undefined
  return settle(world, flight, taken, fresh)
}

function settle(world: World, flight: Flight, taken: boolean, fresh: Fresh): Seen {
  const { now } = world
  const { phone, at, key, named, before, texting } = flight
  const used = world.keys.find((one) => one.key === key && one.phone === phone && one.at === at)
  world.keys = world.keys.filter((one) => one !== used)
  if (taken) {
    const sessionId = named ?? fresh.sessionId ?? 'a session id'
    const cookie = named === undefined ? newCookie(world, fresh) : undefined
    if (cookie !== undefined) {
      world.sessions.push({
        id: sessionId,
        startedAt: at,
        texting,
        lastIssue: 1,
        cookies: [cookie],
      })
    }
    if (used) world.keys.push({ ...used, at: now, led: { sessionId, cookie } })
    return { ...sent(sessionId, texting, timers(texting, now)), cookie }
  }
  const session = find(world, named)
  const current = session?.texting
  const sameIssue = current?.issues === before?.issues
  // A code that was guessed at meanwhile is a text like any other; so is one that verified.
  const guessed = session?.verified || (!sameIssue && (current?.issue.attempts ?? 0) > 0)
  if (!guessed) world.texts = world.texts.filter((one) => one.phone !== phone || one.at !== at)
  if (!session || session.verified || !current || !before) return notSent(undefined, now)
  const attempts = sameIssue ? current.issue.attempts : before.issue.attempts
  const issue = { ...before.issue, attempts }
  // Where the new code was guessed at, it dies, but its text and issue count.
  session.texting = { ...(guessed ? { ...current, phone: before.phone } : before), issue }
  return notSent(session.texting, now)
}

/** What `verify-otp` must answer. */
export function verify(world: World, asked: Guess, fresh: Fresh): Seen {
  const { sessionId, code, cookie } = asked
  const { now } = world
  const session = find(world, sessionId)
  if (!session) return refused(404, 'session_not_found')
  const { texting, verified } = session
  const { issue } = texting
  const right = code === issue.code
  if (verified) {
    const { former, at } = verified
    const may = former !== undefined && former === cookie && now < at + REPEAT_SPAN
    if (!may || verified.repeatsLeft === 0) return alreadyVerified()
    verified.repeatsLeft -= 1
    return right ? passed(session.cookies.at(-1)) : alreadyVerified()
  }
  if (asked.issue !== undefined && asked.issue !== issue.number) {
    const live = { phone: masked(texting.phone), code_issue: issue.number }
    return refused(409, 'code_replaced', { ...live, ...timers(texting, now) })
  }
  const state = stateOf(issue, now)
  if (state === 'expired') return refused(410, 'otp_expired', timers(texting, now))
  if (state === 'locked') {
    const more = timers(texting, now)
    return refused(429, 'too_many_attempts', { ...more, ...retry(more.resend_in) })
  }
  session.texting = { ...texting, issue: { ...issue, attempts: issue.attempts + 1 } }
  if (!right) return refused(400, 'otp_incorrect', timers(session.texting, now))
  const former = bearsCookie(session, cookie) ? cookie : undefined
  session.verified = { at: now, former, repeatsLeft: REPEATS }
  session.cookies.push(newCookie(world, fresh))
  return passed(session.cookies.at(-1))
}

/** What `GET session` must answer to a cookie. */
export function read(world: World, cookie: string): Seen {
  const { now } = world
  const borne = world.sessions.find((session) => bearsCookie(session, cookie))
  const session = find(world, borne?.id)
  if (!session) return refused(404, 'session_not_found')
  const { texting, verified, id } = session
  const over = texting.issues === ISSUES && stateOf(texting.issue, now) !== 'live'
  if (over && !verified) return refused(404, 'session_not_found')
  const progress = verified
    ? { step: 2, completed: ['mobile'], steps: [2, 5], answers: {} }
    : { step: 1, completed: [], code_issue: texting.issue.number, ...timers(texting, now) }
  return answer(200, { success: true, session_id: id, phone: masked(texting.phone), ...progress })
}

/** With the session id alone one may ask for the same phone to be texted; another takes the cookie. */
function mayText(session: Session | undefined, { phone, cookie }: Send): session is Session {
  return session !== undefined && (phone === session.texting.phone || bearsCookie(session, cookie))
}

/** Why no text may be sent in a session now. */
function whyNoText({ now, flight }: World, session: Session, asked: Send): Seen | undefined {
  if (session.verified) return alreadyVerified()
  const { texting, id } = session
  if (flight?.named === id) return inProgress(texting, now)
  if (asked.phone === texting.phone && now < resendAt(texting)) {
    const more = timers(texting, now)
    return refused(429, 'resend_too_soon', { ...more, ...retry(more.resend_in) })
  }
  const noIssueLeft = texting.issues === ISSUES && !goesOn(texting, asked.phone, now)
  const outlives = now + FROM_EACH_TEXT > endOf(session)
  return noIssueLeft || outlives ? refused(404, 'session_not_found') : undefined
}

/** Whether a text now would bring the same code again. */
function goesOn({ issue, phone }: Texting, to: string, now: number): boolean {
  const longEnough = expiryAt(issue, now) - now >= LEAST_LEFT
  return phone === to && stateOf(issue, now) === 'live' && longEnough
}

function nextText(
  world: World,
  session: Session | undefined,
  phone: string,
  fresh: Fresh,
): Texting {
  const { now } = world
  const before = session?.texting
  const texts = (before?.texts ?? 0) + 1
  if (before && goesOn(before, phone, now)) {
    const issue = { ...before.issue, expiresAt: expiryAt(before.issue, now) }
    return { ...before, issue, texts, lastTextAt: now }
  }
  const { code = 'a code' } = fresh
  if (world.codes.includes(code)) world.codesRepeated += 1
  world.codes.push(code)
  const issue = {
    number: (session?.lastIssue ?? 0) + 1,
    code: world.codesRepeated > 1 ? 'a new code' : code,
    firstTextAt: now,
    expiresAt: now + FROM_EACH_TEXT,
    attempts: 0,
  }
  return { phone, issue, issues: (before?.issues ?? 0) + 1, texts, lastTextAt: now }
}

/** The answer to a repeated send, from how things stand now. */
function again(world: World, { sessionId, cookie }: NonNullable<KeyUsed['led']>): Seen {
  const session = find(world, sessionId)
  if (!session) return refused(404, 'session_not_found')
  const { texting, verified, id } = session
  const none = { expires_in: 0, resend_in: 0, attempts_left: 0 }
  const still = verified ? none : timers(texting, world.now)
  const same = bearsCookie(session, cookie) ? cookie : undefined
  return { ...sent(id, texting, still), cookie: same }
}

function newCookie({ sessions }: World, { cookie }: Fresh): string {
  const known = sessions.some(({ cookies }) => cookies.some((one) => one === cookie))
  return cookie === undefined || known ? 'a new cookie' : cookie
}

function expiryAt(issue: Issue, now: number): number {
  return Math.min(now + FROM_EACH_TEXT, issue.firstTextAt + FROM_FIRST_TEXT)
}

function timers(texting: Texting, now: number) {
  const seconds = (at: number) => Math.max(0, Math.ceil((at - now) / SECOND))
  return {
    attempts_left: ATTEMPTS - texting.issue.attempts,
    expires_in: seconds(texting.issue.expiresAt),
    resend_in: seconds(resendAt(texting)),
  }
}

function coarse(wait: number): number {
  return [60, 300, 3600].find((seconds) => wait <= seconds * SECOND) ?? 86_400
}

function retry(seconds: number) {
  return { retry_after: seconds }
}

function masked(phone: string): string {
  return `+91 •••••• ${phone.slice(-4)}`
}

function answer(status: number, body: Seen['body'], cookie?: string): Seen {
  return { status, body, cookie, text: undefined }
}

function refused(status: number, error: string, more: object = {}): Seen {
  return answer(status, { success: false, error, ...more })
}

function alreadyVerified(): Seen {
  return refused(409, 'already_verified', { next_step: 2 })
}

function inProgress(texting: Texting | undefined, now: number): Seen {
  return refused(409, 'in_progress', { ...(texting && timers(texting, now)), ...retry(2) })
}

function notSent(texting: Texting | undefined, now: number): Seen {
  return refused(503, 'sms_unavailable', { ...(texting && timers(texting, now)), ...retry(5) })
}

function passed(cookie: string | undefined): Seen {
  return answer(200, { success: true, next_step: 2 }, cookie)
}

function sent(sessionId: string, { phone, issue }: Texting, more: object): Seen {
  const live = { session_id: sessionId, phone: masked(phone), code_issue: issue.number }
  return answer(200, { success: true, ...live, ...more })
}
