import { announce, byId } from '../lib/dom.ts'
import { historyScreen } from '../lib/history.ts'
import type { Screen } from './state.ts'

const SCREENS: readonly Screen[] = ['resume', 'phone', 'code', 'verified', 'details']

/** Shows one screen, titles the page after it and gives its heading the focus. */
export function showScreen(screen: Screen): void {
  for (const other of SCREENS) byId(`step-${other}`, HTMLElement).hidden = other !== screen
  const section = byId(`step-${screen}`, HTMLElement)
  document.title = section.dataset['title'] ?? ''
  announce('')
  scrollTo(0, 0)
  section.querySelector('h1')?.focus()
}

/** Gives the screen that this entry of the browser's history stands for, where it stands for one. */
export function screenInHistory(): Screen | undefined {
  const name = historyScreen()
  return SCREENS.find((screen) => screen === name)
}
