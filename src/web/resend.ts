import { type BusyButton, busyButton } from './busy-button.ts'
import { startCountdown } from './countdown.ts'
import { asClock, inWords } from './durations.ts'
import type { Outcome } from './outcome.ts'
import { announce, byId } from './page.ts'
import type { Channel, Failure } from './replies.ts'
import type { SendView } from './send-code.ts'
import { BOT_CHECK } from './wording.ts'

/** A button that gets the code sent, and what is said as that happens and after. */
export interface Way {
  element: HTMLElement
  /** A text, where it says none. */
  channel?: Channel
  sending: string
  sent: string
}

/** The button that sends the code again, others that send it otherwise, and their one wait. */
export interface Resend {
  /** Counts down to the moment (milliseconds) when a button may be pressed again. */
  waitUntil(moment: number): void
  /** Gives another button its work, under the same wait. */
  add(way: Way): void
  /** Calls back when what was said about the last text is over; only the last caller. */
  onForget(act: () => void): void
  /** The person has gone on: what was said about the last text is over. */
  forget(): void
  /** Another number, or none any more: waits and checks for the former one do not hold. */
  reset(): void
}

interface ResendOptions {
  send: (view: Omit<SendView, 'slow'>, channel?: Channel) => Promise<Outcome>
  /** A failure that no waiting mends. */
  onFailure: (failure: Failure) => void
}

/** Brings the row under the code to life. */
export function resendRow({ send, onFailure }: ResendOptions): Resend {
  const wait = byId('resend-wait', HTMLElement)
  const note = byId('resend-note', HTMLElement)
  const elements: HTMLElement[] = []
  let busy = false
  let secondsLeft = 0
  let limited = false
  let wish = new AbortController()
  let forgotten: (() => void) | undefined

  function draw(): void {
    for (const element of elements) {
      element.hidden = limited
      if (busy || secondsLeft > 0) element.setAttribute('aria-disabled', 'true')
      else element.removeAttribute('aria-disabled')
    }
    if (!busy) wait.textContent = waitText()
  }

  function waitText(): string {
    if (secondsLeft === 0) return ''
    if (!limited) return `in ${asClock(secondsLeft)}`
    return `Enough codes for now: you can ask again in ${inWords(secondsLeft)}. See “Not received a text?” below.`
  }

  const countdown = startCountdown((left) => {
    const over = secondsLeft > 0 && left === 0
    secondsLeft = left
    if (left === 0) limited = false
    if (over && !wait.closest('[hidden]')) announce('You can ask for another text now.')
    draw()
  })

  // The buttons would be dead for long, so the words take their place.
  function holdBack(seconds: number): void {
    const hadFocus = elements.some((element) => element === document.activeElement)
    limited = true
    countdown.until(Date.now() + seconds * 1000)
    if (hadFocus) wait.focus()
    else announce(wait.textContent ?? '')
  }

  function forget(): void {
    note.textContent = ''
    forgotten?.()
  }

  async function press(way: Way, button: BusyButton): Promise<void> {
    const sending = () => button.start(way.sending)
    forget()
    wish = new AbortController()
    busy = true
    draw()
    sending()
    const outcome = await send(
      {
        check() {
          button.start(BOT_CHECK.waiting)
          return note
        },
        sending,
        givenUp: wish.signal,
      },
      way.channel,
    )
    busy = false
    button.stop()
    draw()
    if (outcome === 'left') return
    if (outcome === 'done') note.textContent = way.sent
    else if (outcome.error === 'rate_limited') holdBack(outcome.retry_after ?? 60)
    else onFailure(outcome)
  }

  function add(way: Way): void {
    const { element } = way
    const button = busyButton(element)
    elements.push(element)
    draw()
    // A press with mouse or finger leaves the focus, and a phone's keyboard, with the boxes.
    element.addEventListener('mousedown', (event) => event.preventDefault())
    element.addEventListener('click', () => {
      if (!busy && secondsLeft === 0) void press(way, button)
    })
  }

  add({
    element: byId('resend', HTMLElement),
    sending: 'Sending…',
    sent: 'We sent another text.',
  })

  return {
    waitUntil(moment) {
      if (!limited) countdown.until(moment)
    },
    add,
    onForget(act) {
      forgotten = act
    },
    forget,
    reset() {
      wish.abort()
      limited = false
      forget()
    },
  }
}
