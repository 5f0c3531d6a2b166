import { announce, byId } from '../lib/dom.ts'
import { historyScreen } from '../lib/history.ts'
import type { Screen } from './state.ts'

const SCREENS: readonly Screen[] = ['resume', 'phone', 'code', 'later']

/** Shows one screen, gives its heading the focus, and titles the page after it where it says how. */
export function showScreen(screen: Screen): void {
  for (const other of SCREENS) byId(`step-${other}`, HTMLElement).hidden = other !== screen
  const section = byId(`step-${screen}`, HTMLElement)
  document.title = section.dataset['title'] ?? document.title
  announce('')
  scrollTo(0, 0)
  section.querySelector('h1')?.focus()
}

/** Gives the screen that this entry of the browser's history stands for, where it stands for one. */
export function screenInHistory(): Screen | undefined {
  const name = historyScreen()
  return SCREENS.find((screen) => screen === name)
}
