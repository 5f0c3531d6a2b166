import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import type { PhoneBudgets } from './budgets.ts'
import { cookiesSet, errorOf, SESSION_COOKIE } from '../support/people.ts'
import type { Exchange, TimedReply } from './exchange.ts'
import type { SeenText } from './gateways.ts'
import { SeenSession } from './seen-session.ts'
import type { Verdict } from './verdict.ts'

/** Bounds the life of a code from each of its texts. */
const CODE_LIFETIME = 300 * SECOND

/** Lists the requests that have to do with codes, and those that end a session where they succeed. */
const CODES: ReadonlySet<string> = new Set(['send-otp', 'verify-otp'])
const ENDS: ReadonlySet<string> = new Set(['create-account', 'withdraw-consent'])

/** Holds every session to what the contract promises of it. */
export class Sessions {
  readonly #verdict: Verdict
  readonly #budgets: PhoneBudgets
  readonly #sessions = new Map<string, SeenSession>()
  readonly #byKey = new Map<string, Exchange[]>()
  /** Since when sessions are as the operators' last change of secrets left them. */
  secretsDroppedAt = 0

  constructor(verdict: Verdict, budgets: PhoneBudgets) {
    this.#verdict = verdict
    this.#budgets = budgets
  }

  requested(exchange: Exchange): void {
    const { body, route, key } = exchange
    if (ENDS.has(route)) this.#sessions.get(String(body.session_id))?.ends.push(exchange)
    if (!CODES.has(route)) return
    if (typeof body.session_id === 'string') this.#link(body.session_id, exchange)
    else if (key !== undefined && route === 'send-otp') {
      this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), exchange])
    }
  }

  texted(text: SeenText, exchange: Exchange): void {
    if (text.mayHaveGone) this.#budgets.text(text, exchange)
    const session = this.#sessions.get(String(exchange.body.session_id))
    if (!session) return
    const { success, firstCookie } = session
    this.#verdict.hold(
      !success?.reply || success.reply.at > exchange.arrivedAt,
      'a verified session is never texted',
      () => `#${exchange.id}`,
    )
    const sent = session.lastSent(exchange.arrivedAt)
    if (!sent || firstCookie === undefined) return
    const unsettled = session.unsettled(sent, text.at)
    const texted = [sent, ...unsettled].flatMap(({ texts }) =>
      texts.filter((one) => one !== text).map(({ to }) => to),
    )
    // A change whose edge died before any gateway was asked is a change all the same.
    const changed = unsettled
      .filter(({ cookies }) => cookies[SESSION_COOKIE] === firstCookie)
      .map(({ body }) => String(body.phone))
    const phones = [...texted, ...changed]
    this.#verdict.hold(
      phones.includes(text.to) || exchange.cookies[SESSION_COOKIE] === firstCookie,
      'only the cookie changes the phone',
      () => `#${exchange.id} had ${text.to} texted`,
    )
    const gone = session.sends.flatMap(({ texts }) => texts.filter((one) => one.mayHaveGone))
    const codes = new Set(gone.map(({ code }) => code))
    this.#verdict.hold(codes.size <= 3, 'a session has three issues', () => `#${exchange.id}`)
  }

  replied(exchange: Exchange): void {
    const { route, reply, body } = exchange
    if (!reply) return
    if (route === 'send-otp' && reply.status === 200) this.#sent(exchange)
    if (route === 'send-otp' && errorOf(reply) === 'sms_unavailable') this.#notSent(exchange)
    const cookie = exchange.cookies[SESSION_COOKIE]
    if (route === 'session' && cookie !== undefined) this.#looked(exchange, cookie)
    const session = this.#sessions.get(String(body.session_id))
    if (route === 'verify-otp' && session) this.#verified(session, exchange)
  }

  #sent(exchange: Exchange): void {
    const { reply, body, key } = exchange
    if (!reply) return
    const id = String(reply.body.session_id)
    const alike = (key === undefined ? undefined : this.#byKey.get(key)) ?? [exchange]
    for (const one of alike) if (one.body.phone === body.phone) this.#link(id, one)
    const session = this.#sessions.get(id)
    if (!session) return
    const cookie = sessionCookieSet(exchange)
    if (cookie !== undefined) {
      this.#verdict.hold(
        (session.firstCookie ?? cookie) === cookie &&
          (!session.success?.reply || session.success.reply.at > exchange.arrivedAt),
        'a start gives one cookie, and none once it is rotated',
        () => `#${exchange.id}`,
      )
      session.firstCookie = cookie
    }
    const code = exchange.texts[0]?.code
    if (code === undefined) return
    const wrong = session.wrongGuesses(session.issuedAt(code), exchange.arrivedAt)
    this.#attempts(session, exchange, 3 - wrong.length)
  }

  /** A text that did not go out, but whose code was guessed at, counts as if it had. */
  #notSent(exchange: Exchange): void {
    const { reply, body, texts } = exchange
    const session = this.#sessions.get(String(body.session_id))
    const [text] = texts
    if (!session || !reply || !text) return
    const fresh = session.issuedAt(text.code) === text.at
    // The former code is guessed at again once the text is taken back: it is told by its shorter life.
    const former = session.sends.flatMap((send) => send.texts).filter(({ at }) => at < text.at)
    const formerEnd = Math.max(...former.map(({ at }) => at)) + CODE_LIFETIME
    const guessed = session.wrongGuesses(text.at, reply.at).some((guess) => {
      const life = (Number(guess.reply?.body.expires_in) - 1) * SECOND
      return guess.arrivedAt + life >= formerEnd
    })
    if (fresh && guessed) this.#budgets.text(text, exchange)
  }

  /** `GET session`: its cookie must be the session's, and one that is must be good. */
  #looked(exchange: Exchange, cookie: string): void {
    const { reply, arrivedAt } = exchange
    const session = this.#sessions.get(cookie.slice(0, 36))
    if (!reply) return
    if (!session) {
      return this.#verdict.hold(
        reply.status !== 200,
        'a cookie is one that was given',
        () => cookie,
      )
    }
    const { success, firstCookie } = session
    const rotated = success && success.reply && success.reply.at < arrivedAt
    const current = success ? sessionCookieSet(success) : firstCookie
    if (reply.status === 200) {
      const good = cookie === current || (!rotated && cookie === firstCookie)
      const unseen = firstCookie === undefined
      this.#verdict.hold(
        good || unseen,
        'a former or forged cookie opens nothing',
        () => `#${exchange.id}`,
      )
      return
    }
    const fresh = rotated && arrivedAt < (success.reply?.at ?? 0) + 24 * HOUR - MINUTE
    const theirs = fresh && cookie === current && !session.mayHaveEnded && this.#untouched(session)
    this.#verdict.hold(
      !theirs || reply.status === 503,
      'a verified session lives for a day',
      () => `#${exchange.id} ${reply.status}`,
    )
  }

  #verified(session: SeenSession, exchange: Exchange): void {
    const { reply, arrivedAt, body } = exchange
    if (!reply) return
    const { success } = session
    if (success) return this.#repeated(session, success, exchange)
    const sent = session.lastSent(arrivedAt)
    const unsettled = session.unsettled(sent, reply.at)
    const texts = [...(sent ? [sent] : []), ...unsettled].flatMap((send) => send.texts)
    const guess = String(body.otp_code)
    const issuedAt = session.issuedAt(guess)
    const certain = sent !== undefined && unsettled.length === 0
    const [phone, another] = new Set(texts.map(({ to }) => to))
    if (phone !== undefined && another === undefined) this.#budgets.guess(phone, exchange)
    const evaluated = session.verifies.filter(
      (one) => one.reply?.status === 200 || (one.reply && errorOf(one.reply) === 'otp_incorrect'),
    )
    this.#verdict.hold(
      evaluated.length <= 9,
      'a session allows nine guesses',
      () => `#${exchange.id}`,
    )
    if (errorOf(reply) === 'otp_incorrect' && certain) {
      const code = sent.texts[0]?.code ?? ''
      const wrong = session.wrongGuesses(session.issuedAt(code), arrivedAt)
      this.#attempts(session, exchange, 2 - wrong.length)
    }
    this.#verdict.hold(
      errorOf(reply) !== 'code_replaced' || reply.body.code_issue !== body.code_issue,
      'a guess is told of another issue than it names',
      () => `#${exchange.id}`,
    )
    if (certain) this.#mustVerify(session, sent, exchange)
    if (reply.status !== 200) return
    session.success = exchange
    const wrongs = session.wrongGuesses(issuedAt, arrivedAt)
    const said = () => `#${exchange.id} with ${guess}`
    const codes = texts.map(({ code }) => code)
    this.#verdict.hold(codes.includes(guess), 'only the code of the last issue verifies', said)
    if (!certain) return
    const last = Math.max(...texts.filter((text) => text.code === guess).map(({ at }) => at))
    this.#verdict.hold(wrongs.length < 3, 'three wrong guesses lock an issue', said)
    this.#verdict.hold(
      arrivedAt <= last + 5 * MINUTE && arrivedAt <= issuedAt + 10 * MINUTE,
      'a code verifies only while it lives',
      said,
    )
  }

  /** The right code, in time, of a session that nobody else knows of, verifies. */
  #mustVerify(session: SeenSession, sent: Exchange, exchange: Exchange): void {
    const { reply, body } = exchange
    const code = sent.texts.at(-1)?.code
    if (!reply || !sent.reply || body.otp_code !== code || !this.#untouched(session)) return
    const livesUntil = sent.reply.at + (Number(sent.reply.body.expires_in) - 1) * SECOND
    const others = session.verifies.filter(
      (one) => one !== exchange && (one.reply?.at ?? Infinity) > session.issuedAt(code ?? ''),
    )
    const tried = others.some((one) => one.body.otp_code === code)
    if (reply.at >= livesUntil || others.length >= 3 || tried) return
    this.#verdict.hold(
      reply.status === 200 ||
        reply.status === 503 ||
        ['rate_limited', 'code_replaced'].includes(errorOf(reply) ?? ''),
      'the right code in time verifies, whatever strangers do',
      () => `#${exchange.id} ${reply.status} ${reply.text}`,
    )
  }

  /** A verify after the one that succeeded. */
  #repeated(session: SeenSession, success: Exchange, exchange: Exchange): void {
    const { reply, cookies, body, arrivedAt } = exchange
    if (reply?.status !== 200) return
    session.repeats += 1
    const said = () => `#${exchange.id} after #${success.id}`
    this.#verdict.hold(
      body.otp_code === success.body.otp_code && cookies[SESSION_COOKIE] === session.firstCookie,
      'only the starter repeats a verification, with the same code',
      said,
    )
    this.#verdict.hold(
      sessionCookieSet(exchange) === sessionCookieSet(success),
      'an issue succeeds once, and a repeat gives the same cookie',
      said,
    )
    const late = arrivedAt - (success.reply?.at ?? 0)
    this.#verdict.hold(
      session.repeats <= 3 && late <= MINUTE,
      'a verification is repeated three times at most, for a minute',
      said,
    )
  }

  #attempts(session: SeenSession, exchange: Exchange, most: number): void {
    const left = Number(exchange.reply?.body.attempts_left)
    // Guesses that met a send under way may have been another issue's.
    const blurred = session.sends.some(
      (send) => send !== exchange && (!send.reply || isTakenBack(send.reply)),
    )
    this.#verdict.hold(
      blurred || left <= most,
      'attempts are never given back',
      () => `#${exchange.id} has ${left} left of at most ${most}`,
    )
    if (exchange.route !== 'verify-otp') return
    const since = session.issueAskedAt(session.lastSent(exchange.arrivedAt)?.texts[0]?.code)
    const tried = session.verifies.filter(({ reply }) => (reply?.at ?? Infinity) > since).length
    this.#verdict.hold(
      left >= 2 || tried > 1 || most < 2,
      'a guess costs one attempt',
      () => `#${exchange.id} has ${left} left after one guess`,
    )
  }

  /** Nobody but its owner named the session, and no secret it was made under is gone. */
  #untouched(session: SeenSession): boolean {
    const startedAt = session.sends[0]?.arrivedAt ?? 0
    return session.known.size === 1 && startedAt > this.secretsDroppedAt
  }

  #link(id: string, exchange: Exchange): void {
    const session = this.#sessions.get(id) ?? new SeenSession()
    this.#sessions.set(id, session)
    session.known.add(exchange.by)
    const list = exchange.route === 'verify-otp' ? session.verifies : session.sends
    if (!list.includes(exchange)) list.push(exchange)
  }
}

/** Whether a text's new code may have been one for a moment. */
function isTakenBack(reply: TimedReply): boolean {
  return reply.status === 503 || errorOf(reply) === 'undeliverable_phone'
}

function sessionCookieSet({ reply }: Exchange): string | undefined {
  return reply && cookiesSet(reply).find(([name]) => name === SESSION_COOKIE)?.[1]
}
