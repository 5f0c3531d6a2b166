import { env } from 'cloudflare:workers'
import { accountStore } from '../../src/accounts/d1-store.ts'
import { configOf } from '../../src/config.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import {
  databaseError,
  newAccount,
  type StatementFault,
  tappedDatabase,
} from '../support/accounts.ts'
import { bindWithin, envWith, kvAnswering, PRODUCTION } from '../support/bindings.ts'
import type { Breaches } from '../support/breaches.ts'
import { type CallFault, faultyNamespace, objectError } from '../support/faulty.ts'
import { verifyMany } from '../support/monitor.ts'
import type { Failing } from '../support/failing.ts'
import type { Behaviour } from '../support/sms-receiver.ts'
import type { Behaviour as BotCheckBehaviour } from '../support/turnstile.ts'
import type { Behaviour as TwilioBehaviour } from '../support/twilio.ts'
import type { Outcome, RequestName } from './requests.ts'
import { monitorOf, type Scene, type State } from './scene.ts'
import { quickHashes } from '../support/account.ts'

/** A row of the table: what is wrong, and what that makes of the requests that it concerns. */
export type Fault = {
  /** The bindings that are broken. `struck` is called whenever the fault shows. */
  readonly bindings?: (struck: () => void) => object
  /** What else must be so before the request. */
  readonly prepare?: (scene: Scene, struck: () => void) => Promise<void>
  /** What the gateway does with texts to the scene's phones. */
  readonly gateway?: Behaviour
  /** What Twilio does with them, in a service that asks it before the usual gateway. */
  readonly first?: TwilioBehaviour
  /** How the bot check answers about the scene's token. */
  readonly botCheck?: BotCheckBehaviour
  /** How the service of leaked passwords answers, where it is asked. */
  readonly breaches?: Breaches
  /** How Setu fails, whatever it is asked. */
  readonly register?: Failing
  /** When the request is made, counted from the start of the session. */
  readonly at?: number
  /** Every request that is not named here is answered as if nothing were wrong. */
  readonly cells: Partial<Record<RequestName, Outcome>>
}

/** When a session may be texted again: the time of requests whose fault is not the clock. */
export const WAIT = 30 * SECOND

const outcome = (reply: string, change: Partial<State> = {}, again?: string): Outcome => ({
  reply,
  change,
  again,
})

const busy = outcome('503 temporarily_unavailable')
const bug = outcome('500 internal_error')
const gone = outcome('404 session_not_found', { step: 0 })

const each = (one: Outcome, ...names: readonly RequestName[]) =>
  Object.fromEntries(names.map((name) => [name, one])) as Fault['cells']

const SENDS = ['send', 'sendChecked', 'resend', 'changePhone'] as const
const VERIFIES = ['rightCode', 'wrongCode', 'replacedCode', 'rightCodeRepeated'] as const
const READS = ['session', 'sessionVerified'] as const
const OFF_STEPS = ['verifyAadhaarQr', 'startAadhaar', 'finishAadhaar', 'verifyPan'] as const
const IDENTIFYING = ['aadhaarQr', 'toDigiLocker', 'fromDigiLocker', 'pan', 'panByDate'] as const
const STEPS = [
  ...OFF_STEPS,
  ...IDENTIFYING,
  'personalDetails',
  'createAccount',
  'createAccountRepeated',
  'withdrawSignup',
] as const
const PANS = ['pan', 'panByDate'] as const
const IN_ACCOUNT = ['account', 'signOut', 'withdrawOffers', 'closeAccount'] as const
const ON_DESK = ['createAccount', 'createAccountRepeated', ...IN_ACCOUNT] as const
const IN_SESSION = ['sendRepeated', 'resend', 'changePhone', ...VERIFIES, ...READS] as const
const IN_SENT_SESSION = ['receipt', 'receiptByToken', 'keyPressed'] as const
const WEBHOOKS = [...IN_SENT_SESSION, 'receiptForged'] as const
const OTHERS = ['unknownPath', 'wrongMethod'] as const
const API = [
  'send',
  'sendChecked',
  ...IN_SESSION,
  ...STEPS,
  ...IN_ACCOUNT,
  'notices',
  ...WEBHOOKS,
  ...OTHERS,
] as const

