import type { ELSEWHERE } from '../../src/contract/api.ts'
import { asking, askWith, begin, ownEnv } from '../faults/scene.ts'
import { type RequestKind, REQUESTS } from '../faults/requests.ts'
import {
  type Call,
  call,
  newKey,
  newPhone,
  ORIGIN,
  receiverAnswers,
  sendOtp,
  start,
  verifyOtp,
  wrong,
} from '../support/app.ts'
import { envWith, untouchable } from '../support/bindings.ts'
import { envWithBotCheck } from '../support/bot-check.ts'
import { worldOf } from '../support/gateways.ts'
import { holdTexts } from '../support/texting.ts'
import { twilioAnswers } from '../support/twilio-client.ts'
import { accountProvocations } from './account-provocations.ts'
import { formProvocations } from './form-provocations.ts'
import { identityProvocations } from './identity-provocations.ts'
import { anyPost, type Ask, NONE, type Provocations, unavailable, UNAVAILABLE } from './refusals.ts'

const SEND = '/users/api/send-otp/'
const VERIFY = '/users/api/verify-otp/'
const SESSION = '/users/api/session/'

const send = (options: Call = {}) => sendOtp({ phone: newPhone() }, options)

const guess = async (options: Call = {}) => {
  const { sessionId, code } = await start()
  return verifyOtp(sessionId, code, options)
}

const look = async (options: Call = {}) => {
  const { cookie } = await start()
  return call(SESSION, { cookie, ...options })
}

/** A signup whose phone is verified. */
const verified = async () => {
  const signup = await start()
  const { cookie } = await verifyOtp(signup.sessionId, signup.code, signup)
  return { ...signup, cookie }
}

const wrongTimes = async (times: number) => {
  const { sessionId, code } = await start()
  for (let time = 1; time < times; time++) await verifyOtp(sessionId, wrong(code))
  return verifyOtp(sessionId, wrong(code))
}

/** A send repeated under its key while the text of the first is on its way. */
const sendTwice = async () => {
  const [body, headers] = [{ phone: newPhone() }, { 'Idempotency-Key': newKey() }]
  const held = holdTexts()
  const first = sendOtp(body, { headers })
  await held.reached
  const second = await sendOtp(body, { headers })
  held.release()
  await first
  return second
}

type Posted = ReturnType<RequestKind['ask']>

const same = (posted: Posted) => posted

/** Posts of a gateway, as it makes them or changed. */
const receipts = (kind: RequestKind, elsewhere: string, forge: (path: string) => string) => {
  const post = async (change: (posted: Posted) => Posted, bindings: object = {}) => {
    const scene = await begin(crypto.randomUUID(), kind)
    const usual = asking(kind.by ?? 'twilio')
    return askWith(scene, (of) => change(kind.ask(of)), ownEnv(scene, { ...usual, ...bindings }))
  }
  const headers = { 'Content-Type': 'text/plain' }
  return {
    replies: { 200: () => post(same) },
    errors: {
      invalid_request: () => post((posted) => ({ ...posted, headers, body: '<' })),
      forbidden: () => post(({ path, ...posted }) => ({ ...posted, path: forge(path) })),
      not_found: () => post((posted) => ({ ...posted, path: elsewhere })),
      body_too_large: () => post((posted) => ({ ...posted, body: ' '.repeat(65_537) })),
      ...unavailable((bindings) => post(same, bindings)),
    },
  }
}

const page = (path: string) => ({
  replies: {
    200: () => call(path),
    303: () => call(`${path}?language=hi`),
    async 304() {
      const { headers } = await call(path)
      return call(path, { headers: { 'If-None-Match': headers.get('ETag') ?? '' } })
    },
  },
  errors: {
    internal_error: () => call(path, { env: envWith({ ASSETS: untouchable('ASSETS') }) }),
    not_configured: () => call(path, { env: envWith(UNAVAILABLE.not_configured) }),
  },
})

const changed = (path: string) => `${path}&forged=1`

