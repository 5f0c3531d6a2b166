/** Shows the answers once more, and makes the account under a password; loaded as step 2 is sent. */
import { render } from 'preact'
import type { View } from '../flow.ts'
import type { Flow } from '../surroundings.ts'
import { CheckAnswers } from './check-answers.tsx'
import { PasswordForm } from './password-form.tsx'

/** Shows one of its screens in its place until it is closed. */
export function open(place: HTMLElement, flow: Flow, view: View): () => void {
  const close = () => render(null, place)
  const screen =
    view === 'password' ? <PasswordForm flow={flow} close={close} /> : <CheckAnswers flow={flow} />
  render(screen, place)
  return close
}