const notTaken = outcome('503 sms_unavailable', { asked: 1 })

const GATEWAY: Record<string, Fault> = {
  'the gateway cannot be reached, as Cloudflare says by 521': {
    gateway: { kind: 'status', status: 521 },
    cells: each(notTaken, ...SENDS),
  },
  'the gateway answers 500': {
    gateway: { kind: 'status', status: 500 },
    cells: each(notTaken, ...SENDS),
  },
  'the gateway answers 504, so that it may have sent': {
    gateway: { kind: 'status', status: 504 },
    cells: {},
  },
  'the gateway never answers': { gateway: { kind: 'silent' }, cells: {} },
  'the gateway never ends its answer': { gateway: { kind: 'slow_body' }, cells: {} },
  'the gateway hangs up': { gateway: { kind: 'reset' }, cells: {} },
}

const refuses = (status: number, code: number) => ({ kind: 'error', status, code }) as const

const refusedForGood = outcome('400 undeliverable_phone', { counted: 1 })

/** Both may have sent it. */
const twice: Fault['cells'] = {
  ...each(
    outcome('200', { step: 1, left: 3, phone: 'own', asked: 1, counted: 2 }),
    'send',
    'sendChecked',
  ),
  resend: outcome('200', { asked: 1, counted: 2 }),
  changePhone: outcome('200', { phone: 'other', asked: 1, counted: 2 }),
}

const TWO_GATEWAYS: Record<string, Fault> = {
  'the first of two gateways is throttled': { first: refuses(429, 20_429), cells: {} },
  'the first of two gateways is down': { first: refuses(503, 20_503), cells: {} },
  'the first of two gateways refuses our account': { first: refuses(401, 20_003), cells: {} },
  'the first of two gateways never answers': { first: { kind: 'silent' }, cells: twice },
  'the first of two gateways hangs up': { first: { kind: 'reset' }, cells: twice },
  'the first of two gateways refuses the number for good': {
    first: refuses(400, 21_614),
    cells: each(refusedForGood, ...SENDS),
  },
  'the gateway that texted is not configured any more': {
    bindings: () => ({ SMS_GATEWAYS: 'webhook' }),
    cells: each(outcome('404 not_found'), ...WEBHOOKS),
  },
}

const answered = (status: number, body: string) => ({ kind: 'answer', status, body }) as const

/** What gives no verdict lets the send pass under the ordinary limits. */
const BOT_CHECK: Record<string, Fault> = {
  'the bot check never answers': { botCheck: { kind: 'silent' }, cells: {} },
  'the bot check never ends its answer': { botCheck: { kind: 'slow_body' }, cells: {} },
  'the bot check hangs up': { botCheck: { kind: 'reset' }, cells: {} },
  'the bot check answers 503': { botCheck: answered(503, ''), cells: {} },
  'the bot check answers nonsense': { botCheck: answered(200, '<html>'), cells: {} },
  'the bot check leads elsewhere': { botCheck: { kind: 'redirect' }, cells: {} },
}

const reads = (answer: (key: string) => unknown) => (struck: () => void) => ({
  ADDRESSES: kvAnswering((key) => {
    struck()
    return answer(key)
  }),
})

const brokenLimit = (struck: () => void) => ({
  limit: async () => {
    struck()
    throw new Error('of the rate limit')
  },
})

const rejected = () => Promise.reject(new Error('KV GET failed: 500'))
const silent = () => new Promise(() => undefined)

