const BASE64URL: Record<string, string> = { '+': '-', '/': '_', '=': '' }

/** Keeps a key of 128 random bits (base64url) for one request at a time, in memory only. */
export function idempotencyKeys() {
  let current: { request: string; key: string } | undefined
  return {
    /** Gives the request's former key until it is complete, so that a repeat counts once. */
    keyFor(request: string): string {
      if (current?.request !== request) current = { request, key: randomKey() }
      return current.key
    },
    /** Ends the request: the next one, though it look the same, has a key of its own. */
    complete(): void {
      current = undefined
    },
  }
}

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => BASE64URL[sign] ?? '')
}
