import type { Step } from '../contract/steps.ts'
import type * as en from '../locales/en.ts'
import { markup } from '../platform/markup.ts'

/** Makes the list of the steps that are on, how many they are, and what to have at hand for them. */
export function stepList(on: readonly Step[], words: typeof en.stepNames) {
  const needsCards = on.includes('aadhaar') || on.includes('pan')
  return {
    steps: String(on.length),
    plan: on.map((step) => markup`<li>${words[step]}</li>`).join(''),
    cards: needsCards ? markup`<p>${words.cards}</p>` : '',
  }
}
