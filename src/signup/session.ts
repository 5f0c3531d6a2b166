import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { SEND_LEASE } from '../phone/guard-policy.ts'
import { maskPhone, type Phone } from '../phone/number.ts'
import { sameText, sha256 } from '../secrets.ts'
import { ALREADY_VERIFIED, bears, NOT_FOUND, verifiedResult } from './answers.ts'
import { SecretKeeper } from './keeper.ts'
import {
  endsAt,
  firstText,
  isOver,
  issueState,
  nextText,
  REPLAY,
  type Texting,
  type Timers,
  timersOf,
  withdrawText,
} from './policy.ts'
import {
  AFTER_MOBILE,
  type Bearer,
  type CodeToSend,
  type RefusalExplained,
  type SendRefusal,
  type SendRequest,
  type SessionState,
  type SessionStatus,
  type StartRequest,
  type VerifyRequest,
  type VerifyResult,
} from './state.ts'

/** A text that the session's own rules allow. */
type Plan = {
  readonly ok: true
  readonly before: SessionState
  readonly phoneChanged: boolean
  readonly texting: Texting
}

/**
 * One signup. Named by its session id. Every method reads, decides and writes without awaiting
 * anything between, so requests for one session can never act on the same state.
 */
export class SignupSession extends DurableObject<Env> {
  readonly #keeper: SecretKeeper

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    if (ctx.id.name === undefined) throw new Error('a session is reached by its id as a name')
    this.#keeper = new SecretKeeper(configOf(env), ctx.id.name)
  }

  /** Begins a session with its first code. The only call that creates state. */
  async start(request: StartRequest): Promise<CodeToSend & { readonly token: string }> {
    const now = Date.now()
    const known = this.#read(now)
    if (known && known.startedBy !== request.sendId) throw new Error('the session id is taken')
    const token = this.#keeper.newToken(request.idempotencyKey)
    const state: SessionState = {
      version: 1,
      startedBy: request.sendId,
      startedAt: now,
      phone: this.#keeper.sealPhone(request.phone),
      askedBy: request.askedBy,
      token: { hash: sha256(token), secretId: this.#keeper.tokenSecret.id },
      texting: firstText(this.#keeper.otpSecret.id, now),
      lastIssue: 1,
    }
    this.#write(state)
    await this.ctx.storage.setAlarm(endsAt(state))
    return { ...this.#codeToSend(state.texting, request.phone), token }
  }

  /** Takes back a start whose text was not sent; false where more has come of the session. */
  async discard(sendId: string): Promise<boolean> {
    const state = this.#stored()
    if (!state) return true
    const untouched = state.startedBy === sendId && state.texting.texts === 1 && !state.lastGuess
    if (untouched) await this.ctx.storage.deleteAll()
    return untouched
  }

  /** Counts the texts of a start that more than one gateway may have sent. */
  async countTexts(sendId: string, texts: number): Promise<void> {
    const state = this.#read(Date.now())
    if (!state || state.startedBy !== sendId || state.texting.texts >= texts) return
    this.#write({ ...state, texting: { ...state.texting, texts } })
  }

  /** The next code of a session, the same or a new one; `settle` must follow. */
  async send(request: SendRequest): Promise<CodeToSend | SendRefusal> {
    const now = Date.now()
    const state = this.#read(now)
    if (state?.sending?.id === request.sendId) return this.#codeToSend(state.texting, request.phone)
    const plan = this.#plan(state, request, now)
    if (!plan.ok) return plan
    const { before, texting } = plan
    this.#write({
      ...before,
      phone: plan.phoneChanged ? this.#keeper.sealPhone(request.phone) : before.phone,
      askedBy: request.askedBy,
      texting,
      lastIssue: Math.max(before.lastIssue, texting.issue.number),
      sending: {
        id: request.sendId,
        until: now + SEND_LEASE,
        before: { phone: before.phone, texting: before.texting },
      },
    })
    return this.#codeToSend(texting, request.phone)
  }

  /** Why a send that the phone's guard refused is refused. Changes nothing. */
  async explainRefusal(request: SendRequest): Promise<RefusalExplained> {
    const now = Date.now()
    const plan = this.#plan(this.#read(now), request, now)
    if (!plan.ok) return plan
    return { ok: false, reason: 'phone_limited', timers: this.#timers(plan.before.texting) }
  }

  /**
   * Tells how a send ended: how many texts went out or may have. With none, all is as it was before
   * it, and `giveBack` says whether the guard's reservation may be given back. A send of which
   * nothing is known any more, as after a verification or a later send, stays as it is.
   */
  async settle(
    sendId: string,
    texts: number,
  ): Promise<{ readonly giveBack: boolean; readonly timers?: Timers }> {
    const state = this.#read(Date.now())
    if (!state || state.sending?.id !== sendId) return { giveBack: false }
    const { sending, ...rest } = state
    if (texts === 0) {
      const { texting, guessed } = withdrawText(state.texting, sending.before.texting)
      this.#write({ ...rest, phone: sending.before.phone, texting })
      return { giveBack: !guessed, timers: this.#timers(texting) }
    }
    const counted = state.texting.texts + texts - 1
    this.#write({ ...rest, texting: { ...state.texting, texts: counted } })
    return { giveBack: false }
  }

  /** Judges a guess. It is counted, and the count stored, before the code is compared. */
  async verify(request: VerifyRequest): Promise<VerifyResult> {
    const now = Date.now()
    const state = this.#read(now)
    const phone = state && this.#keeper.openPhone(state.phone)
    if (!state || !phone) return NOT_FOUND
    if (state.verified) return this.#verifyAgain(state, state.verified, phone, request, now)
    const { texting, lastGuess } = state
    const { issue } = texting
    if (lastGuess === request.requestId) {
      // The same guess, delivered twice: had it been right, the phone would be verified.
      return { ok: false, reason: 'otp_incorrect', timers: this.#timers(texting) }
    }
    const condition = issueState(issue, this.#keeper.knows(issue), now)
    if (condition !== 'live') {
      const reason = condition === 'locked' ? 'too_many_attempts' : 'otp_expired'
      return { ok: false, reason, timers: this.#timers(texting) }
    }
    const counted: SessionState = {
      ...state,
      texting: { ...texting, issue: { ...issue, attempts: issue.attempts + 1 } },
      lastGuess: request.requestId,
    }
    this.#write(counted)
    if (!this.#keeper.isCode(request.code, issue, phone)) {
      return { ok: false, reason: 'otp_incorrect', timers: this.#timers(counted.texting) }
    }
    return this.#markVerified(counted, phone, request, now)
  }

  /** What the page needs to go on, or the edge to word an answer. Creates nothing. */
  async status(bearer: Bearer): Promise<SessionStatus | typeof NOT_FOUND> {
    const now = Date.now()
    const state = this.#read(now)
    const phone = state && this.#keeper.openPhone(state.phone)
    if (!state || !phone) return NOT_FOUND
    const { texting, verified } = state
    const token =
      bearer.idempotencyKey === undefined
        ? bearer.token
        : this.#keeper.firstToken(state, bearer.idempotencyKey)
    return {
      ok: true,
      step: verified ? AFTER_MOBILE : 1,
      completed: verified ? ['mobile'] : [],
      phone: maskPhone(phone.e164),
      ...(!verified && { timers: this.#timers(texting) }),
      over: !verified && isOver(texting, this.#keeper.knows(texting.issue), now),
      ...(bears(token, state) && { token }),
    }
  }

  /** Deletes a session that has ended; wakes again for one that has not. */
  override async alarm(): Promise<void> {
    const state = this.#stored()
    if (!state) return
    const end = endsAt(state)
    if (Date.now() >= end) return this.ctx.storage.deleteAll()
    return this.ctx.storage.setAlarm(end)
  }

  #plan(state: SessionState | undefined, request: SendRequest, now: number): Plan | SendRefusal {
    const phone = state && this.#keeper.openPhone(state.phone)
    if (!state || !phone) return NOT_FOUND
    if (state.verified) return ALREADY_VERIFIED
    const phoneChanged = phone.e164 !== request.phone.e164
    if (phoneChanged && !bears(request.token, state)) return NOT_FOUND
    const timers = this.#timers(state.texting)
    const underWay = state.sending !== undefined && now < state.sending.until
    if (underWay) return { ok: false, reason: 'in_progress', timers }
    const secretId = this.#keeper.otpSecret.id
    const secretExists = this.#keeper.knows(state.texting.issue)
    const send = { phoneChanged, secretId, secretExists }
    const next = nextText(state.texting, state.lastIssue, send, now)
    if (next.ok) return { ok: true, before: state, phoneChanged, texting: next.texting }
    return next.reason === 'session_over' ? NOT_FOUND : { ok: false, reason: next.reason, timers }
  }

  #markVerified(
    state: SessionState,
    phone: Phone,
    request: VerifyRequest,
    now: number,
  ): VerifyResult {
    const starter = bears(request.token, state)
    const token = starter ? this.#keeper.nextToken(request.token) : request.freshToken
    const replay = { formerHash: state.token.hash, until: now + REPLAY.span, left: REPLAY.times }
    const { sending: _ended, ...rest } = state
    this.#write({
      ...rest,
      token: { hash: sha256(token), secretId: this.#keeper.tokenSecret.id },
      verified: { at: now, ...(starter && { replay }) },
    })
    return verifiedResult(state, phone, token, false)
  }

  /** A verify of a verified session: the starter whose answer was lost gets it again. */
  #verifyAgain(
    state: SessionState,
    verified: NonNullable<SessionState['verified']>,
    phone: Phone,
    request: VerifyRequest,
    now: number,
  ): VerifyResult {
    const redelivered = state.lastGuess === request.requestId
    if (redelivered && bears(request.freshToken, state)) {
      return verifiedResult(state, phone, request.freshToken, false)
    }
    const { replay } = verified
    const { token: former } = request
    if (!replay || former === undefined || !sameText(sha256(former), replay.formerHash)) {
      return ALREADY_VERIFIED
    }
    if (!redelivered) {
      if (now >= replay.until || replay.left < 1) return ALREADY_VERIFIED
      this.#write({
        ...state,
        verified: { ...verified, replay: { ...replay, left: replay.left - 1 } },
      })
    }
    const { issue } = state.texting
    const token = this.#keeper.nextTokenAgain(state, former)
    const right = this.#keeper.knows(issue) && this.#keeper.isCode(request.code, issue, phone)
    return right && token !== undefined
      ? verifiedResult(state, phone, token, !redelivered)
      : ALREADY_VERIFIED
  }

  #timers(texting: Texting): Timers {
    return timersOf(texting, this.#keeper.knows(texting.issue))
  }

  #codeToSend(texting: Texting, phone: Phone): CodeToSend {
    return {
      ok: true,
      code: this.#keeper.code(texting.issue, phone),
      timers: this.#timers(texting),
    }
  }

  /** The session, unless its time is over; the alarm may not have come yet. */
  #read(now: number): SessionState | undefined {
    const state = this.#stored()
    return state && now < endsAt(state) ? state : undefined
  }

  #stored(): SessionState | undefined {
    return this.ctx.storage.kv.get<SessionState>('session')
  }

  #write(state: SessionState): void {
    this.ctx.storage.kv.put('session', state)
  }
}
