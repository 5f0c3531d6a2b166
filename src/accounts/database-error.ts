import { logEvent } from '../platform/log.ts'
import { LateError, SECOND, withTimeout } from '../platform/time.ts'

/** Lists what D1 says where asking again may help (Cloudflare, D1, "Debug D1", "Retry the operation"). */
const TRANSIENT = [
  'reset because its code was updated',
  'storage caused object to be reset',
  'Network connection lost',
  'Cannot resolve D1 DB due to transient issue on remote node',
]

/** Says that it did not begin, since others wait in its queue. */
const QUEUE_FULL = 'D1 DB is overloaded'

/** Lists what it says where asking again makes it worse. */
const OVERLOADED = [QUEUE_FULL, 'exceeded timeout which caused object to be reset']

/** Bounds one call of a database, which has no limit of its own that a person would wait for. */
export const DATABASE_TIMEOUT = 5 * SECOND

const ATTEMPTS = 3
const FIRST_PAUSE = 50

/** Says that the accounts cannot be reached; what was asked for may have taken effect if not `isUndone`. */
export class AccountsUnavailableError extends Error {
  override readonly name = 'AccountsUnavailableError'
  readonly isUndone: boolean

  constructor(cause: unknown, isUndone: boolean) {
    super('a database did not answer', { cause })
    this.isUndone = isUndone
  }
}

/** Tells, as an outcome, that a database did not answer. */
export const UNAVAILABLE = { ok: false, reason: 'accounts_unavailable' } as const

/**
 * Asks a database, at most three times while its errors are transient: only for what may be repeated.
 * Throws `AccountsUnavailableError` then, or once it is overloaded or silent for five seconds, and all
 * other errors as they are.
 */
export async function askDatabase<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withTimeout(ask(), DATABASE_TIMEOUT)
    } catch (error) {
      const overloaded = error instanceof LateError || says(error, OVERLOADED)
      if (!overloaded && !says(error, TRANSIENT)) throw error
      if (overloaded || attempt === ATTEMPTS) {
        logEvent('accounts_unavailable', { overloaded }, error)
        throw new AccountsUnavailableError(error, attempt === 1 && says(error, [QUEUE_FULL]))
      }
      await scheduler.wait(FIRST_PAUSE * 2 ** (attempt - 1) * (1 + jitter()))
    }
  }
}

/** Makes an outcome of databases that cannot be reached. */
export async function answered<Answer>(ask: () => Promise<Answer>) {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof AccountsUnavailableError)) throw error
    return UNAVAILABLE
  }
}

/** Writes all or nothing; false where a row of it may be only once, and is there. */
export async function isWritten(database: D1Database, statements: D1PreparedStatement[]) {
  try {
    await askDatabase(() => database.batch(statements))
    return true
  } catch (error) {
    if (!isConflict(error)) throw error
    return false
  }
}

/** Tells whether a row was refused for what another has, or since its account is closed. D1 gives no code. */
export function isConflict(error: unknown): boolean {
  return says(error, [
    'UNIQUE constraint failed',
    'NOT NULL constraint failed: accounts.created_at',
  ])
}

function says(error: unknown, texts: readonly string[]): boolean {
  return error instanceof Error && texts.some((text) => error.message.includes(text))
}

/** Draws from 0 to 1, so that callers who failed together do not come back together. */
function jitter(): number {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 255
}
