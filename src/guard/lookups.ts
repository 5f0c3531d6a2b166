import { lookupAllowedAt } from './limits.ts'
import { forget, type GuardState } from './reservations.ts'

export type LookupDecision =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'phone_limited'; readonly retryAt: number }

/** Counts a look-up of a PAN before it is made, or says why it must not be. A repeat counts once. */
export function countLookup(
  state: GuardState,
  id: string,
  now: number,
): { readonly next?: GuardState; readonly answer: LookupDecision } {
  const { lookups = [] } = state
  if (lookups.some((one) => one.id === id)) return { answer: { ok: true } }
  const retryAt = lookupAllowedAt(lookups, now)
  if (retryAt > now) return { answer: { ok: false, reason: 'phone_limited', retryAt } }
  const kept = forget(state, now)
  return {
    next: { ...kept, lookups: [...(kept.lookups ?? []), { id, at: now }] },
    answer: { ok: true },
  }
}

/** Takes back a look-up that was not made; undefined where it is unknown. */
export function releaseLookup(state: GuardState, id: string): GuardState | undefined {
  const { lookups = [] } = state
  const others = lookups.filter((one) => one.id !== id)
  return others.length < lookups.length ? { ...state, lookups: others } : undefined
}
