import { DurableObject } from 'cloudflare:workers'
import {
  FORGET_AFTER,
  isUnderWay,
  KEY_LIFETIME,
  type KeyRecord,
  keyUse,
  nextTextAt,
  type TextRecord,
} from './guard-policy.ts'

/** What the guard keeps of a phone: no number, only when and for whom it was texted. */
type GuardState = {
  readonly texts: readonly TextRecord[]
  readonly keys: readonly KeyRecord[]
  /** When the alarm is due. */
  readonly wakeAt: number
}

export type ReserveRequest = {
  /** Names the send: a repeated call with it counts once, and `settle` refers to it. */
  readonly sendId: string
  /** The keyed hash of the network address that asks. */
  readonly address: string
  /** The session that will hold the code. */
  readonly sessionId: string
  /** The `Idempotency-Key`, hashed, and what tells its body from another. */
  readonly key?: { readonly hash: string; readonly body: string }
}

export type ReserveResult =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly reason: 'phone_limited'
      readonly retryAt: number
      /** Another send of the same session has no outcome yet. */
      readonly underWay: boolean
    }
  | { readonly ok: false; readonly reason: 'another_body' | 'in_progress' }
  | { readonly ok: false; readonly reason: 'repeat'; readonly sessionId: string }

/**
 * How a send ended. `sent`: that many texts went out or may have. `failed`: none did that helps, and
 * the reservation is given back unless it counts all the same (the number was refused for good, or
 * the code was guessed at).
 */
export type GuardOutcome =
  | { readonly kind: 'sent'; readonly texts: number }
  | { readonly kind: 'failed'; readonly counts: boolean }

const EMPTY: GuardState = { texts: [], keys: [], wakeAt: 0 }

/**
 * One phone's guard: how often it was texted, over all sessions. A text is reserved here before any
 * gateway is asked, so that parallel requests from anywhere cannot pass the limits together.
 * Named by the keyed hash of the E.164 number.
 */
export class PhoneGuard extends DurableObject<Env> {
  /** Counts a text before it is sent, or says why it must not be. */
  async reserve(request: ReserveRequest): Promise<ReserveResult> {
    const now = Date.now()
    const state = this.#read()
    if (state.texts.some((text) => text.id === request.sendId)) return { ok: true }
    const { key, address, sendId, sessionId } = request
    if (key) {
      const record = state.keys.find((known) => known.hash === key.hash)
      const use = keyUse(record, key.body, now)
      if (use === 'repeat' && record) return { ok: false, reason: use, sessionId: record.sessionId }
      if (use === 'another_body' || use === 'in_progress') return { ok: false, reason: use }
    }
    const retryAt = nextTextAt(state.texts, address, now)
    if (retryAt > now) {
      const underWay = isUnderWay(state.texts, sessionId, now)
      return { ok: false, reason: 'phone_limited', retryAt, underWay }
    }
    const asleep = state.wakeAt <= now
    const wakeAt = asleep ? now + FORGET_AFTER : state.wakeAt
    this.#write({
      texts: [
        ...state.texts.filter((text) => text.at > now - FORGET_AFTER),
        { id: sendId, at: now, address, pendingFor: sessionId },
      ],
      keys: [
        ...state.keys.filter((known) => known.at > now - KEY_LIFETIME && known.hash !== key?.hash),
        ...(key ? [{ ...key, sessionId, sendId, at: now }] : []),
      ],
      wakeAt,
    })
    if (asleep) await this.ctx.storage.setAlarm(wakeAt)
    return { ok: true }
  }

  /** Tells the guard how a reserved send ended. May be repeated; an unknown send changes nothing. */
  async settle(sendId: string, outcome: GuardOutcome): Promise<void> {
    const state = this.#read()
    const text = state.texts.find((one) => one.id === sendId && one.pendingFor !== undefined)
    if (!text) return
    const counted: TextRecord = { id: sendId, at: text.at, address: text.address }
    const times = outcome.kind === 'sent' ? outcome.texts : Number(outcome.counts)
    const keys =
      outcome.kind === 'sent'
        ? state.keys.map((key) =>
            key.sendId === sendId ? { ...key, at: Date.now(), done: true } : key,
          )
        : state.keys.filter((key) => key.sendId !== sendId)
    const texts = state.texts.flatMap((one) => (one === text ? repeat(counted, times) : [one]))
    this.#write({ ...state, texts, keys })
  }

  override async alarm(): Promise<void> {
    const now = Date.now()
    const state = this.#read()
    const last = state.texts.at(-1)
    if (!last || now >= last.at + FORGET_AFTER) return this.ctx.storage.deleteAll()
    const wakeAt = last.at + FORGET_AFTER
    this.#write({ ...state, wakeAt })
    return this.ctx.storage.setAlarm(wakeAt)
  }

  #read(): GuardState {
    return this.ctx.storage.kv.get<GuardState>('guard') ?? EMPTY
  }

  #write(state: GuardState): void {
    this.ctx.storage.kv.put('guard', state)
  }
}

function repeat(text: TextRecord, times: number): readonly TextRecord[] {
  return Array.from({ length: times }, () => text)
}
