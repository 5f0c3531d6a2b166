import { nextAllowedAt, type WindowRule } from '../rate-limits/window.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../time.ts'

/** One text to this phone: `address` is the keyed hash of the network address that asked for it. */
export type TextRecord = {
  readonly id: string
  readonly at: number
  readonly address: string
  /** Until its outcome is known: the session that the send belongs to. */
  readonly pendingFor?: string
}

/** An `Idempotency-Key` seen for this phone, by its keyed hash, and the session its send led to. */
export type KeyRecord = {
  readonly hash: string
  readonly body: string
  readonly sessionId: string
  readonly sendId: string
  readonly at: number
  readonly done?: boolean
}

/** Any two texts, five an hour, ten a day: over all sessions and all who ask. */
const ALL_TEXTS: readonly WindowRule[] = [
  { limit: 1, span: 30 * SECOND },
  { limit: 5, span: HOUR },
  { limit: 10, span: DAY },
]

/** The share of one address, so that one stranger cannot use up the owner's day. */
const ONE_ADDRESS: readonly WindowRule[] = [
  { limit: 4, span: HOUR },
  { limit: 6, span: DAY },
]

/** How long a send may be under way: gateways get 10 s in all, object calls the rest. */
export const SEND_LEASE = 20 * SECOND

/** How long a key's answer is given again. */
export const KEY_LIFETIME = 10 * MINUTE

/** The longest window looks back a day; an hour more, and the guard forgets the phone. */
export const FORGET_AFTER = 25 * HOUR

/** When this phone may next be texted at the request of `address`: `now`, or later. */
export function nextTextAt(texts: readonly TextRecord[], address: string, now: number): number {
  const all = texts.map((text) => text.at)
  const own = texts.filter((text) => text.address === address).map((text) => text.at)
  return Math.max(
    ...ALL_TEXTS.map((rule) => nextAllowedAt(all, rule, now)),
    ...ONE_ADDRESS.map((rule) => nextAllowedAt(own, rule, now)),
  )
}

/** Whether a send of this session has no outcome yet; one that never comes counts as sent. */
export function isUnderWay(texts: readonly TextRecord[], sessionId: string, now: number): boolean {
  return texts.some((text) => text.pendingFor === sessionId && now < text.at + SEND_LEASE)
}

export type KeyUse = 'new' | 'another_body' | 'in_progress' | 'repeat'

/** What a send that bears an `Idempotency-Key` is to this phone. */
export function keyUse(record: KeyRecord | undefined, body: string, now: number): KeyUse {
  if (!record || now >= record.at + KEY_LIFETIME) return 'new'
  if (record.body !== body) return 'another_body'
  return record.done || now >= record.at + SEND_LEASE ? 'repeat' : 'in_progress'
}
