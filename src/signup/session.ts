import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { ObjectUnavailableError } from '../platform/durable-call.ts'
import { callGuard, type Objects } from '../objects.ts'
import { SEND_LEASE } from '../guard/limits.ts'
import { maskPhone, type Phone } from '../phone/number.ts'
import type { AddressNames } from '../limits/address-names.ts'
import { sha256 } from '../platform/secrets.ts'
import type { Receipt } from '../sms/gateway.ts'
import { bears, NOT_FOUND, verifiedResult } from './answers.ts'
import {
  type DeliveryState,
  deliveryOf,
  untriedFirst,
  withSend,
  withTried,
} from '../otp/deliveries.ts'
import { SecretKeeper } from './keeper.ts'
import {
  afterReceipt,
  type Plan,
  planText,
  reservationOf,
  textUnderWay,
  withOutcome,
} from './plan.ts'
import {
  endsAt,
  firstText,
  isOver,
  issueState,
  REPLAY,
  type Texting,
  type Timers,
  withdrawText,
} from './policy.ts'
import { verifyAgain } from './replay.ts'
import {
  AFTER_MOBILE,
  type Bearer,
  type CodeToSend,
  type SendOutcome,
  type SendRequest,
  type SendResult,
  type SessionState,
  type SessionStatus,
  type StartRequest,
  type VerifyRequest,
  type VerifyResult,
} from './state.ts'

const UNAVAILABLE = { ok: false, reason: 'object_unavailable' } as const

/**
 * One signup. Named by its session id. Every method reads, decides and writes without awaiting
 * anything between, so requests for one session can never act on the same state.
 */
