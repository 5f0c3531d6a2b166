import { script } from '../lib/words.ts'

/** Writes the masked number wherever the page names it; spoken, it is how the number ends. */
export function showMaskedPhone(masked: string): void {
  for (const place of document.querySelectorAll('[data-masked-phone]')) {
    const sight = document.createElement('span')
    sight.setAttribute('aria-hidden', 'true')
    sight.dir = 'ltr'
    sight.textContent = masked
    const speech = document.createElement('span')
    speech.className = 'visually-hidden'
    speech.textContent = script.numberEnding(masked.slice(-4))
    place.replaceChildren(sight, speech)
  }
}
