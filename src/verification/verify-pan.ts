import { accountIdFor, claimHash } from '../accounts/claims.ts'
import { accountStore } from '../accounts/d1-store.ts'
import { PAN_TIMEOUT, type PanVerifier } from '../identity/pan/verifier.ts'
import { callGuard, callSession, type Objects } from '../objects.ts'
import type { Consent } from '../person/personal-details.ts'
import type { Phone } from '../phone/number.ts'
import { logEvent } from '../platform/log.ts'
import { randomToken } from '../platform/secrets.ts'
import type { LookupRequest, LookupResult } from '../signup/lookups.ts'
import { judgePanAnswer, type PanOutcome, type PanPerson } from '../signup/pan.ts'

export type PanClaim = {
  readonly sessionId: string
  readonly token: string
  /** As `parsePan` reads it. */
  readonly pan: string
  readonly consent: Consent
}

export type PanRefusal = Extract<Awaited<ReturnType<typeof verifyPan>>, { readonly ok: false }>

/**
 * Looks a PAN up for who step 2 says, and takes it as the answer of its step. What was told is kept
 * before anything else is asked: the same question costs money once. May throw `ObjectUnavailableError`.
 */
export async function verifyPan(objects: Objects, { sessionId, token, pan, consent }: PanClaim) {
  const request = { id: randomToken(), token, pan }
  const begun = await callSession(objects, sessionId, (one) => one.beginLookup(request))
  if (!begun.ok) return { ...begun }
  const { panVerifier: verifier } = objects.config
  if (!verifier) throw new Error('the step for PAN is on without a verifier')
  const { phone, person, told } = begun
  const outcome = told ?? (await lookUp(objects, verifier, { sessionId, request, phone, person }))
  if (!outcome.ok) return { ...outcome }
  if (outcome.nameMatch === 'match' && outcome.dateMatch === 'match') {
    const held = await isInUse(objects, { sessionId, phone, pan })
    if (!held.ok) return held
    if (held.isHeld) return { ok: false, reason: 'pan_in_use' } as const
  }
  const answer = { token, pan, consent, source: verifier.name }
  const taken = await callSession(objects, sessionId, (one) => one.answerPan(answer))
  if (!taken.ok) return { ...taken }
  const { nameMatch } = outcome
  return { ok: true, nextStep: taken.nextStep, nameMatch } as const
}

type Lookup = {
  readonly sessionId: string
  readonly request: LookupRequest
  readonly phone: Phone
  readonly person: PanPerson
}

/** Asks the register once, counted before by the phone too. */
async function lookUp(
  objects: Objects,
  verifier: PanVerifier,
  { sessionId, request, phone, person }: Lookup,
) {
  const end = (result: LookupResult) =>
    callSession(objects, sessionId, (one) => one.endLookup(request, result))
  const { id, pan } = request
  const counted = await callGuard(objects, phone, (guard) => guard.countLookup(id)).catch(
    async (error: unknown) => {
      await end('not_asked')
      throw error
    },
  )
  if (!counted.ok) {
    await end('not_asked')
    return { ...counted }
  }
  const { fullName: name, dateOfBirth } = person
  const question = { pan, name, dateOfBirth, consent: true, requestId: id } as const
  const answer = await verifier.verify(question, AbortSignal.timeout(PAN_TIMEOUT))
  if (answer.kind !== 'unavailable') {
    const outcome: PanOutcome = judgePanAnswer(answer, person)
    await end({ person, outcome })
    return outcome
  }
  const { code, spent, misconfigured } = answer
  logEvent('verifier_unavailable', { verifier: verifier.name, code, spent, misconfigured })
  if (!spent) await callGuard(objects, phone, (guard) => guard.releaseLookup(id))
  await end(spent ? 'not_told' : 'not_asked')
  return { ok: false, reason: 'verifier_unavailable' } as const
}

/** Tells whether an account has the PAN; the one of this very signup, whose reply was lost, does not count. */
function isInUse(
  { config }: Objects,
  { sessionId, phone, pan }: Pick<PanClaim, 'sessionId' | 'pan'> & { readonly phone: Phone },
) {
  const claim = { kind: 'pan', hash: claimHash(config, 'pan', pan) } as const
  return accountStore(config).isHeld(claim, accountIdFor(config, sessionId, phone), Date.now())
}
