/** A button that keeps its focus while it works, and refuses to be pressed twice. */
export interface BusyButton {
  readonly busy: boolean
  start(label: string): void
  /** Ready again, under its own label or another. */
  stop(label?: string): void
}

/** Makes a busy button of a button; its first label is its own. */
export function busyButton(button: HTMLElement): BusyButton {
  const ownLabel = button.textContent?.trim() ?? ''
  return {
    get busy() {
      return button.hasAttribute('data-busy')
    },
    start(label) {
      button.dataset['busy'] = ''
      button.setAttribute('aria-disabled', 'true')
      button.textContent = label
    },
    stop(label = ownLabel) {
      delete button.dataset['busy']
      button.removeAttribute('aria-disabled')
      button.textContent = label
    },
  }
}
