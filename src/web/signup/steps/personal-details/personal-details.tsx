/** Asks for personal details and for consent to keep them; loaded once the code is sent. */
import { render } from 'preact'
import type { View } from '../flow.ts'
import type { Flow } from '../surroundings.ts'
import { DetailsForm } from './details-form.tsx'
import { Verified } from './verified.tsx'

/** Shows the step, or that step 1 is done, in its place until it is closed. */
export function open(place: HTMLElement, flow: Flow, view: View): () => void {
  render(view === 'verified' ? <Verified flow={flow} /> : <DetailsForm flow={flow} />, place)
  return () => render(null, place)
}
