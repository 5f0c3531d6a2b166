/** Shows the bot check; loaded only where one is asked for, and so not part of the first view. */
import { announce, linkButton } from '../lib/dom.ts'
import { botCheck } from '../lib/words.ts'

/** Tells the page around the frame that the check is solved, that it cannot be, or how high it is. */
export type FrameMessage =
  | { type: 'bot-check'; token: string }
  | { type: 'bot-check'; error: true }
  | { type: 'bot-check'; height: number }

export type CheckResult = { token: string } | 'failure' | 'cancel'

// A check that has not even shown itself by then will not.
const LOAD_TIMEOUT = 15_000

/**
 * Shows the check at `url` behind an element until it is solved, fails, or the signal aborts it. It
 * stands in a page of its own, in a frame, so that nothing from elsewhere is ever part of this page.
 */
export function showBotCheck(
  url: string,
  place: HTMLElement,
  signal: AbortSignal,
): Promise<CheckResult> {
  const former = document.activeElement
  const frame = document.createElement('iframe')
  frame.title = botCheck.title
  frame.src = url
  const words = document.createElement('p')
  words.textContent = botCheck.ask
  const cancel = linkButton(botCheck.cancel)
  const box = document.createElement('div')
  box.className = 'bot-check'
  box.append(words, frame, cancel)
  place.after(box)
  box.scrollIntoView({ block: 'nearest' })
  announce(botCheck.ask)

  return new Promise((resolve) => {
    const listeners = new AbortController()

    function end(result: CheckResult): void {
      if (listeners.signal.aborted) return
      listeners.abort()
      clearTimeout(timeout)
      const hadFocus = box.contains(document.activeElement)
      box.remove()
      announce('')
      if (hadFocus && former instanceof HTMLElement) former.focus()
      resolve(result)
    }

    const timeout = setTimeout(() => end('failure'), LOAD_TIMEOUT)
    addEventListener(
      'message',
      (event: MessageEvent<FrameMessage>) => {
        if (event.origin !== location.origin || event.source !== frame.contentWindow) return
        const message = event.data
        if (message.type !== 'bot-check') return
        if ('token' in message) return end({ token: message.token })
        if ('error' in message) return end('failure')
        clearTimeout(timeout)
        frame.style.height = `${message.height}px`
      },
      { signal: listeners.signal },
    )
    cancel.addEventListener('click', () => end('cancel'))
    signal.addEventListener('abort', () => end('cancel'), { signal: listeners.signal })
    if (signal.aborted) end('cancel')
  })
}