const KV: Record<string, Fault> = {
  'KV cannot be read': { bindings: reads(rejected), cells: {} },
  'KV does not answer a read': { bindings: reads(silent), cells: {} },
  'KV has forgotten all': { bindings: reads(() => null), cells: {} },
  'KV says something unknown': { bindings: reads(() => ({ version: 2 })), cells: {} },
  'KV still says that the country is held back': {
    bindings: reads((key) => (key.startsWith('traffic:') ? { closed: [], stage: 'spent' } : null)),
    cells: {},
  },
  'KV still says that the only gateway is passed over': {
    bindings: reads((key) =>
      key.startsWith('traffic:') ? { closed: [], stage: 'open', tripped: { webhook: 1 } } : null,
    ),
    cells: {},
  },
  'KV cannot be written': {
    // The tenth person verified there makes the address a shared one, which the monitor writes.
    async prepare(scene, struck) {
      const { monitor, askedBy } = monitorOf(scene)
      await verifyMany(monitor, askedBy, 9)
      const put = () => {
        struck()
        return Promise.reject(new Error('KV PUT failed: 429'))
      }
      await bindWithin(monitor, envWith({ ADDRESSES: { put } }))
    },
    cells: {},
  },
  'the rate limits fail': {
    bindings: (struck) => ({
      SEND_BURST: brokenLimit(struck),
      VERIFY_BURST: brokenLimit(struck),
      BEARER_BURST: brokenLimit(struck),
    }),
    cells: {},
  },
  'KV and the monitor cannot be reached': {
    bindings: (struck) => ({
      ...reads(rejected)(struck),
      TRAFFIC_MONITOR: faultyNamespace(env.TRAFFIC_MONITOR, () => overloaded),
    }),
    cells: each(busy, 'sendRepeated', ...SENDS),
  },
}

const retryable = (carriedOut: boolean): CallFault => ({
  error: objectError({ retryable: true }),
  carriedOut,
})
const overloaded: CallFault = { error: objectError({ overloaded: true }), carriedOut: false }
const broken: CallFault = { error: objectError({}), carriedOut: false }

const OBJECTS_OF = { ...env, ...quickHashes() }

type ObjectBinding =
  | 'SIGNUP_SESSION'
  | 'PHONE_GUARD'
  | 'TRAFFIC_MONITOR'
  | 'SIGN_IN'
  | 'ACCOUNT_DESK'

/** Fails calls, or those of one method. */
const calls = (name: ObjectBinding, fault: CallFault, times = Infinity, only?: string) =>
  function bindings(struck: () => void) {
    let left = times
    const next = (method: string) => {
      if (only !== undefined && method !== only) return undefined
      left -= 1
      if (left < 0) return undefined
      struck()
      return fault
    }
    return { [name]: faultyNamespace(OBJECTS_OF[name], next) }
  }

/** `unreachable`: the calls fail for good; `lost`: they are carried out, but no answer comes. */
const object = (
  name: ObjectBinding,
  cells: Record<'unreachable' | 'lost' | 'broken', Fault['cells']>,
): Record<string, Fault> => ({
  [`${name} fails once`]: { bindings: calls(name, retryable(false), 1), cells: {} },
  [`${name} answers only the second call`]: {
    bindings: calls(name, retryable(true), 1),
    cells: {},
  },
  [`${name} fails for good`]: { bindings: calls(name, retryable(false)), cells: cells.unreachable },
  [`${name} never answers`]: { bindings: calls(name, retryable(true)), cells: cells.lost },
  [`${name} is overloaded`]: { bindings: calls(name, overloaded), cells: cells.unreachable },
  [`${name} has a bug`]: { bindings: calls(name, broken), cells: cells.broken },
})

/** The accounts keep that none is made, and the signup is still there to be asked for again. */
const UNMADE = { account: 'closed', sessions: 0 } as const
const notWithdrawn = outcome('503 temporarily_unavailable', UNMADE)

