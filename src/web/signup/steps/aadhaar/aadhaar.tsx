/** Verifies Aadhaar by its Secure QR or DigiLocker; loaded as the step before is sent. */
import { render } from 'preact'
import type { Flow } from '../surroundings.ts'
import { AadhaarStep } from './aadhaar-step.tsx'

/** Shows the step in its place until it is closed. */
export function open(place: HTMLElement, flow: Flow): () => void {
  render(<AadhaarStep flow={flow} />, place)
  return () => render(null, place)
}
