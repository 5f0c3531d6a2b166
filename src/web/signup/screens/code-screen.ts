import { CODE_LENGTH } from '../../lib/code-text.ts'
import { brand, byId, within } from '../../lib/dom.ts'
import type { Channel, Failure, Outcome } from '../../lib/replies.ts'
import { codeWords, step1Words } from '../../lib/words.ts'
import { busyButton } from '../../parts/busy-button.ts'
import { codeBoxes } from '../../parts/code-boxes.ts'
import { startCountdown } from '../../parts/countdown.ts'
import { notice } from '../../parts/notice.ts'
import type { SendListeners } from '../send-code.ts'
import type { Deadlines } from '../state.ts'
import { lifetimeText, refusalText } from './code-wording.ts'
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
    onRefuse: (reason) => message.error(codeWords.faults[reason]),
  })

  const onSlow = () => message.progress(step1Words.stillTrying)
  const showFailure = (failure: Failure) => message.error(refusalText(brand(), failure))

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
    message.hint(seconds > 0 ? lifetimeText(deadlines) : codeWords.expired)
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
      message.error(digits ? codeWords.faults.short : codeWords.faults.empty)
      return boxes.focusEmpty()
    }
    clear()
    attempt = digits
    button.start(codeWords.checking)
    message.progress(codeWords.checkingCode)
    const outcome = await verify(digits, onSlow)
    if (typeof outcome === 'string') return

    clear()
    if (boxes.digits() === digits) explain(outcome)
    else if (boxes.isFull()) form.requestSubmit()
  }

  function explain(failure: Failure): void {
    const { error } = failure
    const isWrong = error === 'otp_incorrect'
    showFailure(failure)
    boxes.markInvalid(isWrong)
    if (isWrong || NEEDS_ANOTHER.has(error)) boxes.focusFirst()
    else button.stop(step1Words.tryAgain)
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
      button.start(codeWords.verified)
      message.success(codeWords.numberVerified)
    },
    focus: boxes.focusFirst,
    row,
  }
}
