import { createHash } from 'node:crypto'
import { logEvent } from '../platform/log.ts'
import { SECOND, withTimeout } from '../platform/time.ts'

/** Names the file that `npm run build` makes: sorted fingerprints of four bytes each. */
const PATH = '/assets/common-passwords.bin'

const TIMEOUT = 5 * SECOND

/** Reads the list of common passwords, which the Worker's bundle does without; undefined if it cannot. */
export async function readCommonPasswords(
  assets: Pick<Fetcher, 'fetch'>,
): Promise<CommonPasswords | undefined> {
  try {
    return new CommonPasswords(await withTimeout(readFile(assets), TIMEOUT))
  } catch (error) {
    logEvent('common_passwords_unread', {}, error)
    return undefined
  }
}

async function readFile(assets: Pick<Fetcher, 'fetch'>): Promise<ArrayBuffer> {
  // Which host is asked for is all one to assets.
  const file = await assets.fetch(`https://assets.local${PATH}`)
  if (!file.ok) throw new Error(`the list of common passwords: ${file.status}`)
  return file.arrayBuffer()
}

/** Tells passwords that are tried first: whole ones, whatever the case of their letters. */
export class CommonPasswords {
  readonly #fingerprints: DataView

  constructor(fingerprints: ArrayBuffer) {
    this.#fingerprints = new DataView(fingerprints)
  }

  /** Tells whether a password is listed; of those that are not, it takes one in 400,000 for listed. */
  has(password: string): boolean {
    const wanted = fingerprintOf(password)
    let [from, to] = [0, this.#fingerprints.byteLength / 4]
    while (from < to) {
      const middle = (from + to) >> 1
      const found = this.#fingerprints.getUint32(middle * 4)
      if (found === wanted) return true
      if (found < wanted) from = middle + 1
      else to = middle
    }
    return false
  }
}

/** Makes a password's fingerprint, case and width folded: the first four bytes of its SHA-256. */
export function fingerprintOf(password: string): number {
  const folded = password.normalize('NFKC').toLowerCase()
  return createHash('sha256').update(folded).digest().readUInt32BE(0)
}
