import { announce, byId } from './page.ts'

/** The screens of the page. Browser history knows `phone`, `code` and `details`. */
export type Screen = 'resume' | 'phone' | 'code' | 'verified' | 'details'

const SCREENS: readonly Screen[] = ['resume', 'phone', 'code', 'verified', 'details']

/** Shows one screen, titles the page after it and gives its heading the focus. */
export function showScreen(screen: Screen): void {
  for (const other of SCREENS) byId(`step-${other}`, HTMLElement).hidden = other !== screen
  const section = byId(`step-${screen}`, HTMLElement)
  document.title = `${section.dataset['title']} – NeoBank`
  announce('')
  window.scrollTo(0, 0)
  section.querySelector('h1')?.focus()
}

/** Starts the title with `Error: `, or no longer. */
export function markTitle(faulty: boolean): void {
  const plain = document.title.replace(/^Error: /, '')
  document.title = faulty ? `Error: ${plain}` : plain
}

/** The screen that this entry of the browser's history stands for, where it stands for one. */
export function screenInHistory(): Screen | undefined {
  const { state } = history
  return SCREENS.find((screen) => screen === state?.screen)
}

/** Makes this entry of the browser's history stand for a screen. */
export function replaceScreen(screen: Screen): void {
  history.replaceState({ screen }, '')
}

/** Adds an entry for a screen to the browser's history. */
export function pushScreen(screen: Screen): void {
  history.pushState({ screen }, '')
}
