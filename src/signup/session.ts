import { configOf } from '../config.ts'
import { callGuard, type Objects } from '../objects.ts'
import { isUntouched, recordOutcome, recordReceipt } from '../otp/outcome.ts'
import type { Send } from '../otp/send.ts'
import { ObjectUnavailableError } from '../platform/durable-call.ts'
import type { Dispatch } from '../sms/dispatch.ts'
import type { Receipt } from '../sms/gateway.ts'
import { decideResend } from './resend.ts'
import { bears, startSession } from './session-state.ts'
import { SessionSteps } from './session-steps.ts'
import { type Bearer, spokenCode, statusOf } from './status.ts'
import { countGuess, judgeGuess, type VerifyRequest, type VerifyResult } from './verify.ts'

/**
 * Holds one signup, named by its session id. Each method reads, calls a rule and writes with nothing
 * awaited between; `resend` alone waits for the phone's guard, and decides anew once it has answered.
 */
export class SignupSession extends SessionSteps {
  /** The send that waits for the phone's guard. Forgotten with the wait itself. */
  #reserving: string | undefined

  /** Begins a session with its first code. The only call that creates state. */
  async start(send: Send) {
    const former = this.storage.read()
    const { next, answer } = startSession(former, send, this.secrets, Date.now())
    await this.storage.begin(next)
    return answer
  }

  /** Takes back a start whose text was not sent; false where more has come of the session. */
  async discard(sendId: string): Promise<boolean> {
    return this.storage.clearIf((state) => !state || isUntouched(state.challenge, sendId))
  }

  /** Issues the next code, the same or a new one, once the phone's guard has reserved its text. */
  async resend(send: Send) {
    const { answer, key } = this.#decide(send)
    try {
      if (!answer.ok) {
        // Only whoever may have the phone texted here reaches its guard: a stranger can hold nobody's.
        const told = key && (await callGuard(this.#objects, send.phone, (one) => one.recall(key)))
        return told ? { ...told } : answer
      }
      this.#reserving = send.id
      const reserved = await callGuard(this.#objects, send.phone, (guard) => guard.reserve(send))
      // A copy: to hand an RPC result on would hold this object in memory.
      return reserved.ok ? await this.#issue(send, reserved.maxTexts) : { ...reserved }
    } catch (error) {
      if (!(error instanceof ObjectUnavailableError)) throw error
      return { ok: false, reason: 'object_unavailable' } as const
    } finally {
      if (this.#reserving === send.id) this.#reserving = undefined
    }
  }

  /** Records how a send ended, and tells whether the guard may give its reservation back. */
  async recordOutcome(sendId: string, dispatch: Dispatch) {
    const { codeSecretIds: ids } = this.secrets
    return this.storage.apply((challenge) => recordOutcome(challenge, sendId, dispatch, ids))
  }

  /** Records what a gateway says of a send; gives whose it was, where it is the first that it says. */
  async recordReceipt(sendId: string, gateway: string, status: Receipt['status']) {
    const owner = this.storage.apply((challenge) =>
      recordReceipt(challenge, sendId, gateway, status),
    )
    const phone = owner?.isFirst ? this.secrets.openPhone(owner.phone) : undefined
    return owner && phone && { phone, asker: owner.asker }
  }

  /** Gives the code to a call whose key was pressed, where it is live, and the call's language. */
  async speak(sendId: string) {
    return this.storage.advance((state, now) => spokenCode(state, sendId, this.secrets, now))
  }

  /** Judges a guess. It is counted, and the count stored, before the code is compared. */
  async verify(request: VerifyRequest): Promise<VerifyResult> {
    const now = Date.now()
    const counted = countGuess(this.storage.read(now), request, this.secrets, now)
    this.storage.store(counted)
    if (counted.answer) return counted.answer
    return this.storage.store(judgeGuess(counted, request, this.secrets, now))
  }

  /** Describes the session to whoever bears it, or to the edge for its answer. Creates nothing. */
  async status(bearer: Bearer) {
    const stored = this.storage.read() ?? this.storage.readEnded()
    return statusOf(stored, bearer, this.secrets, this.#objects.config, Date.now())
  }

  /** Deletes the session with all its answers for its bearer; tells whether it was theirs. */
  async withdraw(token: string): Promise<boolean> {
    return this.storage.clearIf((state) => state !== undefined && bears(token, state))
  }

  override async alarm(): Promise<void> {
    return this.storage.sweep()
  }

  #decide(send: Send, maxTexts = 1) {
    const sends = { isBusy: ![undefined, send.id].includes(this.#reserving), maxTexts }
    return decideResend(this.storage.read(), send, this.secrets, sends, Date.now())
  }

  /** Issues the code of a reserved text, unless the session has changed its mind meanwhile. */
  async #issue(send: Send, maxTexts: number) {
    const answer = this.storage.store(this.#decide(send, maxTexts))
    const { phone } = send
    if (answer.ok) return { ...answer, code: this.secrets.code(answer.issue, phone, Date.now()) }
    const notSent = { kind: 'failed', counts: false } as const
    await callGuard(this.#objects, phone, (guard) => guard.commitSend(send.id, notSent))
    return answer
  }

  get #objects(): Objects {
    return { env: this.env, config: configOf(this.env) }
  }
}