const OBJECTS: Record<string, Fault> = {
  ...object('SIGNUP_SESSION', {
    unreachable: each(busy, 'send', 'sendChecked', ...IN_SESSION, ...STEPS, ...IN_SENT_SESSION),
    lost: {
      ...each(busy, 'send', 'sendChecked', ...IN_SESSION, ...STEPS, 'keyPressed'),
      personalDetails: outcome('503 temporarily_unavailable', { step: 5 }),
      aadhaarQr: outcome('503 temporarily_unavailable', { step: 5 }),
      // Until its lease is over.
      ...each(outcome('503 temporarily_unavailable', {}, '409 in_progress'), 'pan', 'panByDate'),
      // Until its lease is over.
      createAccount: outcome('503 temporarily_unavailable', {}, '409 in_progress'),
      withdrawSignup: outcome('503 temporarily_unavailable', {}, '409 in_progress'),
      ...each(
        outcome('503 temporarily_unavailable', { delivery: 'delivered' }),
        'receipt',
        'receiptByToken',
      ),
      resend: outcome('503 temporarily_unavailable', { counted: 1 }, '409 in_progress'),
      changePhone: outcome(
        '503 temporarily_unavailable',
        { phone: 'other', counted: 1 },
        '409 in_progress',
      ),
      rightCode: outcome('503 temporarily_unavailable', { step: 2 }),
      wrongCode: outcome('503 temporarily_unavailable', { left: 2 }),
      rightCodeRepeated: outcome('503 temporarily_unavailable', {}, '409 already_verified'),
    },
    broken: each(bug, 'send', 'sendChecked', ...IN_SESSION, ...STEPS, ...IN_SENT_SESSION),
  }),
  ...object('PHONE_GUARD', {
    unreachable: each(busy, 'sendRepeated', ...SENDS, ...PANS),
    // What was reserved stays counted, though no gateway was asked.
    lost: {
      ...each(outcome('503 temporarily_unavailable', { counted: 1 }, '429 rate_limited'), ...SENDS),
      sendRepeated: busy,
      // As a look-up does that was not made.
      ...each(outcome('503 temporarily_unavailable', { lookups: 1 }), ...PANS),
    },
    broken: each(bug, 'sendRepeated', ...SENDS, ...PANS),
  }),
  // It is told after the reply.
  ...object('TRAFFIC_MONITOR', { unreachable: {}, lost: {}, broken: {} }),
  ...object('SIGN_IN', {
    unreachable: { createAccount: busy },
    lost: { createAccount: busy },
    broken: { createAccount: bug },
  }),
  ...object('ACCOUNT_DESK', {
    unreachable: { ...each(busy, ...ON_DESK), withdrawSignup: notWithdrawn },
    lost: {
      ...each(busy, ...ON_DESK),
      withdrawSignup: notWithdrawn,
      signOut: outcome('503 temporarily_unavailable', { sessions: 0 }),
    },
    broken: {
      ...each(bug, ...ON_DESK),
      withdrawSignup: outcome('500 internal_error', UNMADE),
    },
  }),
}

const MADE = { account: 'open', sessions: 1, offers: 'given' } as const

const lost: CallFault = { ...overloaded, carriedOut: true }

/** The making and the closing of an account fail at each call in turn, or its answer is lost. */
const CALLS: Record<string, Fault> = {
  'the signup does not hear that its account is made': {
    bindings: calls('SIGNUP_SESSION', overloaded, Infinity, 'releaseAccount'),
    cells: { createAccount: outcome('201', MADE) },
  },
  'the signup hears that its account is made, and does not say so': {
    bindings: calls('SIGNUP_SESSION', lost, Infinity, 'releaseAccount'),
    cells: {},
  },
  'too many passwords wait to be hashed': {
    bindings: () => ({
      SIGN_IN: {
        getByName: () => ({
          hashPassword: async () => ({ ok: false, reason: 'busy', retryAfter: 2001 }),
        }),
      },
    }),
    cells: { createAccount: outcome('503 busy') },
  },
  'the desk makes a key, and does not say so': {
    bindings: calls('ACCOUNT_DESK', lost, Infinity, 'prepare'),
    cells: { createAccount: busy },
  },
  'the desk opens no session': {
    bindings: calls('ACCOUNT_DESK', overloaded, Infinity, 'openSession'),
    cells: { createAccount: outcome('503 temporarily_unavailable', { ...MADE, sessions: 0 }) },
  },
  'the desk opens a session, and does not say so': {
    bindings: calls('ACCOUNT_DESK', lost, Infinity, 'openSession'),
    cells: { createAccount: outcome('503 temporarily_unavailable', MADE) },
  },
  'the desk does not close': {
    bindings: calls('ACCOUNT_DESK', overloaded, Infinity, 'close'),
    cells: {
      withdrawSignup: notWithdrawn,
      closeAccount: outcome('503 temporarily_unavailable', { account: 'closed' }),
    },
  },
  'the desk closes, and does not say so': {
    bindings: calls('ACCOUNT_DESK', lost, Infinity, 'close'),
    cells: {
      withdrawSignup: notWithdrawn,
      closeAccount: outcome(
        '503 temporarily_unavailable',
        { account: 'closed', sessions: 0 },
        '200',
      ),
    },
  },
}

