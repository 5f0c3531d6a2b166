import { DIGILOCKER_TIMEOUT, readReturn } from '../identity/aadhaar/digilocker.ts'
import { verifyAadhaarQr } from '../identity/aadhaar/qr/verify.ts'
import { checkState, makeState } from '../identity/aadhaar/return-state.ts'
import { callSession, type Objects } from '../objects.ts'
import type { Consent } from '../person/personal-details.ts'
import { logEvent } from '../platform/log.ts'
import { hmac, randomToken } from '../platform/secrets.ts'
import type { AadhaarEvidence } from '../signup/aadhaar.ts'
import { VISIT, type VisitReturn } from '../signup/visits.ts'
import { dayInIndia } from '../platform/time.ts'

/** Says whose signup it is, by the cookie that the request bears. */
export type SignupBearer = { readonly sessionId: string; readonly token: string }

const UNAVAILABLE = { ok: false, reason: 'verifier_unavailable' } as const

type Refusals<Flow extends (...given: never[]) => unknown> = Extract<
  Awaited<ReturnType<Flow>>,
  { readonly ok: false }
>

export type AadhaarRefusal =
  | Refusals<typeof verifyQr>
  | Refusals<typeof startAadhaar>
  | Refusals<typeof finishAadhaar>

/** Takes a Secure QR code as the answer of its step: verified here, with nobody asked. */
export async function verifyQr(
  objects: Objects,
  { sessionId, token }: SignupBearer,
  { text, consent }: { readonly text: string; readonly consent: Consent },
) {
  const { aadhaar, indexKeys } = objects.config
  const read = verifyAadhaarQr(text, aadhaar?.qrKeys ?? [], Date.now())
  if (!read.ok) {
    const may = await callSession(objects, sessionId, (one) => one.mayAnswer(token, 'aadhaar'))
    return may.ok ? read : { ...may }
  }
  const { keyId, name, dateOfBirth, last4, issuedAt, mobile, referenceId } = read.aadhaar
  const evidence: AadhaarEvidence = {
    mode: 'secure_qr',
    source: keyId,
    name,
    dateOfBirth,
    last4,
    issuedOn: dayInIndia(issuedAt),
    mobile,
    reference: hmac(indexKeys.aadhaarReference, referenceId),
  }
  return take(objects, { sessionId, token }, evidence, consent)
}

/** Begins a way to DigiLocker, from which the person comes back to `returnTo`. */
export async function startAadhaar(
  objects: Objects,
  { sessionId, token }: SignupBearer,
  { returnTo, consent }: { readonly returnTo: string; readonly consent: Consent },
) {
  const opening = { id: randomToken(), token }
  const begun = await callSession(objects, sessionId, (one) => one.beginVisit(opening))
  if (!begun.ok) return { ...begun }
  const { aadhaar, indexKeys } = objects.config
  const { digiLocker } = aadhaar ?? {}
  if (!digiLocker) return UNAVAILABLE
  const until = Date.now() + VISIT
  const { state, nonce } = makeState(indexKeys.aadhaarReturn, sessionId, until)
  const url = new URL(returnTo)
  url.searchParams.set('state', state)
  const answer = await digiLocker.start(url.href, AbortSignal.timeout(DIGILOCKER_TIMEOUT))
  if (answer.kind === 'unavailable') {
    // Without a link no way began: an outage uses up nobody's.
    await callSession(objects, sessionId, (one) => one.cancelVisit(opening))
    return unavailable(digiLocker.name, answer)
  }
  const { requestId, expiresAt } = answer
  const visit = { token, nonce, requestId, consent, until: Math.min(until, expiresAt) }
  await callSession(objects, sessionId, (one) => one.keepVisit(visit))
  return { ok: true, url: answer.url } as const
}

/** Takes what the person shared there; may be asked again until they are back, and once it is taken. */
export async function finishAadhaar(
  objects: Objects,
  { sessionId, token }: SignupBearer,
  query: string | undefined,
) {
  const { aadhaar, indexKeys } = objects.config
  const back = returnOf(query, indexKeys.aadhaarReturn, sessionId)
  const visit = await callSession(objects, sessionId, (one) => one.readVisit(token, back))
  if (!visit.ok) return { ...visit }
  if ('aadhaar' in visit) {
    return { ok: true, nextStep: visit.nextStep, aadhaar: structuredClone(visit.aadhaar) } as const
  }
  const { digiLocker } = aadhaar ?? {}
  if (!digiLocker) return UNAVAILABLE
  const { requestId, consent, person } = structuredClone(visit)
  const applicant = { name: person.fullName, dateOfBirth: person.dateOfBirth }
  const signal = AbortSignal.timeout(DIGILOCKER_TIMEOUT)
  const answer = await digiLocker.finish(requestId, applicant, signal)
  if (answer.kind === 'unavailable') return unavailable(digiLocker.name, answer)
  if (answer.kind === 'pending') return { ok: false, reason: 'aadhaar_pending' } as const
  if (answer.kind !== 'verified') {
    const refusal = REASONS[answer.kind]
    const end = { token, requestId, refusal }
    await callSession(objects, sessionId, (one) => one.dropVisit(end))
    return { ok: false, reason: refusal } as const
  }
  const { phone, ...holder } = answer.holder
  const evidence: AadhaarEvidence = {
    ...holder,
    mode: 'digilocker',
    source: digiLocker.name,
    mobile: phone === undefined ? { kind: 'none' } : { kind: 'number', e164: `+91${phone}` },
    reference: undefined,
  }
  return take(objects, { sessionId, token }, evidence, consent)
}

const REASONS = {
  refused: 'aadhaar_refused',
  expired: 'aadhaar_expired',
  not_linked: 'aadhaar_not_in_digilocker',
} as const

function returnOf(query: string | undefined, key: Buffer, sessionId: string): VisitReturn {
  const members = new URLSearchParams(query)
  const state = checkState(key, sessionId, members.get('state') ?? '', Date.now())
  return { nonce: state.ok ? state.nonce : undefined, refused: readReturn(members).refused }
}

async function take(
  objects: Objects,
  { sessionId, token }: SignupBearer,
  evidence: AadhaarEvidence,
  consent: Consent,
) {
  const answer = { token, evidence, consent }
  const taken = await callSession(objects, sessionId, (one) => one.answerAadhaar(answer))
  if (!taken.ok) return { ...taken }
  const { nextStep, aadhaar } = taken
  return { ok: true, nextStep, aadhaar: structuredClone(aadhaar) } as const
}

function unavailable(
  verifier: string,
  { code, misconfigured }: { readonly code: string; readonly misconfigured: boolean },
) {
  logEvent('verifier_unavailable', { verifier, code, misconfigured })
  return UNAVAILABLE
}
