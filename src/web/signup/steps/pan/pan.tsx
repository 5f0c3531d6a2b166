/** Asks for the PAN and has it looked up; loaded as the step before is sent. */
import { render } from 'preact'
import type { Flow } from '../surroundings.ts'
import { PanStep } from './pan-step.tsx'

/** Shows the step in its place until it is closed. */
export function open(place: HTMLElement, flow: Flow): () => void {
  render(<PanStep flow={flow} />, place)
  return () => render(null, place)
}
