import { readNumber } from '../../../phone/spelling.ts'
import { brand, byId, setAria, within } from '../../lib/dom.ts'
import { failureText } from '../../lib/failure-text.ts'
import type { Outcome } from '../../lib/replies.ts'
import { script, step1Words } from '../../lib/words.ts'
import { busyButton } from '../../parts/busy-button.ts'
import { notice } from '../../parts/notice.ts'
import type { SendListeners } from '../send-code.ts'

// The server's verdicts on the number itself; any edit may mend them.
const NUMBER_FAULTS = new Set(['invalid_phone', 'unsupported_country', 'undeliverable_phone'])

/** Brings to life the form that asks for the number; `send` has a code sent to one in E.164. */
export function phoneScreen(send: (phone: string, listeners: SendListeners) => Promise<Outcome>) {
  const form = byId('phone-form', HTMLFormElement)
  const field = byId('phone', HTMLInputElement)
  // Calling codes are the values of the only country that we text, or of the choice of several.
  const only = form.querySelector('data')
  const country = only ?? within(form, 'select', HTMLSelectElement)
  const message = notice('phone-notice')
  const buttonElement = within(form, 'button', HTMLButtonElement)
  const button = busyButton(buttonElement)
  let isMended = parses
  let request = new AbortController()
  // Told of something else meanwhile, the person is not to read what became of the send.
  let isOvertaken = false

  function parse() {
    return readNumber(field.value, { code: country.value, isOnly: country === only })
  }

  function parses(): boolean {
    return parse().ok
  }

  function refuse(text: string, mends: () => boolean): void {
    isMended = mends
    setAria(field, 'aria-invalid', true)
    message.error(text)
    field.focus()
  }

  function clear(): void {
    setAria(field, 'aria-invalid', false)
    message.clear()
    button.stop()
  }

  function onSend(): void {
    button.start(step1Words.sending)
    message.progress(script.sendingCode)
  }

  async function submit(): Promise<void> {
    const phone = parse()
    if (!phone.ok) return refuse(script.phone[phone.fault], parses)

    clear()
    isOvertaken = false
    request = new AbortController()
    onSend()
    const outcome = await send(phone.e164, {
      onSlow: () => message.progress(step1Words.stillTrying),
      onCheck() {
        button.start(step1Words.waitingForCheck)
        message.clear()
        return buttonElement
      },
      onSend,
      signal: request.signal,
    })
    if (isOvertaken) return
    clear()
    if (typeof outcome === 'string') return

    const text = failureText(brand(), outcome)
    if (NUMBER_FAULTS.has(outcome.error)) return refuse(text, () => true)
    message.error(text)
    button.stop(step1Words.tryAgain)
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!button.isBusy()) void submit()
  })
  form.addEventListener('input', () => {
    request.abort()
    if (message.hasError() && !button.isBusy() && isMended()) clear()
  })

  return {
    /** Says why the person is here again. */
    explain(text: string) {
      isOvertaken = true
      clear()
      message.error(text)
    },
    /** Empties the form for another number. */
    reset() {
      clear()
      field.value = ''
    },
  }
}
