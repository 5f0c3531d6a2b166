import { setAria } from '../lib/dom.ts'

export type BusyButton = ReturnType<typeof busyButton>

/** Makes a button that keeps its focus while it works, and tells when not to press it again. */
export function busyButton(button: HTMLElement) {
  const ownLabel = button.textContent?.trim() ?? ''
  return {
    isBusy: () => button.hasAttribute('data-busy'),
    start(label: string): void {
      button.dataset['busy'] = ''
      setAria(button, 'aria-disabled', true)
      button.textContent = label
    },
    /** Makes it ready again, under its own label or another. */
    stop(label = ownLabel): void {
      delete button.dataset['busy']
      setAria(button, 'aria-disabled', false)
      button.textContent = label
    },
  }
}
