/** The page's only element of this id; that it is missing is a bug. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}`)
  return found
}

/** The first element inside another; that it is missing is a bug. */
export function within<T extends HTMLElement>(
  parent: Element,
  selector: string,
  kind: new () => T,
): T {
  const found = parent.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} ${selector}`)
  return found
}

/** Calls back on a click on any element that matches. */
export function onClick(selector: string, act: () => void): void {
  for (const element of document.querySelectorAll(selector)) element.addEventListener('click', act)
}

/** Tells a screen reader, politely, what a sighted person sees happen. */
export function announce(text: string): void {
  byId('announcer', HTMLElement).textContent = text
}
