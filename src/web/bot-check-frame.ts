/**
 * The bot check's page: shows Turnstile's widget, and tells the page around it how the check goes.
 * What may be said of it is `FrameMessage`.
 */
import type { FrameMessage } from './bot-check.ts'
import { byId, within } from './page.ts'

/** What this page uses of Turnstile, https://developers.cloudflare.com/turnstile. */
interface Turnstile {
  render(container: HTMLElement, options: Record<string, unknown>): unknown
}

declare global {
  interface Window {
    turnstile?: Turnstile
    onTurnstileLoad?: () => void
  }
}

/** The narrowest place that the widget fits in when it is not compact. */
const LEAST_WIDTH = 300

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
    size: window.innerWidth < LEAST_WIDTH ? 'compact' : 'flexible',
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
