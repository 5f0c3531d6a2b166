import { SEND_LEASE } from '../otp/schedule.ts'
import type { Send, SendKey } from '../otp/send.ts'
import {
  decideText,
  DEVICE_LIFETIME,
  KEY_LIFETIME,
  LOOKUP_KEPT,
  type LookupRecord,
  mayRelease,
  RELEASE_KEPT,
  TEXT_KEPT,
  type TextRecord,
} from './limits.ts'

/** Remembers an `Idempotency-Key` by its keyed hash, and the session that its send led to. */
type KeyRecord = {
  readonly hash: string
  readonly body: string
  readonly sessionId: string
  readonly sendId: string
  readonly at: number
  /** The send went out: it is answered again. */
  readonly isDone: boolean
}

/** Names the device that verified the phone last; another's verification takes its place. */
export type TrustedDevice = { readonly id: string; readonly verifiedAt: number }

/** Holds what a guard keeps of a phone: no number, only when, for whom and by which device. */
export type GuardState = {
  readonly version: 1
  readonly texts: readonly TextRecord[]
  readonly keys: readonly KeyRecord[]
  /** Sends whose reservation was given back. */
  readonly releases: readonly { readonly id: string; readonly at: number }[]
  readonly device: TrustedDevice | undefined
  /** Look-ups of PANs by whoever verified the phone; absent until the first. */
  readonly lookups?: readonly LookupRecord[]
  /** When the alarm is due. */
  readonly wakeAt: number
}

export const EMPTY: GuardState = {
  version: 1,
  texts: [],
  keys: [],
  releases: [],
  device: undefined,
  wakeAt: 0,
}

/** Refuses a send under a key that was used before; `repeat` names the session of that send. */
export type KeyRefusal =
  | { readonly ok: false; readonly reason: 'another_body' | 'in_progress' }
  | { readonly ok: false; readonly reason: 'repeat'; readonly sessionId: string }

export type Reservation =
  /** `maxTexts`: how many texts the send may come to. */
  | { readonly ok: true; readonly maxTexts: number }
  | { readonly ok: false; readonly reason: 'phone_limited'; readonly retryAt: number }
  | KeyRefusal

/**
 * Says how a send ended: `sent` as so many texts, or `failed`, when its reservation is given back unless
 * it counts all the same (the number was refused for good, or the code was guessed at).
 */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly texts: number }
  | { readonly kind: 'failed'; readonly counts: boolean }

const IN_PROGRESS = { ok: false, reason: 'in_progress' } as const

/** Counts a text before it is sent, or says why it must not be. A repeated call counts once. */
export function reserve(
  state: GuardState,
  send: Send,
  now: number,
): { readonly next?: GuardState; readonly answer: Reservation } {
  const former = state.texts.find(({ id }) => id === send.id)
  if (former) return { answer: { ok: true, maxTexts: former.maxTexts ?? 1 } }
  // A delayed second delivery of a send that has failed meanwhile: nobody waits for its answer.
  if (state.releases.some(({ id }) => id === send.id)) return { answer: IN_PROGRESS }
  const { id, key, sessionId, asker } = send
  const refusal = key && recall(state, key, now)
  if (refusal) return { answer: refusal }
  const { address } = asker
  const isDevice = isTrusted(state.device, send.deviceId, now)
  const decision = decideText(state.texts, { address, isDevice, solved: send.solved }, now)
  if (!decision.ok) {
    return { answer: { ok: false, reason: 'phone_limited', retryAt: decision.retryAt } }
  }
  const { allowance } = decision
  const maxTexts = Math.min(decision.maxTexts, Math.max(1, send.route.length))
  const kept = forget(state, now)
  const used = key && { hash: key.hash, body: key.body, sessionId, sendId: id, at: now }
  const next = {
    ...kept,
    texts: [...kept.texts, { id, at: now, address, allowance, maxTexts }],
    keys: used ? [...kept.keys, { ...used, isDone: false }] : kept.keys,
  }
  return { next, answer: { ok: true, maxTexts } }
}

/** Answers a key that was used before; undefined where it is new. */
export function recall(
  { keys }: GuardState,
  { hash, body }: Pick<SendKey, 'hash' | 'body'>,
  now: number,
): KeyRefusal | undefined {
  const record = keys.find((one) => one.hash === hash)
  if (!record || now >= record.at + KEY_LIFETIME) return undefined
  if (record.body !== body) return { ok: false, reason: 'another_body' }
  return record.isDone || now >= record.at + SEND_LEASE
    ? { ok: false, reason: 'repeat', sessionId: record.sessionId }
    : IN_PROGRESS
}

/** Counts a reserved send by its outcome; undefined where it is unknown or was counted before. */
export function commitSend(
  state: GuardState,
  sendId: string,
  outcome: SendOutcome,
  now: number,
): GuardState | undefined {
  const text = state.texts.find(({ id, maxTexts }) => id === sendId && maxTexts !== undefined)
  if (!text) return undefined
  if (outcome.kind === 'sent') {
    const keys = state.keys.map((key) =>
      key.sendId === sendId ? { ...key, at: now, isDone: true } : key,
    )
    return { ...state, keys, texts: withTexts(state.texts, text, outcome.texts) }
  }
  const { releases } = forget(state, now)
  const isReleased = !outcome.counts && mayRelease(releases, now)
  return {
    ...state,
    keys: state.keys.filter((key) => key.sendId !== sendId),
    texts: withTexts(state.texts, text, isReleased ? 0 : 1),
    releases: isReleased ? [...releases, { id: sendId, at: now }] : releases,
  }
}

/** Trusts the device that verified the phone, and no earlier one; undefined where that changes nothing. */
export function trust(state: GuardState, device: TrustedDevice): GuardState | undefined {
  const former = state.device
  return former && former.verifiedAt >= device.verifiedAt ? undefined : { ...state, device }
}

/** Tells whether a device id is the one that the phone trusts. */
export function isTrusted(
  device: TrustedDevice | undefined,
  id: string | undefined,
  now: number,
): boolean {
  return device !== undefined && device.id === id && now < device.verifiedAt + DEVICE_LIFETIME
}

/** Drops what no limit looks back on. */
export function forget(state: GuardState, now: number): GuardState {
  const since = (span: number) => (event: { readonly at: number }) => event.at > now - span
  return {
    ...state,
    texts: state.texts.filter(since(TEXT_KEPT)),
    keys: state.keys.filter(since(KEY_LIFETIME)),
    releases: state.releases.filter(since(RELEASE_KEPT)),
    ...(state.lookups && { lookups: state.lookups.filter(since(LOOKUP_KEPT)) }),
  }
}

/** Says when a guard next has something to forget: its last count of any kind, then its device. */
export function forgetAt({ texts, releases, lookups = [], device }: GuardState): number {
  const [text, release, lookup] = [texts.at(-1), releases.at(-1), lookups.at(-1)]
  const counts = Math.max(
    text ? text.at + TEXT_KEPT : 0,
    release ? release.at + RELEASE_KEPT : 0,
    lookup ? lookup.at + LOOKUP_KEPT : 0,
  )
  return counts || (device ? device.verifiedAt + DEVICE_LIFETIME : 0)
}

/** Puts as many texts as were sent in place of a pending one. */
function withTexts(
  texts: readonly TextRecord[],
  pending: TextRecord,
  times: number,
): readonly TextRecord[] {
  const sent = Array.from({ length: times }, () => ({ ...pending, maxTexts: undefined }))
  return texts.flatMap((text) => (text.id === pending.id ? sent : [text]))
}