const database = (fault: StatementFault, times = Infinity) =>
  function bindings(struck: () => void) {
    let left = times
    const faultOf = () => {
      left -= 1
      if (left < 0) return undefined
      struck()
      return fault
    }
    return { ACCOUNTS: tappedDatabase(env.ACCOUNTS, { faultOf }) }
  }

const connectionLost = (carriedOut: boolean): StatementFault => ({
  error: databaseError('Network connection lost.'),
  carriedOut,
})

const STORED = [
  'createAccount',
  'withdrawSignup',
  'account',
  'withdrawOffers',
  'closeAccount',
] as const

/** What the register told is kept, and not paid for again. */
const notSaidWhose = outcome('503 temporarily_unavailable', { lookups: 1 })

const noFault = () => undefined

/** Reads no faster than a person does: each statement takes a tenth of a second. */
function slowDatabase(struck: () => void) {
  const real = tappedDatabase(env.ACCOUNTS, { faultOf: noFault })
  const batch = async (statements: D1PreparedStatement[]) => {
    struck()
    await scheduler.wait(100)
    return real.batch(statements)
  }
  return { ACCOUNTS: { prepare: real.prepare.bind(real), batch } }
}

const DATABASE: Record<string, Fault> = {
  'D1 fails once': { bindings: database(connectionLost(false), 1), cells: {} },
  'D1 loses its first answer': { bindings: database(connectionLost(true), 1), cells: {} },
  'D1 cannot be reached': {
    bindings: database(connectionLost(false)),
    cells: { ...each(busy, ...STORED), panByDate: notSaidWhose },
  },
  'D1 does as it is told, and its answers are lost': {
    bindings: database(connectionLost(true)),
    cells: {
      account: busy,
      withdrawSignup: notWithdrawn,
      createAccount: outcome('503 temporarily_unavailable', { ...MADE, sessions: 0 }),
      withdrawOffers: outcome('503 temporarily_unavailable', { offers: 'withdrawn' }),
      closeAccount: outcome('503 temporarily_unavailable', { account: 'closed' }),
      panByDate: notSaidWhose,
    },
  },
  'D1 is overloaded': {
    bindings: database({
      error: databaseError('D1 DB is overloaded. Requests queued for too long.'),
      carriedOut: false,
    }),
    cells: { ...each(busy, ...STORED), panByDate: notSaidWhose },
  },
  'D1 has no such table': {
    bindings: database({
      error: databaseError('no such table: accounts: SQLITE_ERROR'),
      carriedOut: false,
    }),
    cells: { ...each(bug, ...STORED), panByDate: outcome('500 internal_error', { lookups: 1 }) },
  },
  'D1 is slow': { bindings: slowDatabase, cells: {} },
  'another account has the phone': {
    async prepare({ phone }) {
      await accountStore(configOf(env)).create(newAccount({ phone }), Date.now())
    },
    cells: { createAccount: outcome('409 account_exists') },
  },
}

