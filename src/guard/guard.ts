import { DurableObject } from 'cloudflare:workers'
import type { Send, SendKey } from '../otp/send.ts'
import { TEXT_KEPT } from './limits.ts'
import { countLookup, type LookupDecision, releaseLookup } from './lookups.ts'
import {
  commitSend,
  EMPTY,
  forget,
  forgetAt,
  type GuardState,
  type KeyRefusal,
  recall,
  type Reservation,
  reserve,
  type SendOutcome,
  trust,
  type TrustedDevice,
} from './reservations.ts'

/**
 * Counts how often one phone is texted, over all sessions, before any gateway is asked, so that parallel
 * requests cannot pass the limits together. Named by the keyed hash of the E.164 number.
 */
export class PhoneGuard extends DurableObject<Env> {
  /** Counts a text before it is sent, or says why it must not be. May be repeated. */
  async reserve(send: Send): Promise<Reservation> {
    const { next, answer } = reserve(this.#read(), send, Date.now())
    if (next) await this.#write(next)
    return answer
  }

  /** Answers a key that was used before; undefined where it is new. Changes nothing. */
  async recall(key: SendKey): Promise<KeyRefusal | undefined> {
    return recall(this.#read(), key, Date.now())
  }

  /** Counts a reserved send by its outcome. May be repeated; an unknown send changes nothing. */
  async commitSend(sendId: string, outcome: SendOutcome): Promise<void> {
    const next = commitSend(this.#read(), sendId, outcome, Date.now())
    if (next) await this.#write(next)
  }

  /** Trusts the device that verified the phone, and no earlier one. May be repeated. */
  async trust(device: TrustedDevice): Promise<void> {
    const next = trust(this.#read(), device)
    if (next) await this.#write(next)
  }

  /** Counts a look-up of a PAN before it is made, or says why it must not be. May be repeated. */
  async countLookup(id: string): Promise<LookupDecision> {
    const { next, answer } = countLookup(this.#read(), id, Date.now())
    if (next) await this.#write(next)
    return answer
  }

  /** Takes back a look-up that was not made. May be repeated. */
  async releaseLookup(id: string): Promise<void> {
    const next = releaseLookup(this.#read(), id)
    if (next) await this.#write(next)
  }

  override async alarm(): Promise<void> {
    const now = Date.now()
    const state = forget(this.#read(), now)
    const wakeAt = forgetAt(state)
    if (now >= wakeAt) return this.ctx.storage.deleteAll()
    await this.#write({ ...state, wakeAt: 0 }, wakeAt)
  }

  /** Sets an alarm only where none is due before the newest text is to be forgotten. */
  async #write(state: GuardState, wakeNext = Date.now() + TEXT_KEPT): Promise<void> {
    const now = Date.now()
    const isDue = state.wakeAt > now && state.wakeAt <= now + TEXT_KEPT
    const wakeAt = isDue ? state.wakeAt : wakeNext
    this.ctx.storage.kv.put<GuardState>('guard', { ...state, wakeAt })
    if (!isDue) await this.ctx.storage.setAlarm(wakeAt)
  }

  /** Throws where another version of this code wrote the record: money and guesses fail closed. */
  #read(): GuardState {
    const state = this.ctx.storage.kv.get<GuardState>('guard') ?? EMPTY
    if (state.version !== EMPTY.version) throw new Error('a guard record of another version')
    return state
  }
}
