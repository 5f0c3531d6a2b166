import { busyButton } from './busy-button.ts'
import { codeBoxes } from './code-boxes.ts'
import { startCountdown } from './countdown.ts'
import type { LiveCode } from './live-code.ts'
import { notice } from './notice.ts'
import type { Outcome } from './outcome.ts'
import { byId, within } from './page.ts'
import { CODE_LENGTH } from './pasted-code.ts'
import type { Channel, Failure } from './replies.ts'
import { type Resend, resendRow } from './resend.ts'
import type { SendView } from './send-code.ts'
import { CODE_FAULTS, EXPIRED_TEXT, failureText, lifetimeText, wrongCodeText } from './wording.ts'

/** The screen that asks for the code. */
export interface CodeStep {
  /** What is known of the code has changed. */
  update(code: LiveCode): void
  /** Another number: nothing typed or said about the former one counts. */
  reset(): void
  /** Shows that the code was right. */
  celebrate(): void
  focus(): void
  /** The row that sends the code again. */
  readonly row: Resend
}

interface CodeStepOptions {
  verify: (digits: string, onSlow: () => void) => Promise<Outcome>
  resend: (view: SendView, channel?: Channel) => Promise<Outcome>
}

const STILL_TRYING = 'Still trying. One moment…'

/** Brings the code form and the row under it to life. */
export function codeStep({ verify, resend }: CodeStepOptions): CodeStep {
  const form = byId('code-form', HTMLFormElement)
  const group = byId('code', HTMLFieldSetElement)
  const message = notice('code-notice')
  const button = busyButton(within(form, 'button', HTMLButtonElement))
  // The digits last checked: they are not sent again unless the person asks.
  let checked = ''
  let code: LiveCode | undefined

  const boxes = codeBoxes(group, {
    onEdit() {
      row.forget()
      if (message.hasError()) settle()
    },
    onComplete() {
      if (boxes.digits() !== checked && !button.busy) form.requestSubmit()
    },
    onRefuse: (reason) => message.error(CODE_FAULTS[reason]),
  })

  const stillTrying = () => message.progress(STILL_TRYING)

  const row = resendRow({
    async send(view, channel) {
      const outcome = await resend({ ...view, slow: stillTrying }, channel)
      if (outcome === 'done') {
        settle()
        // A whole code stands there, and another may be typed over it: from its beginning.
        if (boxes.isFull() && boxes.hasFocus()) boxes.focusFirst()
      }
      return outcome
    },
    onFailure: (failure) => message.error(failureText(failure.error, failure.retry_after)),
  })

  const expiry = startCountdown((secondsLeft) => {
    if (!code) return
    const lifetime = lifetimeText(code.expiresAt, code.attemptsLeft)
    message.hint(secondsLeft > 0 ? lifetime : EXPIRED_TEXT)
  })

  function settle(): void {
    message.clear()
    boxes.markInvalid(false)
    button.stop()
  }

  async function submit(): Promise<void> {
    const digits = boxes.digits()
    row.forget()
    if (digits.length < CODE_LENGTH) {
      message.error(digits ? CODE_FAULTS.short : CODE_FAULTS.empty)
      return boxes.focusEmpty()
    }
    settle()
    checked = digits
    button.start('Checking…')
    message.progress('Checking your code.')
    const outcome = await verify(digits, stillTrying)
    if (outcome === 'done' || outcome === 'left') return

    settle()
    if (boxes.digits() === digits) explain(outcome)
    else if (boxes.isFull()) form.requestSubmit()
  }

  function explain(failure: Failure): void {
    switch (failure.error) {
      case 'otp_incorrect':
        message.error(wrongCodeText(failure.attempts_left ?? 0))
        boxes.markInvalid(true)
        return boxes.focusFirst()
      case 'otp_expired':
      case 'too_many_attempts':
        message.error(failureText(failure.error))
        return boxes.focusFirst()
      default:
        message.error(failureText(failure.error, failure.retry_after))
        return button.stop('Try again')
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!button.busy) void submit()
  })

  return {
    update(next) {
      code = next
      row.waitUntil(code.resendAt)
      expiry.until(code.expiresAt)
    },
    reset() {
      checked = ''
      delete group.dataset['verified']
      boxes.clear()
      row.reset()
      settle()
    },
    celebrate() {
      group.dataset['verified'] = ''
      row.reset()
      button.start('Verified')
      message.done('Your number is verified.')
    },
    focus: () => boxes.focusFirst(),
    row,
  }
}