const ASSETS: Record<string, Fault> = {
  'the assets cannot be read': {
    bindings: () => ({ ASSETS: { fetch: () => Promise.reject(new Error('of the assets')) } }),
    cells: { ...each(bug, 'signupPage', 'formPage', 'accountPage'), createAccount: busy },
  },
  'the assets were not built': {
    bindings: () => ({ ASSETS: { fetch: async () => new Response(null, { status: 404 }) } }),
    cells: { ...each(bug, 'signupPage', 'formPage', 'accountPage'), createAccount: busy },
  },
}

/** What gives no answer stops nobody. */
const BREACHES: Record<string, Fault> = {
  'the service of leaked passwords knows none': { breaches: 'lists', cells: {} },
  'the service of leaked passwords refuses': { breaches: 'refuses', cells: {} },
  'the service of leaked passwords leads elsewhere': { breaches: 'redirects', cells: {} },
  'the service of leaked passwords never answers': { breaches: 'silent', cells: {} },
  'the service of leaked passwords never ends its answer': { breaches: 'slow_body', cells: {} },
  'the service of leaked passwords hangs up': { breaches: 'reset', cells: {} },
  'the service of leaked passwords answers nonsense': { breaches: 'garbage', cells: {} },
}

const unavailable = outcome('503 verifier_unavailable')

/** It may have been paid for: asked again, it is another. */
const spent = outcome('503 verifier_unavailable', { lookups: 1 })

const register = (pan: Outcome): Fault['cells'] => ({
  ...each(unavailable, 'toDigiLocker', 'fromDigiLocker'),
  pan,
})

/** The signup stays where it is, and nothing is taken for answered. */
const REGISTERS: Record<string, Fault> = {
  'the register is throttled': { register: 'throttles', cells: register(unavailable) },
  'the register refuses our account': { register: 'refuses_account', cells: register(unavailable) },
  'the register answers 500': { register: 'answers_500', cells: register(spent) },
  'the register is down': { register: 'answers_503', cells: register(spent) },
  'the register lost sight of the request': { register: 'answers_504', cells: register(spent) },
  'the register never answers': { register: 'silent', cells: register(spent) },
  'the register never ends its answer': { register: 'slow_body', cells: register(spent) },
  'the register hangs up': { register: 'reset', cells: register(spent) },
  'the register answers nonsense': { register: 'garbage', cells: register(spent) },
  'the register answers other JSON': { register: 'answers_other_json', cells: register(spent) },
  'the register answers too much': { register: 'answers_too_much', cells: register(spent) },
}

const notConfigured: Fault['cells'] = {
  ...each(outcome('503 not_configured'), 'signupPage', 'accountPage', ...API),
  health: outcome('503'),
  ...each(outcome('404 not_found'), 'botCheckPage', 'sandboxDigiLocker'),
}

const missing = (name: string): Record<string, Fault> => ({
  [`${name} is missing`]: {
    bindings: () => ({ [name]: undefined }),
    cells: notConfigured,
  },
})

const CONFIGURATION: Record<string, Fault> = {
  ...missing('OTP_SECRET'),
  ...missing('DATA_SECRET'),
  ...missing('INDEX_SECRET'),
  ...missing('SMS_WEBHOOK_SECRET'),
  ...missing('SMS_WEBHOOK_URL'),
  ...missing('SMS_GATEWAYS'),
  ...missing('BRAND'),
  ...missing('ALLOWED_COUNTRIES'),
  // It matters only where the check is on, and the page has no other configuration.
  'TURNSTILE_SECRET_KEY is missing': {
    bindings: () => ({ TURNSTILE_SECRET_KEY: undefined }),
    cells: {
      sendChecked: outcome('503 not_configured'),
      botCheckPage: outcome('404 not_found'),
    },
  },
  'PUBLIC_HOST is missing in production': {
    bindings: () => ({ ...PRODUCTION, PUBLIC_HOST: undefined }),
    cells: notConfigured,
  },
}

