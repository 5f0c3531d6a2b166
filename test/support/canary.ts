import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { vi } from 'vitest'

/** A secret, and whether it could be guessed from a hash that has no key: a phone, not a token. */
export type Secret = { readonly text: string; readonly guessable: boolean }

/** The spellings of a secret that an output gives away. */
export function leaks(output: string, secret: Secret): readonly string[] {
  return spellings(secret).filter((spelling) => {
    // A run of few digits may stand within a time or a count by chance; alone it does not.
    if (/^\d{1,8}$/.test(spelling)) return new RegExp(`(?<!\\d)${spelling}(?!\\d)`).test(output)
    return output.includes(spelling)
  })
}

/** A secret as it is, as people would write it, reversed, encoded, and hashed without a key. */
function spellings({ text: secret, guessable }: Secret): readonly string[] {
  const national = /^\+91(\d{10})$/.exec(secret)?.[1]
  const written = national === undefined ? [] : [national, ...spaced(national)]
  return [secret, ...written].flatMap((text) => [
    text,
    Array.from(text).toReversed().join(''),
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('base64url'),
    Buffer.from(text).toString('hex'),
    Buffer.from(text).join(','),
    ...(guessable ? ['sha1', 'sha256', 'md5'].flatMap((name) => hashes(name, text)) : []),
  ])
}

function spaced(national: string): readonly string[] {
  const [head, tail] = [national.slice(0, 5), national.slice(5)]
  return [`${head} ${tail}`, `${head}-${tail}`, Array.from(national).join(' ')]
}

function hashes(name: string, text: string): readonly string[] {
  const digest = createHash(name).update(text)
  return [digest.copy().digest('hex'), digest.digest('base64url')]
}

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const

/** Keeps everything written to the console from now on. Undone by `restoreAllMocks`. */
export function recordConsole(): readonly string[] {
  const written: string[] = []
  for (const method of METHODS) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      written.push(
        parts.map((part) => (part instanceof Error ? part.stack : String(part))).join(' '),
      )
    })
  }
  return written
}
