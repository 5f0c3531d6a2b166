import { announce, byId, setAria } from '../../lib/dom.ts'
import { asClock } from '../../lib/durations.ts'
import type { Channel, Failure, Outcome } from '../../lib/replies.ts'
import { codeWords, step1Words } from '../../lib/words.ts'
import { busyButton, type BusyButton } from '../../parts/busy-button.ts'
import { startCountdown } from '../../parts/countdown.ts'
import type { SendListeners } from '../send-code.ts'

/** Describes a button that gets the code sent, and what is said as that happens and after. */
export interface SendButton {
  element: HTMLElement
  /** Names how; by a text where it names nothing. */
  channel?: Channel
  progress: string
  success: string
}

export type ResendRow = ReturnType<typeof resendRow>

interface RowOptions {
  send: (listeners: Omit<SendListeners, 'onSlow'>, channel?: Channel) => Promise<Outcome>
  /** Takes a failure that no waiting mends. */
  onFailure: (failure: Failure) => void
}

/** Brings to life the row under the code: the buttons that send it again, and their one wait. */
export function resendRow({ send, onFailure }: RowOptions) {
  const wait = byId('resend-wait', HTMLElement)
  const note = byId('resend-note', HTMLElement)
  const elements: HTMLElement[] = []
  let isBusy = false
  let seconds = 0
  let isLimited = false
  let request = new AbortController()
  let onClear: (() => void) | undefined

  function draw(): void {
    for (const element of elements) {
      element.hidden = isLimited
      setAria(element, 'aria-disabled', isBusy || seconds > 0)
    }
    if (!isBusy) wait.textContent = waitText()
  }

  function waitText(): string {
    if (seconds === 0) return ''
    if (!isLimited) return codeWords.resendIn(asClock(seconds))
    return codeWords.enoughCodes(seconds)
  }

  const countdown = startCountdown((remaining) => {
    const isOver = seconds > 0 && remaining === 0
    seconds = remaining
    if (remaining === 0) isLimited = false
    if (isOver && !wait.closest('[hidden]')) announce(codeWords.resendNow)
    draw()
  })

  // The buttons would be dead for long, so the words take their place.
  function limit(span: number): void {
    const hadFocus = elements.some((element) => element === document.activeElement)
    isLimited = true
    countdown.until(performance.now() + span * 1000)
    if (hadFocus) wait.focus()
    else announce(wait.textContent ?? '')
  }

  function clear(): void {
    note.textContent = ''
    onClear?.()
  }

  async function press(
    { progress, success, channel }: SendButton,
    button: BusyButton,
  ): Promise<void> {
    const onSend = () => button.start(progress)
    clear()
    request = new AbortController()
    isBusy = true
    draw()
    onSend()
    const onCheck = () => {
      button.start(step1Words.waitingForCheck)
      return note
    }
    const outcome = await send({ onCheck, onSend, signal: request.signal }, channel)
    isBusy = false
    button.stop()
    draw()
    if (outcome === 'none') return
    if (outcome === 'success') note.textContent = success
    else if (outcome.error === 'rate_limited') limit(outcome.retry_after ?? 60)
    else onFailure(outcome)
  }

  function add(entry: SendButton): void {
    const { element } = entry
    const button = busyButton(element)
    elements.push(element)
    draw()
    // A press with mouse or finger leaves the focus, and a phone's keyboard, with the boxes.
    element.addEventListener('mousedown', (event) => event.preventDefault())
    element.addEventListener('click', () => {
      if (!isBusy && seconds === 0) void press(entry, button)
    })
  }

  add({
    element: byId('resend', HTMLElement),
    progress: step1Words.sending,
    success: codeWords.resent,
  })

  return {
    /** Counts down to the moment (milliseconds) when a button may be pressed again. */
    waitUntil(moment: number): void {
      if (!isLimited) countdown.until(moment)
    },
    /** Gives another button its work, under the same wait. */
    add,
    /** Runs `act`, in place of any former one, when what was said about the last text is over. */
    onClear(act: () => void): void {
      onClear = act
    },
    /** Drops what was said about the last text, since the person has gone on. */
    clear,
    /** Drops waits and checks that were for the former number. */
    reset(): void {
      request.abort()
      isLimited = false
      clear()
    },
  }
}
