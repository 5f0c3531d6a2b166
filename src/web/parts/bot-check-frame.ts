/** Shows Turnstile's widget in the bot check's own page, and tells the page around it how it goes. */
import { byId, within } from '../lib/dom.ts'
import type { FrameMessage } from './bot-check.ts'

declare global {
  interface Window {
    /** Describes as much of https://developers.cloudflare.com/turnstile as is used here. */
    turnstile?: { render(container: HTMLElement, options: Record<string, unknown>): unknown }
    onTurnstileLoad?: () => void
  }
}

// The narrowest place that the widget fits in when it is not compact.
const MIN_WIDTH = 300

const check = byId('check', HTMLElement)
const { origin = '', siteKey, action } = check.dataset

function tell(message: FrameMessage): void {
  window.parent.postMessage(message, location.origin)
}

function fail(): true {
  tell({ type: 'bot-check', error: true })
  return true
}

function render(): void {
  window.turnstile?.render(check, {
    sitekey: siteKey,
    action,
    size: window.innerWidth < MIN_WIDTH ? 'compact' : 'flexible',
    // The person is told at once, and tries again when they like.
    retry: 'never',
    'response-field': false,
    callback: (token: string) => tell({ type: 'bot-check', token }),
    'error-callback': fail,
    'unsupported-callback': fail,
  })
  // Its place counts as taken from here on, even where the widget shows nothing.
  new ResizeObserver(() => tell({ type: 'bot-check', height: check.offsetHeight })).observe(check)
}

window.onTurnstileLoad = render
const script = document.createElement('script')
script.nonce = within(document.documentElement, 'script', HTMLScriptElement).nonce
script.src = `${origin}/turnstile/v0/api.js?render=explicit&onload=onTurnstileLoad`
script.addEventListener('error', fail)
document.head.append(script)
