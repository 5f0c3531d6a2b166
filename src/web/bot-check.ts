/**
 * Shows the bot check; loaded only where one is asked for. The check stands in a page of its own,
 * in a frame, so that nothing from elsewhere is ever part of this page.
 */
import { announce } from './page.ts'
import { BOT_CHECK } from './wording.ts'

/** What the page in the frame says: that it was solved, that it cannot be, or how high it is. */
export type FrameMessage =
  | { type: 'bot-check'; token: string }
  | { type: 'bot-check'; error: true }
  | { type: 'bot-check'; height: number }

/** How a check ended. */
export type Solved = { token: string } | 'failed' | 'given up'

/** A check that has not even shown itself by then will not. */
const SHOWN_WITHIN = 15_000

/** Shows the check at `url` behind an element until it is solved, fails, or is given up. */
export function showBotCheck(
  url: string,
  place: HTMLElement,
  givenUp: AbortSignal,
): Promise<Solved> {
  const former = document.activeElement
  const frame = document.createElement('iframe')
  frame.title = BOT_CHECK.title
  frame.src = url
  const words = document.createElement('p')
  words.textContent = BOT_CHECK.ask
  const cancel = document.createElement('button')
  cancel.type = 'button'
  cancel.className = 'link'
  cancel.textContent = BOT_CHECK.giveUp
  const box = document.createElement('div')
  box.className = 'bot-check'
  box.append(words, frame, cancel)
  place.after(box)
  box.scrollIntoView({ block: 'nearest' })
  announce(BOT_CHECK.ask)

  return new Promise((resolve) => {
    const over = new AbortController()
    const { signal } = over

    function end(outcome: Solved): void {
      if (signal.aborted) return
      over.abort()
      window.clearTimeout(late)
      const hadFocus = box.contains(document.activeElement)
      box.remove()
      announce('')
      if (hadFocus && former instanceof HTMLElement) former.focus()
      resolve(outcome)
    }

    const late = window.setTimeout(() => end('failed'), SHOWN_WITHIN)
    window.addEventListener(
      'message',
      (event: MessageEvent<FrameMessage>) => {
        if (event.origin !== location.origin || event.source !== frame.contentWindow) return
        const message = event.data
        if (message.type !== 'bot-check') return
        if ('token' in message) return end({ token: message.token })
        if ('error' in message) return end('failed')
        window.clearTimeout(late)
        frame.style.height = `${message.height}px`
      },
      { signal },
    )
    cancel.addEventListener('click', () => end('given up'))
    givenUp.addEventListener('abort', () => end('given up'), { signal })
    if (givenUp.aborted) end('given up')
  })
}
