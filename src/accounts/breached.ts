import { createHash } from 'node:crypto'
import type { Config } from '../config.ts'
import { readText } from '../platform/body.ts'
import { logEvent } from '../platform/log.ts'
import { SECOND } from '../platform/time.ts'

/** A lookup is a comfort: a person waits no longer for it. */
const TIMEOUT = SECOND

const PREFIX = 5

/** Bounds what is read of an answer: a thousand lines have some 40 KB. */
const MAX_BYTES = 256 * 1024

/**
 * Tells whether a password is among leaked ones, of which the service is told five hex digits of a
 * hash that a thousand passwords share. A service that is off, silent or wrong knows none.
 */
export async function isBreached(
  { breachedPasswordsUrl: url }: Pick<Config, 'breachedPasswordsUrl'>,
  password: string,
): Promise<boolean> {
  if (url === undefined) return false
  const hash = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase()
  try {
    const response = await fetch(url + hash.slice(0, PREFIX), {
      headers: { 'Add-Padding': 'true' },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
    })
    const lines = response.ok ? await readText(response, MAX_BYTES) : undefined
    if (lines !== undefined) return isListed(lines, hash.slice(PREFIX))
    if (!response.bodyUsed) await response.body?.cancel()
    logEvent('breach_lookup_silent', { status: response.status })
  } catch (error) {
    logEvent('breach_lookup_silent', {}, error)
  }
  return false
}

/** Looks through lines of `SUFFIX:COUNT`; a count of 0 is padding. */
function isListed(lines: string, suffix: string): boolean {
  const line = lines.split('\n').find((one) => one.startsWith(`${suffix}:`))
  return line !== undefined && Number(line.slice(suffix.length + 1)) > 0
}
