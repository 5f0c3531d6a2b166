import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import { waysBack } from '../../src/identity/aadhaar/sandbox.ts'
import { NOTICES, type NoticeStep } from '../../src/contract/notices.ts'
import { answerStep, giveDetails, quickHashes, verifiedSignup } from './account.ts'
import { makeTestQr } from './aadhaar-qr.ts'
import type { Call, Reply, Started } from './app.ts'
import { bindWithin, envWith } from './bindings.ts'

/** An environment in which all five steps are on, with nobody asked. */
export const ALL_STEPS = { AADHAAR_VERIFIERS: 'qr,sandbox', PAN_VERIFIER: 'sandbox' }

/** The settings of both products of Setu, at its stand-in. */
export function setuVars() {
  const { origin, clientId, clientSecret, panProduct, digiLockerProduct } = inject('setu')
  return {
    SETU_ORIGIN: origin,
    SETU_CLIENT_ID: clientId,
    SETU_CLIENT_SECRET: clientSecret,
    SETU_PAN_PRODUCT_ID: panProduct,
    SETU_DIGILOCKER_PRODUCT_ID: digiLockerProduct,
  }
}

let pans = 0

/** A PAN of a person that no other test of the file has; the sandbox knows it by its last digit. */
export function newPan(lastDigit = 1, start = 'SND'): string {
  const letter = String.fromCharCode(65 + Math.floor(pans / 1000))
  return `${start}P${letter}${String(pans++ % 1000).padStart(3, '0')}${lastDigit}A`
}

/** Who signs up, as step 2 and the sandbox's code have her. */
const ANITA = { full_name: 'Anita Rao', date_of_birth: '1990-03-27' }

/** The consent to a step's notice. */
export const consentTo = (step: NoticeStep) => ({
  notice_version: NOTICES[step].version,
  language: 'en',
  purposes: Object.keys(NOTICES[step].purposes),
})

export type Identified = Started & { readonly env: Env }

/** A signup in which these steps are on and the second is done. */
export async function identifiedSignup(
  changes: Parameters<typeof envWith>[0] = ALL_STEPS,
  details: object = {},
  options: { readonly phone?: string } = {},
): Promise<Identified> {
  const bindings = envWith({ ...quickHashes(), ...changes })
  const signup = await verifiedSignup({ ...options, env: bindings })
  await bindWithin(env.SIGNUP_SESSION.getByName(signup.sessionId), bindings)
  await giveDetails(signup, { ...ANITA, ...details }, { env: bindings })
  return { ...signup, env: bindings }
}

/** Shows a code: that of who signs up, with the signup's phone, unless another is given. */
export const showQr = (
  signup: Identified,
  qr = makeTestQr({ mobile: signup.phone.slice(-10) }),
  { more = {}, ...options }: Call & { readonly more?: object } = {},
) => {
  const body = { qr_data: qr, consent: consentTo('aadhaar'), ...more }
  return answerStep('verify-aadhaar-qr', signup, body, { env: signup.env, ...options })
}

/** Gives a PAN: that of the sandbox that is found, unless another is given. */
export const givePan = (
  signup: Identified,
  pan = 'SNDPA0001A',
  { more = {}, ...options }: Call & { readonly more?: object } = {},
) => {
  const body = { pan, consent: consentTo('pan'), ...more }
  return answerStep('verify-pan', signup, body, { env: signup.env, ...options })
}

/** Leads to DigiLocker. */
export const startDigiLocker = (
  signup: Identified,
  { more = {}, ...options }: Call & { readonly more?: object } = {},
) => {
  const body = { consent: consentTo('aadhaar'), ...more }
  return answerStep('start-aadhaar', signup, body, { env: signup.env, ...options })
}

/** Makes the query with which one comes back from where the sandbox leads, having shared. */
export function sandboxReturn({ body }: Pick<Reply, 'body'>): string {
  const ways = waysBack(new URL(String(body['redirect_url'])))
  return new URL(ways?.shared ?? '').searchParams.toString()
}

/** Comes back from there, with the query of the address. */
export const finishDigiLocker = (signup: Identified, query?: string, options: Call = {}) =>
  answerStep(
    'finish-aadhaar',
    signup,
    { ...(query !== undefined && { return_query: query }) },
    { env: signup.env, ...options },
  )
