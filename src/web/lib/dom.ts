/** Gives the page's only element of this id; throws where it is missing, which is a bug. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  return within(document.documentElement, `#${id}`, kind)
}

/** Gives the first such element inside another; throws where it is missing, which is a bug. */
export function within<T extends HTMLElement>(
  parent: Element,
  selector: string,
  kind: new () => T,
): T {
  const element = parent.querySelector(selector)
  if (!(element instanceof kind)) throw new Error(selector)
  return element
}

/** Makes a button in the look of a link. */
export function linkButton(text: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'link'
  button.textContent = text
  return button
}

/** Sets an ARIA state to `true`, or takes it away. */
export function setAria(element: Element, name: `aria-${string}`, isOn: boolean): void {
  if (isOn) element.setAttribute(name, 'true')
  else element.removeAttribute(name)
}

/** Runs `act` on a click on any element that matches. */
export function onClick(selector: string, act: () => void): void {
  for (const element of document.querySelectorAll(selector)) element.addEventListener('click', act)
}

/** Reads the brand, which stands at the head of the page. */
export function brand(): string {
  return byId('brand', HTMLElement).textContent ?? ''
}

/** Tells a screen reader, politely, what a sighted person sees happen. */
export function announce(text: string): void {
  byId('announcer', HTMLElement).textContent = text
}
