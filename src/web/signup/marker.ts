// Says only that this browser began a signup, so that a first visit need not ask the server.
const MARKER = 'signup'

/** Tells whether a signup may be under way in this browser. */
export function hasMarker(): boolean {
  try {
    return localStorage.getItem(MARKER) !== null
  } catch {
    return false
  }
}

/** Remembers that a signup is under way, or that none is. */
export function setMarker(isUnderWay: boolean): void {
  try {
    if (isUnderWay) localStorage.setItem(MARKER, '1')
    else localStorage.removeItem(MARKER)
  } catch {
    // Storage is shut: a reload then begins again, which loses nothing but time.
  }
}

/** Tells whether this browser keeps the signup's cookie, which it does only by https. */
export function keepsCookies(): boolean {
  return navigator.cookieEnabled && isSecureContext
}
