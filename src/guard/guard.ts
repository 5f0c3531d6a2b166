import { DurableObject } from 'cloudflare:workers'
import {
  allowText,
  FORGET_AFTER,
  forgetAt,
  type GivenBack,
  GIVEN_BACK_KEPT,
  isTrusted,
  KEY_LIFETIME,
  type KeyRecord,
  keyUse,
  mayGiveBack,
  type TextRecord,
  type TrustedDevice,
} from './limits.ts'

/** What the guard keeps of a phone: no number, only when, for whom and by which device. */
type GuardState = {
  readonly texts: readonly TextRecord[]
  readonly keys: readonly KeyRecord[]
  readonly givenBack?: readonly GivenBack[]
  readonly device?: TrustedDevice
  /** When the alarm is due. */
  readonly wakeAt: number
}

/** The `Idempotency-Key` of a send, hashed, and what tells its body from another. */
export type SendKey = { readonly hash: string; readonly body: string }

export type ReserveRequest = {
  /** Names the send: a repeated call with it counts once, and `settle` refers to it. */
  readonly sendId: string
  /** The keyed hash of the network address that asks. */
  readonly address: string
  /** How many gateways may be asked, each of which may send one; 1 where it is not said. */
  readonly gateways?: number
  /** The session that will hold the code. */
  readonly sessionId: string
  readonly key?: SendKey
  /** The device that the asker's cookie proves: it verified this phone once. */
  readonly deviceId?: string
  /** The asker solved a bot check for this send. */
  readonly solved?: boolean
}

/** What a send under a key seen before is told instead. */
export type KeyRefusal =
  | { readonly ok: false; readonly reason: 'another_body' | 'in_progress' }
  | { readonly ok: false; readonly reason: 'repeat'; readonly sessionId: string }

export type ReserveResult =
  /** `most`: how many texts the send may come to. */
  | { readonly ok: true; readonly most: number }
  | { readonly ok: false; readonly reason: 'phone_limited'; readonly retryAt: number }
  | KeyRefusal

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
    const { key, address, sendId, sessionId, deviceId, solved = false, gateways = 1 } = request
    const known = state.texts.find(({ id }) => id === sendId)
    if (known) return { ok: true, most: known.most ?? 1 }
    // A delayed second delivery of a send that has failed meanwhile: nobody waits for its answer.
    if (state.givenBack?.some(({ id }) => id === sendId)) return IN_PROGRESS
    const refusal = key && refusalUnder(state, key, now)
    if (refusal) return refusal
    const device = isTrusted(state.device, deviceId, now)
    const allowed = allowText(state.texts, { address, device, solved }, now)
    if (!allowed.ok) return { ok: false, reason: 'phone_limited', retryAt: allowed.retryAt }
    const { lane } = allowed
    const most = Math.min(allowed.most, gateways)
    const kept = remembered(state, now)
    await this.#keep({
      ...kept,
      texts: [...kept.texts, { id: sendId, at: now, address, lane, pendingFor: sessionId, most }],
      keys: [
        ...kept.keys.filter(({ hash }) => hash !== key?.hash),
        ...(key ? [{ ...key, sessionId, sendId, at: now }] : []),
      ],
    })
    return { ok: true, most }
  }

  /** What a key seen before answers; undefined where it is new. Changes nothing. */
  async recall(key: SendKey): Promise<KeyRefusal | undefined> {
    return refusalUnder(this.#read(), key, Date.now())
  }

  /** Tells the guard how a reserved send ended. May be repeated; an unknown send changes nothing. */
  async settle(sendId: string, outcome: GuardOutcome): Promise<void> {
    const now = Date.now()
    const state = this.#read()
    const text = state.texts.find(({ id, pendingFor }) => id === sendId && pendingFor !== undefined)
    if (!text) return
    const { pendingFor: _known, most: _spent, ...counted } = text
    if (outcome.kind === 'sent') {
      const keys = state.keys.map((key) =>
        key.sendId === sendId ? { ...key, at: now, done: true } : key,
      )
      return this.#keep({ ...state, keys, texts: withTexts(state.texts, counted, outcome.texts) })
    }
    const { givenBack = [] } = remembered(state, now)
    const giveBack = !outcome.counts && mayGiveBack(givenBack, now)
    await this.#keep({
      ...state,
      keys: state.keys.filter((key) => key.sendId !== sendId),
      texts: withTexts(state.texts, counted, giveBack ? 0 : 1),
      givenBack: giveBack ? [...givenBack, { id: sendId, at: now }] : givenBack,
    })
  }

  /** Trusts the device that verified the phone, and no earlier one. May be repeated. */
  async trust(device: TrustedDevice): Promise<void> {
    const state = this.#read()
    if (state.device && state.device.verifiedAt >= device.verifiedAt) return
    await this.#keep({ ...state, device })
  }

  override async alarm(): Promise<void> {
    const now = Date.now()
    const state = this.#read()
    const { givenBack = [], ...kept } = remembered(state, now)
    const { texts, device } = kept
    if (now >= forgetAt(texts, givenBack, device)) return this.ctx.storage.deleteAll()
    const short = forgetAt(texts, givenBack, undefined)
    await this.#keep({ ...kept, givenBack, wakeAt: 0 }, short || forgetAt([], [], device))
  }

  /** Stores the state. The alarm is set where none is due before the newest text is to be forgotten. */
  async #keep(state: GuardState, wakeNext = Date.now() + FORGET_AFTER): Promise<void> {
    const now = Date.now()
    const due = state.wakeAt > now && state.wakeAt <= now + FORGET_AFTER
    const wakeAt = due ? state.wakeAt : wakeNext
    this.ctx.storage.kv.put<GuardState>('guard', { ...state, wakeAt })
    if (!due) await this.ctx.storage.setAlarm(wakeAt)
  }

  #read(): GuardState {
    return this.ctx.storage.kv.get<GuardState>('guard') ?? EMPTY
  }
}

const IN_PROGRESS = { ok: false, reason: 'in_progress' } as const

/** The state without what no limit looks back on. */
function remembered(state: GuardState, now: number): GuardState {
  const { texts, keys, givenBack = [] } = state
  return {
    ...state,
    texts: texts.filter(({ at }) => at > now - FORGET_AFTER),
    keys: keys.filter(({ at }) => at > now - KEY_LIFETIME),
    givenBack: givenBack.filter(({ at }) => at > now - GIVEN_BACK_KEPT),
  }
}

function refusalUnder(
  { keys }: GuardState,
  { hash, body }: SendKey,
  now: number,
): KeyRefusal | undefined {
  const record = keys.find((known) => known.hash === hash)
  const use = keyUse(record, body, now)
  if (use === 'repeat' && record) return { ok: false, reason: use, sessionId: record.sessionId }
  return use === 'another_body' || use === 'in_progress' ? { ok: false, reason: use } : undefined
}

/** The texts, with a pending one counted as often as it was sent. */
function withTexts(
  texts: readonly TextRecord[],
  counted: TextRecord,
  times: number,
): readonly TextRecord[] {
  const sent = Array.from({ length: times }, () => counted)
  return texts.flatMap((text) => (text.id === counted.id ? sent : [text]))
}
