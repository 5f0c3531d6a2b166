import { CODE_LENGTH } from '../../lib/code-text.ts'
import { brand, byId, within } from '../../lib/dom.ts'
import type { Channel, Failure, Outcome } from '../../lib/replies.ts'
import { failureText, lifetimeText, wrongCodeText } from '../../lib/wording.ts'
import { script } from '../../lib/words.ts'
import { busyButton } from '../../parts/busy-button.ts'
import { codeBoxes } from '../../parts/code-boxes.ts'
import { startCountdown } from '../../parts/countdown.ts'
import { notice } from '../../parts/notice.ts'
import type { SendListeners } from '../send-code.ts'
import type { Deadlines } from '../state.ts'
import { resendRow } from './resend-row.ts'

interface Requests {
  verify: (digits: string, onSlow: () => void) => Promise<Outcome>
  resend: (listeners: SendListeners, channel?: Channel) => Promise<Outcome>
}

/** Lists refusals after which another code is to be entered. */
const NEEDS_ANOTHER: ReadonlySet<string> = new Set([
  'code_replaced',
  'otp_expired',
  'too_many_attempts',
])

/** Brings to life the code form and the row under it. */
export function codeScreen({ verify, resend }: Requests) {
  const form = byId('code-form', HTMLFormElement)
  const group = byId('code', HTMLFieldSetElement)
  const message = notice('code-notice')
  const button = busyButton(within(form, 'button', HTMLButtonElement))
  // The digits of the last attempt: they are not sent again unless the person asks.
  let attempt = ''
  let deadlines: Deadlines | undefined

  const boxes = codeBoxes(group, {
    onEdit() {
      row.clear()
      if (message.hasError()) clear()
    },
    onComplete() {
      if (boxes.digits() !== attempt && !button.isBusy()) form.requestSubmit()
    },
    onRefuse: (reason) => message.error(script.code[reason]),
  })

  const onSlow = () => message.progress(script.stillTrying)
  const showFailure = ({ error, retry_after }: Failure) =>
    message.error(failureText(brand(), error, retry_after))

  const row = resendRow({
    async send(listeners, channel) {
      const outcome = await resend({ ...listeners, onSlow }, channel)
      if (outcome === 'success') {
        clear()
        // A whole code stands there, and another may be typed over it: from its beginning.
        if (boxes.isFull() && boxes.hasFocus()) boxes.focusFirst()
      }
      return outcome
    },
    onFailure: showFailure,
  })

  const expiry = startCountdown((seconds) => {
    if (!deadlines) return
    const lifetime = lifetimeText(deadlines.expiresAt, deadlines.attemptsLeft)
    message.hint(seconds > 0 ? lifetime : script.codeExpired)
  })

  function clear(): void {
    message.clear()
    boxes.markInvalid(false)
    button.stop()
  }

  async function submit(): Promise<void> {
    const digits = boxes.digits()
    row.clear()
    if (digits.length < CODE_LENGTH) {
      message.error(digits ? script.code.short : script.code.empty)
      return boxes.focusEmpty()
    }
    clear()
    attempt = digits
    button.start(script.checking)
    message.progress(script.checkingCode)
    const outcome = await verify(digits, onSlow)
    if (typeof outcome === 'string') return

    clear()
    if (boxes.digits() === digits) explain(outcome)
    else if (boxes.isFull()) form.requestSubmit()
  }

  function explain(failure: Failure): void {
    const { error, attempts_left = 0 } = failure
    const isWrong = error === 'otp_incorrect'
    if (isWrong) message.error(wrongCodeText(attempts_left))
    else showFailure(failure)
    boxes.markInvalid(isWrong)
    if (isWrong || NEEDS_ANOTHER.has(error)) boxes.focusFirst()
    else button.stop(script.tryAgain)
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!button.isBusy()) void submit()
  })

  return {
    /** Shows what is left of the code's time and attempts, and of the wait for the next. */
    update(next: Deadlines): void {
      deadlines = next
      row.waitUntil(next.resendAt)
      expiry.until(next.expiresAt)
    },
    /** Drops what was typed and said about the former number. */
    reset(): void {
      attempt = ''
      delete group.dataset['verified']
      boxes.clear()
      row.reset()
      clear()
    },
    /** Shows that the code was right. */
    showSuccess(): void {
      group.dataset['verified'] = ''
      row.reset()
      button.start(script.verified)
      message.success(script.numberVerified)
    },
    focus: boxes.focusFirst,
    row,
  }
}
