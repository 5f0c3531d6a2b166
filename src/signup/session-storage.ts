import type { Challenge, Transition } from '../otp/challenge.ts'
import type { EndedSession } from './account.ts'
import { endsAt, type SessionState } from './session-state.ts'

type Next = { readonly next?: SessionState; readonly answer?: unknown }

/** Keeps one session: its record or, once its account is made, what answers a repeat. */
export class SessionStorage {
  readonly #storage: DurableObjectStorage

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** Reads the session, unless its time is over; the alarm may not have come yet. */
  read(now = Date.now()): SessionState | undefined {
    const state = this.#storage.kv.get<SessionState>('session')
    return state?.version === 1 && now < endsAt(state) ? state : undefined
  }

  /** Stores what a rule says comes next, and gives its answer. */
  store<Step extends Next>(step: Step) {
    if (step.next) this.#storage.kv.put<SessionState>('session', step.next)
    return step.answer as Step['answer']
  }

  /** Reads, asks a rule, stores what it says comes next, and gives its answer. */
  advance<Step extends Next>(rule: (state: SessionState | undefined, now: number) => Step) {
    const now = Date.now()
    return this.store(rule(this.read(now), now))
  }

  /** Applies a rule to the challenge; undefined where there is none. */
  apply<Answer>(rule: (challenge: Challenge) => Transition<Answer>): Answer | undefined {
    const state = this.read()
    if (!state) return undefined
    const { next, answer } = rule(state.challenge)
    return this.store({ next: next && { ...state, challenge: next }, answer })
  }

  /** Stores a session that begins, and wakes the object when it ends. */
  async begin(next: SessionState): Promise<void> {
    this.store({ next })
    await this.#storage.setAlarm(endsAt(next))
  }

  readEnded(): EndedSession | undefined {
    return this.#storage.kv.get<EndedSession>('ended')
  }

  /** Keeps of a session that ends what answers a repeat, and nothing else. */
  async end(ended: EndedSession): Promise<void> {
    this.#storage.kv.put<EndedSession>('ended', ended)
    this.#storage.kv.delete('session')
    await this.#storage.setAlarm(ended.until)
  }

  /** Deletes all that is stored where the condition holds, and tells whether it does. */
  async clearIf(condition: (state: SessionState | undefined) => boolean): Promise<boolean> {
    const holds = condition(this.read())
    if (holds) await this.#storage.deleteAll()
    return holds
  }

  /** Deletes what has ended; has the object wake again for what has not. */
  async sweep(): Promise<void> {
    const state = this.#storage.kv.get<SessionState>('session')
    const end = state ? endsAt(state) : (this.readEnded()?.until ?? 0)
    return Date.now() < end ? this.#storage.setAlarm(end) : this.#storage.deleteAll()
  }
}
