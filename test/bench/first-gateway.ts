import type { Behaviour } from '../support/twilio.ts'

/** How the first of two gateways fares. `down`: nothing listens there. */
export type Condition = {
  readonly name: string
  readonly behaviour: (Behaviour & { readonly delayMs?: number }) | 'down'
}

/** From the best to the worst. */
export const CONDITIONS: readonly Condition[] = [
  { name: 'healthy', behaviour: { kind: 'created' } },
  { name: 'refuses (429)', behaviour: { kind: 'error', status: 429, code: 20429 } },
  { name: 'down', behaviour: 'down' },
  { name: 'resets', behaviour: { kind: 'reset' } },
  { name: 'slow (2 s)', behaviour: { kind: 'created', delayMs: 2000 } },
  { name: 'hangs', behaviour: { kind: 'silent' } },
]
