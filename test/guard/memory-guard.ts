import {
  commitSend,
  EMPTY,
  forget,
  forgetAt,
  type GuardState,
  recall,
  type Reservation,
  reserve,
  type SendOutcome,
  trust,
  type TrustedDevice,
} from '../../src/guard/reservations.ts'
import type { Send } from '../../src/otp/send.ts'

/** Keeps a guard in memory as the object does in storage, with a clock that stands still. */
export class MemoryGuard {
  state: GuardState = EMPTY
  now = Date.UTC(2026, 10, 23)

  pass(span: number): void {
    this.now += span
  }

  reserve(send: Send): Reservation {
    const { next = this.state, answer } = reserve(this.state, send, this.now)
    this.state = next
    return answer
  }

  recall(hash: string, body = 'body') {
    return recall(this.state, { hash, body }, this.now)
  }

  commitSend(sendId: string, outcome: SendOutcome): void {
    this.state = commitSend(this.state, sendId, outcome, this.now) ?? this.state
  }

  trust(device: TrustedDevice): void {
    this.state = trust(this.state, device) ?? this.state
  }

  /** Forgets as the alarm does. */
  alarm(): void {
    const state = forget(this.state, this.now)
    this.state = this.now >= forgetAt(state) ? EMPTY : state
  }

  /** Counts the texts that the phone may have got. */
  counted(): number {
    return this.state.texts.reduce((sum, { maxTexts = 1 }) => sum + maxTexts, 0)
  }
}
