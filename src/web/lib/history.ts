/** Gives the screen that this entry of the browser's history stands for, where it stands for one. */
export function historyScreen(): unknown {
  return history.state?.screen
}

/** Makes this entry of the browser's history stand for a screen. */
export function replaceScreen(screen: string): void {
  history.replaceState({ screen }, '')
}

/** Adds an entry for a screen to the browser's history. */
export function pushScreen(screen: string): void {
  history.pushState({ screen }, '')
}
