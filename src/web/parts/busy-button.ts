import { setAria } from '../lib/dom.ts'

export type BusyButton = ReturnType<typeof busyButton>

/** Makes a button that keeps its focus while it works, and tells when not to press it again. */
export function busyButton(button: HTMLElement) {
  const ownLabel = button.textContent?.trim() ?? ''
  const nav = document.querySelector('nav')

  function setBusy(isBusy: boolean): void {
    button.toggleAttribute('data-busy', isBusy)
    setAria(button, 'aria-disabled', isBusy)
    // A change of language would drop the request, and the answer's cookie with it.
    if (nav) nav.inert = isBusy
  }

  return {
    isBusy: () => button.hasAttribute('data-busy'),
    start(label: string): void {
      setBusy(true)
      button.textContent = label
    },
    /** Makes it ready again, under its own label or another. */
    stop(label = ownLabel): void {
      setBusy(false)
      button.textContent = label
    },
  }
}
