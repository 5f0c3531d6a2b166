import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  AccountsUnavailableError,
  askDatabase,
  DATABASE_TIMEOUT,
  isConflict,
} from '../../src/accounts/database-error.ts'
import { databaseError } from '../support/accounts.ts'

let log: ReturnType<typeof vi.spyOn>
beforeEach(() => {
  vi.spyOn(scheduler, 'wait').mockResolvedValue()
  log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
})
afterEach(() => vi.restoreAllMocks())

/** Answers after so many failures. */
function failing(times: number, text: string) {
  const ask = vi.fn<() => Promise<string>>()
  for (let i = 0; i < times; i++) ask.mockRejectedValueOnce(databaseError(text))
  return ask.mockResolvedValue('an answer')
}

// Cloudflare, D1, "Debug D1": those to which it says "Retry the operation".
it.each([
  'D1 DB reset because its code was updated.',
  'Internal error while starting up D1 DB storage caused object to be reset.',
  'Internal error in D1 DB storage caused object to be reset.',
  'Network connection lost.',
  'Cannot resolve D1 DB due to transient issue on remote node.',
])('is asked again, three times in all: %s', async (text) => {
  expect(await askDatabase(failing(2, text))).toBe('an answer')
  const ask = failing(3, text)
  await expect(askDatabase(ask)).rejects.toThrow(AccountsUnavailableError)
  expect(ask).toHaveBeenCalledTimes(3)
  expect(log).toHaveBeenCalledTimes(1)
  expect(String(log.mock.calls[0])).toContain('"event":"accounts_unavailable","overloaded":false')
})

it.each([
  'D1 DB is overloaded. Requests queued for too long.',
  'D1 DB is overloaded. Too many requests queued.',
  'D1 DB storage operation exceeded timeout which caused object to be reset.',
])('is not asked again: %s', async (text) => {
  const ask = failing(1, text)
  await expect(askDatabase(ask)).rejects.toThrow(AccountsUnavailableError)
  expect(ask).toHaveBeenCalledTimes(1)
  expect(String(log.mock.calls[0])).toContain('"overloaded":true')
})

it.each([
  ['D1 DB is overloaded. Requests queued for too long.', true],
  ['D1 DB storage operation exceeded timeout which caused object to be reset.', false],
  ['Network connection lost.', false],
])('leaves nothing done for certain, or not: %s', async (text, isUndone) => {
  await expect(askDatabase(failing(3, text))).rejects.toMatchObject({ isUndone })
})

it('may have been done before the database was overloaded', async () => {
  const ask = failing(1, 'Network connection lost.').mockRejectedValueOnce(
    databaseError('D1 DB is overloaded. Too many requests queued.'),
  )
  await expect(askDatabase(ask)).rejects.toMatchObject({ isUndone: false })
})

it.each([
  'UNIQUE constraint failed: claims.kind, claims.hash: SQLITE_CONSTRAINT',
  'no such table: accounts: SQLITE_ERROR',
  "D1 DB's isolate exceeded its memory limit and was reset.",
])('is handed on at once: %s', async (text) => {
  const ask = failing(1, text)
  await expect(askDatabase(ask)).rejects.toThrow(text)
  expect(ask).toHaveBeenCalledTimes(1)
  expect(log).not.toHaveBeenCalled()
})

it('a conflict is told by its text, which is all that D1 gives', () => {
  expect(isConflict(databaseError('UNIQUE constraint failed: accounts.signup'))).toBe(true)
  expect(isConflict(databaseError('NOT NULL constraint failed: accounts.signup'))).toBe(false)
  expect(isConflict('UNIQUE constraint failed')).toBe(false)
})

it('that says nothing for five seconds is given up, and not asked again', async () => {
  vi.useFakeTimers()
  const ask = vi.fn<() => Promise<string>>(() => new Promise(() => undefined))
  const asked = expect(askDatabase(ask)).rejects.toThrow(AccountsUnavailableError)
  await vi.advanceTimersByTimeAsync(DATABASE_TIMEOUT - 1)
  expect(log).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await asked
  expect(DATABASE_TIMEOUT).toBe(5000)
  expect(ask).toHaveBeenCalledTimes(1)
  vi.useRealTimers()
})
