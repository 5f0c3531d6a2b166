import { env } from 'cloudflare:workers'
import { makeTestQr } from '../support/aadhaar-qr.ts'
import { createAccount, verifiedSignup } from '../support/account.ts'
import { type Call, call, type Reply } from '../support/app.ts'
import { bindWithin, envWith } from '../support/bindings.ts'
import {
  ALL_STEPS,
  consentTo,
  finishDigiLocker,
  givePan,
  type Identified,
  identifiedSignup,
  sandboxReturn,
  showQr,
  startDigiLocker,
} from '../support/identity.ts'
import { anyPost, type Provocations } from './refusals.ts'

const at = (name: string) => `/users/api/${name}/`

const NO_SIGNUP: Identified = { phone: '', sessionId: 'x', cookie: '', code: '', env }

type Step = (
  signup: Identified,
  given?: string,
  options?: Call & { more?: object },
) => Promise<Reply>

/** Asks as the bearer of a signup whose turn it is. */
const due =
  (step: Step, signup: () => Promise<Identified>) =>
  async (options: Call = {}) => {
    const one = await signup()
    const { AADHAAR_VERIFIERS, PAN_VERIFIER } = one.env
    const bindings = { ...(options.env ?? one.env), AADHAAR_VERIFIERS, PAN_VERIFIER }
    return step(one, undefined, { ...options, env: bindings })
  }

const forPan = () => identifiedSignup({ PAN_VERIFIER: 'sandbox' })

const mixed = async (step: Step, signup: () => Promise<Identified>) => {
  const [shown, borne] = await Promise.all([signup(), signup()])
  return step({ ...shown, cookie: borne.cookie })
}

/** Asks while the account is being made, as a request of its own holds it. */
const whileMaking = async (step: Step) => {
  const signup = await identifiedSignup()
  await showQr(signup)
  await givePan(signup)
  const token = signup.cookie.slice(signup.cookie.indexOf('.') + 1)
  const request = { id: 'another', token, key: undefined }
  await env.SIGNUP_SESSION.getByName(signup.sessionId).beginAccount(request)
  return step(signup)
}

const outOfOrder = (step: Step) => async () => {
  const bindings = envWith(ALL_STEPS)
  const signup = await verifiedSignup({ env: bindings })
  await bindWithin(env.SIGNUP_SESSION.getByName(signup.sessionId), bindings)
  return step({ ...signup, env: bindings })
}

/** Lists what any of the steps refuses. */
const anyAnswer = (name: string, step: Step, signup: () => Promise<Identified>) => ({
  ...anyPost(at(name), due(step, signup)),
  session_not_found: () => step(NO_SIGNUP),
  other_signup: () => mixed(step, signup),
  step_out_of_order: outOfOrder(step),
  in_progress: () => whileMaking(step),
})

const consented = (step: Step, notice: 'aadhaar' | 'pan', signup: () => Promise<Identified>) => ({
  consent_required: async () =>
    step(await signup(), undefined, { more: { consent: { ...consentTo(notice), purposes: [] } } }),
  notice_changed: async () =>
    step(await signup(), undefined, {
      more: { consent: { ...consentTo(notice), notice_version: '2020-01-01' } },
    }),
})

const qr = async (text?: string) => showQr(await identifiedSignup(), text)

const pan = async (text: string) => givePan(await forPan(), text)

const startWith: Step = (signup, _, options) => startDigiLocker(signup, options)

const finishWith: Step = (signup, query, options) => finishDigiLocker(signup, query, options)

/** Has a person of this name led to DigiLocker, and back. */
const visited = async (full_name: string, options: Call = {}) => {
  const signup = await identifiedSignup(ALL_STEPS, { full_name })
  return finishDigiLocker(signup, sandboxReturn(await startDigiLocker(signup)), options)
}

const back = async () => {
  const signup = await identifiedSignup()
  queries.set(signup.sessionId, sandboxReturn(await startDigiLocker(signup)))
  return signup
}
const queries = new Map<string, string>()

const finished: Step = (signup, _, options) =>
  finishDigiLocker(signup, queries.get(signup.sessionId), options)

type Of =
  | 'POST /users/api/verify-aadhaar-qr/'
  | 'POST /users/api/start-aadhaar/'
  | 'POST /users/api/finish-aadhaar/'
  | 'POST /users/api/verify-pan/'

/** Does the same for the steps that verify the person. */
export const identityProvocations = (
  pass: (milliseconds: number) => void,
): Pick<Provocations, Of> => ({
  'POST /users/api/verify-aadhaar-qr/': {
    replies: { 200: due(showQr, identifiedSignup) },
    errors: {
      ...anyAnswer('verify-aadhaar-qr', showQr, identifiedSignup),
      ...consented(showQr, 'aadhaar', identifiedSignup),
      body_too_large: () => call(at('verify-aadhaar-qr'), { body: ' '.repeat(16_385) }),
      invalid_qr: () => qr('1234'),
      unsigned_qr: () => qr('<PrintLetterBarcodeData/>'),
      qr_version_unknown: () => qr(makeTestQr({ version: 'V9' })),
      qr_not_genuine: () => qr(makeTestQr({ issuedAt: Date.parse('2016-01-01') })),
      name_mismatch: () => qr(makeTestQr({ name: 'Zubin Quarterman' })),
      date_of_birth_mismatch: () => qr(makeTestQr({ dateOfBirth: '01-01-1990' })),
    },
  },
  'POST /users/api/start-aadhaar/': {
    replies: { 200: due(startWith, identifiedSignup) },
    errors: {
      ...anyAnswer('start-aadhaar', startWith, identifiedSignup),
      ...consented(startWith, 'aadhaar', identifiedSignup),
      verifier_unavailable: async () =>
        startDigiLocker(await identifiedSignup({ AADHAAR_VERIFIERS: 'qr' })),
    },
  },
  'POST /users/api/finish-aadhaar/': {
    replies: { 200: due(finished, back) },
    errors: {
      ...anyAnswer('finish-aadhaar', finishWith, back),
      aadhaar_pending: () => visited('Asha Pending'),
      aadhaar_refused: () => visited('Asha Refused'),
      async aadhaar_expired() {
        const signup = await back()
        pass(3_600_000)
        return finished(signup)
      },
      verifier_unavailable: () => visited('Asha Unavailable'),
      name_mismatch: () => visited('Asha Mismatch'),
      date_of_birth_mismatch: () => visited('Asha Otherdate'),
    },
  },
  'POST /users/api/verify-pan/': {
    replies: { 200: due(givePan, forPan) },
    errors: {
      ...anyAnswer('verify-pan', givePan, forPan),
      ...consented(givePan, 'pan', forPan),
      invalid_pan: () => pan('ABC'),
      pan_not_individual: () => pan('SNDCA0001A'),
      pan_invalid: () => pan('SNDPA0005A'),
      pan_deceased: () => pan('SNDPA0006A'),
      pan_deactivated: () => pan('SNDPA0007A'),
      pan_not_linked: () => pan('SNDPA0008A'),
      name_mismatch: () => pan('SNDPA0003A'),
      date_of_birth_mismatch: () => pan('SNDPA0004A'),
      async pan_in_use() {
        const held = 'SNDPI0001A'
        const first = await forPan()
        await givePan(first, held)
        await createAccount(first, { env: first.env })
        return pan(held)
      },
      verifier_unavailable: () => pan('SNDPA0009A'),
    },
  },
})
