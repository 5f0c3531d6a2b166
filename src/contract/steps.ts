/** Names the steps of a signup in their order; the contract numbers them from 1. */
export const STEPS = ['mobile', 'personal-details', 'aadhaar', 'pan', 'account'] as const

export type Step = (typeof STEPS)[number]

/** Numbers a step as the contract does, whichever others are on. */
export function numberOf(step: Step): number {
  return STEPS.indexOf(step) + 1
}
