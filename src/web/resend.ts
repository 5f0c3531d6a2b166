import { busyButton } from './busy-button.ts'
import { startCountdown } from './countdown.ts'
import { asClock, inWords } from './durations.ts'
import type { Outcome } from './outcome.ts'
import { announce, byId } from './page.ts'
import type { Failure } from './replies.ts'
import type { SendView } from './send-code.ts'
import { BOT_CHECK } from './wording.ts'

/** The button that sends the code again, and the wait before it may. */
export interface Resend {
  /** Counts down to the moment (milliseconds) when the button may be pressed again. */
  waitUntil(moment: number): void
  /** The person has gone on: what was said about the last text is over. */
  forget(): void
  /** Another number, or none any more: waits and checks for the former one do not hold. */
  reset(): void
}

interface ResendOptions {
  send: (view: Omit<SendView, 'slow'>) => Promise<Outcome>
  /** A failure that no waiting mends. */
  onFailure: (failure: Failure) => void
}

/** Brings the row under the code to life. */
export function resendRow({ send, onFailure }: ResendOptions): Resend {
  const element = byId('resend', HTMLButtonElement)
  const button = busyButton(element)
  const wait = byId('resend-wait', HTMLElement)
  const note = byId('resend-note', HTMLElement)
  let secondsLeft = 0
  let limited = false
  let wish = new AbortController()

  function draw(): void {
    if (button.busy) return
    element.hidden = limited
    if (secondsLeft > 0) element.setAttribute('aria-disabled', 'true')
    else element.removeAttribute('aria-disabled')
    wait.textContent = waitText()
  }

  function waitText(): string {
    if (secondsLeft === 0) return ''
    if (!limited) return `in ${asClock(secondsLeft)}`
    return `Enough texts for now: you can ask again in ${inWords(secondsLeft)}. See “Not received a text?” below.`
  }

  const countdown = startCountdown((left) => {
    const over = secondsLeft > 0 && left === 0
    secondsLeft = left
    if (left === 0) limited = false
    if (over && !element.closest('[hidden]:not(#resend)'))
      announce('You can ask for another text now.')
    draw()
  })

  // The button would be dead for long, so the words take its place.
  function holdBack(seconds: number): void {
    const hadFocus = document.activeElement === element
    limited = true
    countdown.until(Date.now() + seconds * 1000)
    if (hadFocus) wait.focus()
    else announce(wait.textContent ?? '')
  }

  const sending = () => button.start('Sending…')

  async function press(): Promise<void> {
    note.textContent = ''
    wish = new AbortController()
    sending()
    const outcome = await send({
      check() {
        button.start(BOT_CHECK.waiting)
        return note
      },
      sending,
      givenUp: wish.signal,
    })
    button.stop()
    draw()
    if (outcome === 'left') return
    if (outcome === 'done') note.textContent = 'We sent another text.'
    else if (outcome.error === 'rate_limited') holdBack(outcome.retry_after ?? 60)
    else onFailure(outcome)
  }

  // A press with mouse or finger leaves the focus, and a phone's keyboard, with the boxes.
  element.addEventListener('mousedown', (event) => event.preventDefault())
  element.addEventListener('click', () => {
    if (!button.busy && secondsLeft === 0) void press()
  })

  return {
    waitUntil(moment) {
      if (!limited) countdown.until(moment)
    },
    forget() {
      note.textContent = ''
    },
    reset() {
      wish.abort()
      limited = false
      note.textContent = ''
    },
  }
}
