import * as z from 'zod'
import { providerKind } from '../../platform/settings.ts'
import { randomToken } from '../../platform/secrets.ts'
import { MINUTE } from '../../platform/time.ts'
import { type AadhaarHolder, type DigiLocker, type FinishAnswer } from './digilocker.ts'

/** Needs no settings, and is refused in production. */
const settings = (development: boolean) =>
  development ? z.object({}) : z.object({ AADHAAR_VERIFIERS: z.never() })

export const sandboxKind = providerKind(settings, settings, () => sandboxDigiLocker)

const LIFE = 30 * MINUTE

/** Is where the page is that stands for DigiLocker's own, as the Worker serves it. */
export const CONSENT_PATH = '/users/sandbox-digilocker'

/** Lists what becomes of whom, by the full name that was given; all others are verified as given. */
const PERSONS: Readonly<Record<string, FinishAnswer | Partial<AadhaarHolder>>> = {
  'asha review': { name: 'Asha Kumari Review' },
  'asha mismatch': { name: 'Zubin Quarterman' },
  'asha otherdate': { dateOfBirth: '1950-01-01' },
  'asha pending': { kind: 'pending' },
  'asha refused': { kind: 'refused' },
  'asha expired': { kind: 'expired' },
  'asha notlinked': { kind: 'not_linked' },
  'asha unavailable': { kind: 'unavailable', code: 'sandbox', misconfigured: false },
}

/** Stands in for DigiLocker in development: the person is led to a page of ours, which asks nobody. */
const sandboxDigiLocker: DigiLocker = {
  name: 'sandbox',

  async start(returnUrl) {
    const requestId = `sandbox-${randomToken()}`
    const url = new URL(`${CONSENT_PATH}/`, returnUrl)
    url.search = String(new URLSearchParams({ back: returnUrl, id: requestId }))
    return { kind: 'started', requestId, url: url.href, expiresAt: Date.now() + LIFE }
  },

  async finish(_, { name, dateOfBirth }, signal) {
    const known = name.trim().toLowerCase()
    if (known === 'asha silent') return silence(signal)
    const person = PERSONS[known] ?? {}
    if ('kind' in person) return person
    const told = known === 'asha year' ? dateOfBirth.slice(0, 4) : dateOfBirth
    const holder = { name, dateOfBirth: told, last4: '0019', issuedOn: '2024-01-01', ...person }
    return { kind: 'verified', holder }
  },
}

/**
 * Reads the address of that page, and makes those by which a person goes back: having shared, or not.
 * Undefined where they would lead elsewhere.
 */
export function waysBack(
  page: URL,
): { readonly shared: string; readonly refused: string } | undefined {
  const [back, id] = [page.searchParams.get('back') ?? '', page.searchParams.get('id') ?? '']
  if (!URL.canParse(back) || new URL(back).origin !== page.origin) return undefined
  const way = (said: Readonly<Record<string, string>>) => {
    const url = new URL(back)
    for (const [name, value] of Object.entries({ ...said, id }))
      url.searchParams.append(name, value)
    return url.href
  }
  return { shared: way({ success: 'True', scope: 'ADHAR' }), refused: way({ success: 'False' }) }
}

/** Answers nothing until the time is over, as a provider that hangs. */
async function silence(signal: AbortSignal): Promise<FinishAnswer> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  return { kind: 'unavailable', code: 'no_answer', misconfigured: false }
}
