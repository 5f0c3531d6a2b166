import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../config.ts'
import { callGuard, type Objects } from '../objects.ts'
import type { Challenge, Transition } from '../otp/challenge.ts'
import { isUntouched, recordOutcome, recordReceipt } from '../otp/outcome.ts'
import type { Send } from '../otp/send.ts'
import { ObjectUnavailableError } from '../platform/durable-call.ts'
import type { Dispatch } from '../sms/dispatch.ts'
import type { Receipt } from '../sms/gateway.ts'
import { decideResend } from './resend.ts'
import { SessionSecrets } from './session-secrets.ts'
import { endsAt, type SessionState, startSession } from './session-state.ts'
import { type Bearer, spokenCode, type SpokenCode, statusOf } from './status.ts'
import { countGuess, judgeGuess, type VerifyRequest, type VerifyResult } from './verify.ts'

const NOT_SENT = { kind: 'failed', counts: false } as const

/**
 * Holds one signup, named by its session id. Each method reads, calls a rule and writes with nothing
 * awaited between; `resend` alone waits for the phone's guard, and decides anew once it has answered.
 */
export class SignupSession extends DurableObject<Env> {
  readonly #secrets: SessionSecrets
  /** The send that waits for the phone's guard. Forgotten with the wait itself. */
  #reserving: string | undefined

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    if (ctx.id.name === undefined) throw new Error('a session is reached by its id as a name')
    this.#secrets = new SessionSecrets(configOf(env), ctx.id.name)
  }

  /** Begins a session with its first code. The only call that creates state. */
  async start(send: Send) {
    const now = Date.now()
    const begun = startSession(this.#read(now), send, this.#secrets, now)
    this.#store(begun)
    await this.ctx.storage.setAlarm(endsAt(begun.next))
    return begun.answer
  }

  /** Takes back a start whose text was not sent; false where more has come of the session. */
  async discard(sendId: string): Promise<boolean> {
    const state = this.ctx.storage.kv.get<SessionState>('session')
    if (state && !isUntouched(state.challenge, sendId)) return false
    await this.ctx.storage.deleteAll()
    return true
  }

  /** Issues the next code, the same or a new one, once the phone's guard has reserved its text. */
  async resend(send: Send) {
    const { id, phone } = send
    const { answer, key } = this.#decide(send)
    try {
      if (!answer.ok) {
        // Only whoever may have the phone texted here reaches its guard: a stranger can hold nobody's.
        const refusal = key && (await callGuard(this.#objects, phone, (one) => one.recall(key)))
        return refusal ? { ...refusal } : answer
      }
      this.#reserving = id
      const reserved = await callGuard(this.#objects, phone, (guard) => guard.reserve(send))
      // A copy: to hand an RPC result on would hold this object in memory.
      return reserved.ok ? await this.#issue(send, reserved.maxTexts) : { ...reserved }
    } catch (error) {
      if (!(error instanceof ObjectUnavailableError)) throw error
      return { ok: false, reason: 'object_unavailable' } as const
    } finally {
      if (this.#reserving === id) this.#reserving = undefined
    }
  }

  /** Records how a send ended, and tells whether the guard may give its reservation back. */
  async recordOutcome(sendId: string, dispatch: Dispatch) {
    const { codeSecretIds: ids } = this.#secrets
    return this.#apply((challenge) => recordOutcome(challenge, sendId, dispatch, ids))
  }

  /** Records what a gateway says of a send; gives whose it was, where it is the first that it says. */
  async recordReceipt(sendId: string, gateway: string, status: Receipt['status']) {
    const owner = this.#apply((challenge) => recordReceipt(challenge, sendId, gateway, status))
    const phone = owner?.isFirst ? this.#secrets.openPhone(owner.phone) : undefined
    return owner && phone && { phone, asker: owner.asker }
  }

  /** Gives the code to a call whose key was pressed, where it is live, and the call's language. */
  async speak(sendId: string): Promise<SpokenCode> {
    return this.#store(spokenCode(this.#read(), sendId, this.#secrets, Date.now()))
  }

  /** Judges a guess. It is counted, and the count stored, before the code is compared. */
  async verify(request: VerifyRequest): Promise<VerifyResult> {
    const now = Date.now()
    const counted = countGuess(this.#read(now), request, this.#secrets, now)
    this.#store(counted)
    if (counted.answer) return counted.answer
    return this.#store(judgeGuess(counted, request, this.#secrets, now))
  }

  /** Describes the session to whoever bears it, or to the edge for its answer. Creates nothing. */
  async status(bearer: Bearer) {
    return statusOf(this.#read(), bearer, this.#secrets, configOf(this.env).gateways, Date.now())
  }

  /** Deletes a session that has ended; wakes again for one that has not. */
  override async alarm(): Promise<void> {
    const state = this.ctx.storage.kv.get<SessionState>('session')
    const end = state ? endsAt(state) : 0
    if (Date.now() >= end) return this.ctx.storage.deleteAll()
    return this.ctx.storage.setAlarm(end)
  }

  #decide(send: Send, maxTexts = 1) {
    const now = Date.now()
    const isBusy = this.#reserving !== undefined && this.#reserving !== send.id
    return decideResend(this.#read(now), send, this.#secrets, { isBusy, maxTexts }, now)
  }

  /** Issues the code of a reserved text, unless the session has changed its mind meanwhile. */
  async #issue(send: Send, maxTexts: number) {
    const { id, phone } = send
    const answer = this.#store(this.#decide(send, maxTexts))
    if (answer.ok) return { ...answer, code: this.#secrets.code(answer.issue, phone, Date.now()) }
    await callGuard(this.#objects, phone, (guard) => guard.commitSend(id, NOT_SENT))
    return answer
  }

  /** Applies a rule to the challenge; undefined where there is none. */
  #apply<Answer>(rule: (challenge: Challenge) => Transition<Answer>): Answer | undefined {
    const state = this.#read()
    if (!state) return undefined
    const { next, answer } = rule(state.challenge)
    return this.#store({ next: next && { ...state, challenge: next }, answer })
  }

  /** Reads the session, unless its time is over; the alarm may not have come yet. */
  #read(now = Date.now()): SessionState | undefined {
    const state = this.ctx.storage.kv.get<SessionState>('session')
    return state?.version === 1 && now < endsAt(state) ? state : undefined
  }

  /** Stores what a rule says comes next, and gives its answer. */
  #store<Step extends { readonly next?: SessionState; readonly answer?: unknown }>(step: Step) {
    if (step.next) this.ctx.storage.kv.put<SessionState>('session', step.next)
    return step.answer as Step['answer']
  }

  get #objects(): Objects {
    return { env: this.env, config: configOf(this.env) }
  }
}