const expired = each(outcome('410 otp_expired'), 'rightCode', 'wrongCode')
const replayOver = { rightCodeRepeated: outcome('409 already_verified') }
/** Its key is forgotten: the same send is another, and begins another session. */
const keyForgotten = { sendRepeated: outcome('200', { asked: 1, counted: 1 }) }
/** What the account's session is no more, or not lately enough signed in for. */
const repeatOver = { createAccountRepeated: outcome('404 session_not_found') }
const notFresh = { closeAccount: outcome('403 fresh_sign_in_required') }
/** Setu gives a person half an hour there. */
const visitOver = { fromDigiLocker: outcome('410 aadhaar_expired') }
const accountOver = {
  ...repeatOver,
  ...each(outcome('401 signed_out'), 'account', 'withdrawOffers', 'closeAccount'),
}
const over = {
  ...visitOver,
  ...each(gone, 'resend', 'changePhone', 'rightCode', 'wrongCode', 'replacedCode', 'session'),
  ...accountOver,
  sendRepeated: outcome('200', { step: 0, asked: 1, counted: 1 }),
  // Nothing is left that a receipt could be of, and a call says that there is no code any more.
  ...each(outcome('200', { step: 0 }), ...IN_SENT_SESSION),
  receiptForged: outcome('403 forbidden', { step: 0 }),
}

const CLOCK: Record<string, Fault> = {
  'it is 1 ms before the next text may go': {
    at: WAIT - 1,
    cells: { resend: outcome('429 resend_too_soon') },
  },
  'it is 1 ms before the end of the replay': { at: MINUTE - 1, cells: {} },
  'it is the end of the replay': { at: MINUTE, cells: replayOver },
  'it is 1 ms before the code expires': { at: 5 * MINUTE - 1, cells: replayOver },
  'it is when the code expires': { at: 5 * MINUTE, cells: { ...replayOver, ...expired } },
  'it is 1 ms before the key is forgotten': {
    at: 10 * MINUTE - 1,
    cells: { ...replayOver, ...expired, ...notFresh },
  },
  'it is when the key is forgotten': {
    at: 10 * MINUTE,
    cells: { ...replayOver, ...expired, ...keyForgotten, ...notFresh, ...repeatOver },
  },
  'it is 1 ms before the end of an idle session of an account': {
    at: 15 * MINUTE - 1,
    cells: { ...replayOver, ...expired, ...keyForgotten, ...notFresh, ...repeatOver },
  },
  'it is the end of an idle session of an account': {
    at: 15 * MINUTE,
    cells: { ...replayOver, ...expired, ...keyForgotten, ...accountOver },
  },
  'it is the last moment for a text in an unverified session': {
    at: HOUR - 5 * MINUTE,
    cells: { ...replayOver, ...expired, ...keyForgotten, ...accountOver, ...visitOver },
  },
  'it is 1 ms before the end of an unverified session': {
    at: HOUR - 1,
    cells: {
      ...replayOver,
      ...expired,
      ...keyForgotten,
      ...accountOver,
      ...visitOver,
      ...each(outcome('404 session_not_found'), 'resend', 'changePhone'),
    },
  },
  'it is the end of an unverified session': {
    at: HOUR,
    cells: { ...replayOver, ...over },
  },
  'it is 1 ms before the end of a verified session': {
    at: DAY - 1,
    cells: { ...replayOver, ...over },
  },
  'it is the end of a verified session': {
    at: DAY,
    cells: {
      ...over,
      ...each(gone, 'rightCodeRepeated', 'sessionVerified'),
      ...each(
        gone,
        ...OFF_STEPS,
        ...IDENTIFYING,
        'personalDetails',
        'createAccount',
        'withdrawSignup',
      ),
    },
  },
}

/** Every fault there is. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'nothing is wrong': { cells: {} },
  ...GATEWAY,
  ...TWO_GATEWAYS,
  ...BOT_CHECK,
  ...KV,
  ...OBJECTS,
  ...CALLS,
  ...DATABASE,
  ...ASSETS,
  ...BREACHES,
  ...REGISTERS,
  ...CONFIGURATION,
  ...CLOCK,
}
