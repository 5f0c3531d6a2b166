import { byId, within } from './page.ts'
import { markTitle } from './steps.ts'

/** The slot under a field: one text at a time, in space that is always kept for it. */
export interface Notice {
  /** The quiet text that stands there while there is nothing else to say. */
  hint(text: string): void
  /** What is happening; spoken politely. */
  progress(text: string): void
  /** What has been achieved; spoken politely, in green. */
  done(text: string): void
  /** What went wrong; spoken at once, and in the page's title. */
  error(text: string): void
  /** Back to the hint. */
  clear(): void
  hasError(): boolean
}

/** Takes hold of the notice with this id. */
export function notice(id: string): Notice {
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

  return {
    hint: (text) => {
      hint.textContent = text
    },
    progress: (text) => say('progress', text, ''),
    done: (text) => say('done', text, ''),
    error: (text) => say('error', '', text),
    clear: () => {
      say('', '', '')
      delete slot.dataset['kind']
    },
    hasError: () => slot.dataset['kind'] === 'error',
  }
}
