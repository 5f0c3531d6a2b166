/** Writes the masked number wherever the page names it; spoken, it is how the number ends. */
export function showMaskedPhone(masked: string): void {
  for (const place of document.querySelectorAll('[data-masked-phone]')) {
    place.replaceChildren(
      span(masked, { 'aria-hidden': 'true', dir: 'ltr' }),
      span(`the number ending in ${masked.slice(-4)}`, { class: 'visually-hidden' }),
    )
  }
}

function span(text: string, attributes: Record<string, string>): HTMLElement {
  const element = document.createElement('span')
  element.textContent = text
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}