/** Lists how every reply of the contract comes about; `pass` moves the clock. */
export const provocations = (pass: (milliseconds: number) => void): Provocations => ({
  'POST /users/api/send-otp/': {
    replies: { 200: send },
    errors: {
      ...anyPost(SEND, send),
      invalid_phone: () => sendOtp({ phone: '12345' }),
      unsupported_country: () => sendOtp({ phone: '+14155550123' }),
      async undeliverable_phone() {
        const phone = newPhone()
        await twilioAnswers(phone, { kind: 'error', status: 400, code: 21_614 })
        return sendOtp({ phone }, { env: worldOf('twilio').env })
      },
      bot_check_required: () => send({ env: envWithBotCheck() }),
      bot_check_failed: () =>
        sendOtp({ phone: newPhone(), bot_check_token: 'made-up' }, { env: envWithBotCheck() }),
      session_not_found: () => sendOtp({ phone: newPhone(), session_id: 'x' }),
      async already_verified() {
        const { phone, sessionId, cookie } = await verified()
        pass(30_000)
        return sendOtp({ phone, session_id: sessionId }, { cookie })
      },
      in_progress: sendTwice,
      async resend_too_soon() {
        const { phone, sessionId } = await start()
        return sendOtp({ phone, session_id: sessionId })
      },
      async sms_unavailable() {
        const phone = newPhone()
        await receiverAnswers(phone, { kind: 'status', status: 500 })
        return sendOtp({ phone })
      },
    },
  },
  'POST /users/api/verify-otp/': {
    replies: { 200: guess },
    errors: {
      ...anyPost(VERIFY, guess),
      otp_incorrect: () => wrongTimes(1),
      session_not_found: () => verifyOtp('x', '123456'),
      async already_verified() {
        const { sessionId, code } = await verified()
        return verifyOtp(sessionId, code)
      },
      async code_replaced() {
        const { sessionId, code } = await start()
        return verifyOtp(sessionId, code, { issue: 2 })
      },
      async otp_expired() {
        const { sessionId, code } = await start()
        pass(300_000)
        return verifyOtp(sessionId, code)
      },
      too_many_attempts: () => wrongTimes(4),
    },
  },
  'GET /users/api/session/': {
    replies: { 200: look },
    errors: {
      session_not_found: () => call(SESSION),
      rate_limited: () => look({ env: envWith({ BEARER_BURST: NONE }) }),
      ...unavailable((bindings) => look({ env: envWith(bindings) })),
    },
  },
  ...accountProvocations(pass),
  ...identityProvocations(pass),
  'POST /webhooks/sms/{gateway}/voice/': receipts(
    REQUESTS.keyPressed,
    '/webhooks/sms/webhook/voice/',
    changed,
  ),
  'POST /webhooks/sms/{gateway}/': receipts(REQUESTS.receipt, '/webhooks/sms/nobody/', changed),
  'POST /webhooks/sms/{gateway}/{token}/': receipts(
    REQUESTS.receiptByToken,
    '/webhooks/sms/nobody/token/',
    () => `/webhooks/sms/msg91/${'a'.repeat(32)}/`,
  ),
  'GET /users/signup/': page('/users/signup/'),
  ...formProvocations(pass),
  'GET /users/account/': page('/users/account/'),
  'GET /users/bot-check/': {
    replies: { 200: () => call('/users/bot-check/', { env: envWithBotCheck() }) },
    errors: { not_found: () => call('/users/bot-check/') },
  },
  'GET /users/sandbox-digilocker/': {
    replies: {
      200: () => {
        const bindings = envWith({ AADHAAR_VERIFIERS: 'sandbox' })
        return call(`/users/sandbox-digilocker/?id=1&back=${ORIGIN}`, { env: bindings })
      },
    },
    errors: { not_found: () => call('/users/sandbox-digilocker/') },
  },
  'GET /healthz': {
    replies: {
      200: () => call('/healthz'),
      503: () => call('/healthz', { env: envWith(UNAVAILABLE.not_configured) }),
    },
    errors: {},
  },
  'GET /': { replies: { 302: () => call('/') }, errors: {} },
  'GET /openapi.json/': { replies: { 308: () => call('/openapi.json/') }, errors: {} },
})

const elsewhere = (path: string, method: string) => {
  const ask = (options: Call = {}) =>
    call(path, { method, headers: { Origin: ORIGIN }, ...options })
  return {
    cross_site: () => ask({ headers: { Origin: 'https://evil.example' } }),
    not_configured: () => ask({ env: envWith(UNAVAILABLE.not_configured) }),
    ask,
  }
}

const { ask: askMethod, ...ofMethod } = elsewhere(SEND, 'PUT')
const { ask: askPath, ...ofPath } = elsewhere('/users/api/x/', 'POST')

/** Does the same for other methods and paths. */
export const ELSEWHERE_PROVOCATIONS: {
  readonly [Where in keyof typeof ELSEWHERE]: Readonly<
    Record<(typeof ELSEWHERE)[Where]['errors'][number], Ask>
  >
} = {
  method: { ...ofMethod, method_not_allowed: () => askMethod() },
  path: { ...ofPath, not_found: () => askPath() },
}
