import { busyButton } from './busy-button.ts'
import { notice } from './notice.ts'
import type { Outcome } from './outcome.ts'
import { byId, within } from './page.ts'
import { parsePhone } from './phone-number.ts'
import type { SendView } from './send-code.ts'
import { BOT_CHECK, failureText, PHONE_FAULTS } from './wording.ts'

/** The screen that asks for the number. */
export interface PhoneStep {
  /** Says why the person is here again. */
  explain(text: string): void
  /** Ready for another number. */
  reset(): void
}

type Send = (phone: string, view: SendView) => Promise<Outcome>

// The server's verdicts on the number itself; any edit may mend them.
const NUMBER_FAULTS = new Set(['invalid_phone', 'unsupported_country', 'undeliverable_phone'])

/** Brings the phone form to life. */
export function phoneStep(send: Send): PhoneStep {
  const form = byId('phone-form', HTMLFormElement)
  const field = byId('phone', HTMLInputElement)
  const message = notice('phone-notice')
  const buttonElement = within(form, 'button', HTMLButtonElement)
  const button = busyButton(buttonElement)
  let mended = parses
  let wish = new AbortController()

  function parses(): boolean {
    return parsePhone(field.value).ok
  }

  function refuse(text: string, isMended: () => boolean): void {
    mended = isMended
    field.setAttribute('aria-invalid', 'true')
    message.error(text)
    field.focus()
  }

  function accept(): void {
    field.removeAttribute('aria-invalid')
    message.clear()
    button.stop()
  }

  function sending(): void {
    button.start('Sending…')
    message.progress('Sending a code to your phone.')
  }

  async function submit(): Promise<void> {
    const parsed = parsePhone(field.value)
    if (!parsed.ok) return refuse(PHONE_FAULTS[parsed.fault], parses)

    accept()
    wish = new AbortController()
    sending()
    const outcome = await send(parsed.e164, {
      slow: () => message.progress('Still trying. One moment…'),
      check() {
        button.start(BOT_CHECK.waiting)
        message.clear()
        return buttonElement
      },
      sending,
      givenUp: wish.signal,
    })
    accept()
    if (outcome === 'done' || outcome === 'left') return

    const text = failureText(outcome.error, outcome.retry_after ?? outcome.resend_in)
    if (NUMBER_FAULTS.has(outcome.error)) return refuse(text, () => true)
    message.error(text)
    button.stop('Try again')
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!button.busy) void submit()
  })
  field.addEventListener('input', () => {
    wish.abort()
    if (message.hasError() && !button.busy && mended()) accept()
  })

  return {
    explain: (text) => message.error(text),
    reset() {
      accept()
      field.value = ''
    },
  }
}