export class SignupSession extends DurableObject<Env> {
  readonly #keeper: SecretKeeper
  /** The send that waits for the phone's guard. Forgotten with the wait itself. */
  #reserving: string | undefined

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    if (ctx.id.name === undefined) throw new Error('a session is reached by its id as a name')
    this.#keeper = new SecretKeeper(configOf(env), ctx.id.name)
  }

  /** Begins a session with its first code. The only call that creates state. */
  async start(request: StartRequest): Promise<CodeToSend & { readonly token: string }> {
    const now = Date.now()
    const { sendId, route = [], language = 'en' } = request
    const known = this.#read(now)
    if (known && known.startedBy !== sendId) throw new Error('the session id is taken')
    const token = this.#keeper.newToken(request.idempotencyKey)
    const asked = route.slice(0, 1)
    const state: SessionState = {
      version: 1,
      startedBy: sendId,
      startedAt: now,
      phone: this.#keeper.sealPhone(request.phone),
      askedBy: request.askedBy,
      token: { hash: sha256(token), secretId: this.#keeper.tokenSecret.id },
      texting: firstText(this.#keeper.otpSecret.id, now),
      lastIssue: 1,
      sends: withSend([], { id: sendId, channel: 'sms', language, gateways: asked }),
      tried: asked,
    }
    this.#write(state)
    await this.ctx.storage.setAlarm(endsAt(state))
    return { ...this.#codeToSend(state.texting, request.phone, route), token }
  }

  /** Takes back a start whose text was not sent; false where more has come of the session. */
  async discard(sendId: string): Promise<boolean> {
    const state = this.#stored()
    if (!state) return true
    const untouched = state.startedBy === sendId && state.texting.texts === 1 && !state.lastGuess
    if (untouched) await this.ctx.storage.deleteAll()
    return untouched
  }

  /**
   * Tells how a start ended that was not simply taken by the first gateway of its route: how many
   * texts went out or may have, and by whom. Gives the timers after it. May be repeated.
   */
  async settleStart(sendId: string, outcome: SendOutcome): Promise<{ readonly timers?: Timers }> {
    const state = this.#read(Date.now())
    if (!state || state.startedBy !== sendId) return {}
    const texting = { ...state.texting, texts: Math.max(state.texting.texts, outcome.texts) }
    this.#write({ ...withOutcome(state, sendId, outcome), texting })
    return { timers: this.#keeper.timers(texting) }
  }

  /**
   * The next code of a session, the same or a new one; `settle` must follow. In between, the phone's
   * guard reserves the text. It is asked only by who may have the phone texted here, so a stranger
   * can hold nobody's guard; and the session is read again once it has answered.
   */
  async send(request: SendRequest): Promise<SendResult> {
    const { phone, sendId, key } = request
    const issued = this.#issued(request)
    if (issued) return issued
    const plan = this.#plan(request)
    try {
      if (!plan.ok) {
        if (!plan.mayText || !key) return plan.refusal
        const seen = await callGuard(this.#objects, phone, (guard) => guard.recall(key))
        return seen ? { ...seen } : plan.refusal
      }
      this.#reserving = sendId
      const reserved = await callGuard(this.#objects, phone, (guard) =>
        guard.reserve(reservationOf(request, this.#keeper.sessionId)),
      )
      // A copy: to hand an RPC result on would hold this object in memory.
      return reserved.ok ? await this.#issue(request, reserved.most) : { ...reserved }
    } catch (error) {
      if (error instanceof ObjectUnavailableError) return UNAVAILABLE
      throw error
    } finally {
      if (this.#reserving === sendId) this.#reserving = undefined
    }
  }

  /**
   * Tells how a send ended: how many texts went out or may have, and by whom. Gives the timers after
   * it. With none, all is as it was before it but for the gateways tried, and `giveBack` says whether
   * the guard's reservation may be given back. A send of which nothing is known any more, as after a
   * verification or a later send, stays as it is.
   */
  async settle(
    sendId: string,
    outcome: SendOutcome,
  ): Promise<{ readonly giveBack: boolean; readonly timers?: Timers }> {
    const state = this.#read(Date.now())
    if (!state || state.sending?.id !== sendId) return { giveBack: false }
    const { sending, ...rest } = state
    const { texts, tried } = outcome
    if (texts === 0) {
      const { texting, guessed } = withdrawText(state.texting, sending.before.texting)
      const asked = withTried(state.tried, tried)
      this.#write({ ...rest, ...sending.before, texting, tried: asked })
      return { giveBack: !guessed, timers: this.#keeper.timers(texting) }
    }
    const counted = state.texting.texts + texts - 1
    const texting = { ...state.texting, texts: counted }
    this.#write({ ...withOutcome(rest, sendId, outcome), texting })
    return { giveBack: false, timers: this.#keeper.timers(texting) }
  }

  /**
   * What a gateway tells of a send: what the page is told of it, and nothing else. It may come before
   * the send has ended, late, twice, or of a session that is gone; and while a later send is under way
   * that may yet be withdrawn. Who asked for the text is returned where this is the first that the
   * gateway tells of it.
   */
  async receipt(
    sendId: string,
    gateway: string,
    status: Receipt['status'],
  ): Promise<{ readonly phone: Phone; readonly askedBy: AddressNames } | undefined> {
    const state = this.#read(Date.now())
    const told = state && afterReceipt(state, sendId, gateway, status)
    const phone = told && this.#keeper.openPhone(told.of.phone)
    if (!told || !phone) return undefined
    this.#write(told.state)
    return told.first ? { phone, askedBy: told.of.askedBy } : undefined
  }

  /**
   * The code for a call whose key was pressed, and the call's language; no code where none is live
   * any more. To press the key shows that somebody has the phone.
   */
  async speak(sendId: string): Promise<{ readonly code?: string; readonly language: string }> {
    const now = Date.now()
    const state = this.#read(now)
    const send = state?.sends?.find(({ id, channel }) => id === sendId && channel === 'voice')
    const phone = state && this.#keeper.openPhone(state.phone)
    if (!state || !send || !phone) return { language: 'en' }
    const { language } = send
    const { issue } = state.texting
    const live = !state.verified && issueState(issue, this.#keeper.knows(issue), now) === 'live'
    return live ? { code: this.#keeper.code(issue, phone, now), language } : { language }
  }

  /** Judges a guess. It is counted, and the count stored, before the code is compared. */
  async verify(request: VerifyRequest): Promise<VerifyResult> {
    const now = Date.now()
    const state = this.#read(now)
    const phone = state && this.#keeper.openPhone(state.phone)
    if (!state || !phone) return NOT_FOUND
    if (state.verified) {
      const { verified } = state
      const { result, next } = verifyAgain(
        { ...state, verified },
        phone,
        request,
        this.#keeper,
        now,
      )
      if (next) this.#write(next)
      return result
    }
    const { texting, lastGuess } = state
    const { issue } = texting
    if (lastGuess === request.requestId) {
      // The same guess, delivered twice: had it been right, the phone would be verified.
      return { ok: false, reason: 'otp_incorrect', timers: this.#keeper.timers(texting) }
    }
    const condition = issueState(issue, this.#keeper.knows(issue), now)
    if (condition !== 'live') {
      const reason = condition === 'locked' ? 'too_many_attempts' : 'otp_expired'
      return { ok: false, reason, timers: this.#keeper.timers(texting) }
    }
    const counted: SessionState = {
      ...state,
      texting: { ...texting, issue: { ...issue, attempts: issue.attempts + 1 } },
      lastGuess: request.requestId,
    }
    this.#write(counted)
    if (!this.#keeper.isCode(request.code, issue, phone, now)) {
      return { ok: false, reason: 'otp_incorrect', timers: this.#keeper.timers(counted.texting) }
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
      phone: maskPhone(phone),
      ...(!verified && { timers: this.#keeper.timers(texting) }),
      over: !verified && isOver(texting, this.#keeper.knows(texting.issue), now),
      ...(!verified && this.#delivery(state)),
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

  #plan(request: SendRequest): Plan {
    const now = Date.now()
    const busy = this.#reserving !== undefined && this.#reserving !== request.sendId
    return planText(this.#read(now), request, this.#keeper, busy, now)
  }

  /** The code of this very send, where the call is delivered a second time. */
  #issued(request: SendRequest): (CodeToSend & { readonly most: number }) | undefined {
    const state = this.#read(Date.now())
    if (!state?.sending || state.sending.id !== request.sendId) return undefined
    const { most, route = [] } = state.sending
    return { ...this.#codeToSend(state.texting, request.phone, route), most }
  }

  /** Issues the code of a reserved text, unless the session has changed its mind meanwhile. */
  async #issue(request: SendRequest, most: number): Promise<SendResult> {
    const issued = this.#issued(request)
    if (issued) return issued
    const plan = this.#plan(request)
    if (!plan.ok) {
      const { phone, sendId } = request
      const unused = { kind: 'failed', counts: false } as const
      await callGuard(this.#objects, phone, (guard) => guard.settle(sendId, unused))
      return plan.refusal
    }
    const route = untriedFirst(request.route ?? [], plan.before.tried)
    const sending = { until: Date.now() + SEND_LEASE, most, route }
    this.#write(textUnderWay(plan, request, this.#keeper, sending))
    return { ...this.#codeToSend(plan.texting, request.phone, route), most }
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
    return verifiedResult(state, { token, phone, at: now }, false)
  }

  #codeToSend(texting: Texting, phone: Phone, route: readonly string[]): CodeToSend {
    return {
      ok: true,
      code: this.#keeper.code(texting.issue, phone, Date.now()),
      timers: this.#keeper.timers(texting),
      route,
    }
  }

  get #objects(): Objects {
    return { env: this.env, config: configOf(this.env) }
  }

  #delivery({ sends }: SessionState): { readonly delivery?: DeliveryState } {
    const { gateways } = configOf(this.env)
    const tells = (name: string) => gateways.some((one) => one.name === name && one.readReceipts)
    const delivery = deliveryOf(sends, tells)
    return delivery ? { delivery } : {}
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
