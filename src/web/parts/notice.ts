import { byId, within } from '../lib/dom.ts'
import { step1Words } from '../lib/words.ts'

/** Takes hold of the slot under a field: one text at a time, in space that is always kept for it. */
export function notice(id: string) {
  const slot = byId(id, HTMLElement)
  const hint = within(slot, '.hint', HTMLElement)
  const status = within(slot, '.status', HTMLElement)
  const error = within(slot, '.error', HTMLElement)

  function say(kind: string, statusText: string, errorText: string): void {
    slot.dataset['kind'] = kind
    status.toggleAttribute('data-done', kind === 'done')
    status.textContent = statusText
    error.textContent = errorText
    markTitle(kind === 'error')
  }

  // The title is made anew each time, since a browser that translates the page changes it; a screen
  // that was left has no say in it.
  function markTitle(hasError: boolean): void {
    const screen = slot.closest('section')
    const title = screen?.dataset['title']
    if (screen?.hidden || title === undefined) return
    document.title = hasError ? step1Words.errorPrefix + title : title
  }

  return {
    /** Sets the quiet text that stands there while there is nothing else to say. */
    hint(text: string): void {
      hint.textContent = text
    },
    /** Says, politely, what is happening. */
    progress: (text: string) => say('progress', text, ''),
    /** Says, politely and in green, what is achieved. */
    success: (text: string) => say('done', text, ''),
    /** Says at once, and in the page's title, what went wrong. */
    error: (text: string) => say('error', '', text),
    /** Goes back to the hint. */
    clear(): void {
      say('', '', '')
      delete slot.dataset['kind']
    },
    hasError: () => slot.dataset['kind'] === 'error',
  }
}
