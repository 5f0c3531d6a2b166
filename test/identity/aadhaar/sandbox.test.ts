import { describe, expect, it } from 'vitest'
import { type DigiLocker, readReturn } from '../../../src/identity/aadhaar/digilocker.ts'
import { DIGILOCKER_KINDS } from '../../../src/identity/aadhaar/digilockers.ts'
import { waysBack } from '../../../src/identity/aadhaar/sandbox.ts'
import { matchBirthDates } from '../../../src/identity/birth-date-match.ts'
import { matchNames } from '../../../src/identity/name-match.ts'

function sandbox(): DigiLocker {
  const read = DIGILOCKER_KINDS.get('sandbox')?.read({}, true)
  if (!read?.ok) throw new Error('no sandbox')
  return read.settings
}

const DATE = '1990-01-15'
const finish = (name: string) =>
  sandbox().finish('sandbox-1', { name, dateOfBirth: DATE }, AbortSignal.timeout(20))

describe('the sandbox of DigiLocker', () => {
  it('leads the person to a page, and from there back, whether they shared or refused', async () => {
    const began = Date.now()
    const returnUrl = 'https://signup.example/users/signup/?state=a.b.c'
    const started = await sandbox().start(returnUrl, AbortSignal.timeout(20))
    if (started.kind !== 'started') throw new Error(started.kind)
    const ways = waysBack(new URL(started.url))
    const { requestId } = started
    for (const [way, refused] of [
      [ways?.shared, false],
      [ways?.refused, true],
    ] as const) {
      expect(way?.startsWith(`${returnUrl}&`)).toBe(true)
      expect(readReturn(new URL(way ?? '').searchParams)).toEqual({ requestId, refused })
    }
    expect(started.expiresAt).toBeGreaterThan(began)
  })

  it.each([
    ['Anita Rao', 'match', 'match'],
    ['Asha Review', 'review', 'match'],
    [' asha review ', 'review', 'match'],
    ['Asha Mismatch', 'mismatch', 'match'],
    ['Asha Otherdate', 'match', 'mismatch'],
    ['Asha Year', 'match', 'year_match'],
  ])('verifies %s: name %s, date of birth %s', async (name, nameMatch, dateMatch) => {
    const answer = await finish(name)
    if (answer.kind !== 'verified') throw new Error(answer.kind)
    expect(matchNames(name, answer.holder.name)).toBe(nameMatch)
    expect(matchBirthDates(DATE, answer.holder.dateOfBirth)).toBe(dateMatch)
    expect(answer.holder).toMatchObject({ last4: '0019', issuedOn: '2024-01-01' })
  })

  it.each([
    ['Asha Pending', 'pending'],
    ['Asha Refused', 'refused'],
    ['Asha Expired', 'expired'],
    ['Asha Notlinked', 'not_linked'],
    ['Asha Unavailable', 'unavailable'],
    ['Asha Silent', 'unavailable'],
  ])('answers %s: %s', async (name, kind) => {
    expect((await finish(name)).kind).toBe(kind)
  })
})
