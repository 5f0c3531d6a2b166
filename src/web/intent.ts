/** Gives each intent one idempotency key, however often it is tried. */
export interface Intents {
  /** The key of this intent: the former one while the intent is the same and unsettled. */
  keyFor(intent: string): string
  /** The intent had its answer; the next one, though it look the same, is a new one. */
  settle(): void
}

/** Keys of 128 random bits in base64url, remembered in memory only. */
export function trackIntents(): Intents {
  let current: { intent: string; key: string } | undefined
  return {
    keyFor(intent) {
      if (current?.intent !== intent) current = { intent, key: randomKey() }
      return current.key
    },
    settle() {
      current = undefined
    },
  }
}

const BASE64URL: Record<string, string> = { '+': '-', '/': '_', '=': '' }

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => BASE64URL[sign] ?? '')
}
