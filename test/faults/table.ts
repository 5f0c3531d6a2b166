import { env } from 'cloudflare:workers'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import { bindWithin, envWith, kvAnswering, PRODUCTION } from '../support/bindings.ts'
import { type CallFault, faultyNamespace, objectError } from '../support/faulty.ts'
import { verifyMany } from '../support/monitor.ts'
import type { Behaviour } from '../support/sms-receiver.ts'
import type { Behaviour as BotCheckBehaviour } from '../support/turnstile.ts'
import type { Behaviour as TwilioBehaviour } from '../support/twilio.ts'
import type { Outcome, RequestName } from './requests.ts'
import { monitorOf, type Scene, type State } from './scene.ts'

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
const VERIFIES = ['rightCode', 'wrongCode', 'rightCodeRepeated'] as const
const READS = ['session', 'sessionVerified'] as const
const IN_SESSION = ['sendRepeated', 'resend', 'changePhone', ...VERIFIES, ...READS] as const
const IN_SENT_SESSION = ['receipt', 'receiptByToken', 'keyPressed'] as const
const WEBHOOKS = [...IN_SENT_SESSION, 'receiptForged'] as const
const OTHERS = ['unknownPath', 'wrongMethod'] as const
const API = ['send', 'sendChecked', ...IN_SESSION, ...WEBHOOKS, ...OTHERS] as const

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

type ObjectBinding = 'SIGNUP_SESSION' | 'PHONE_GUARD' | 'TRAFFIC_MONITOR'

const calls = (name: ObjectBinding, fault: CallFault, times = Infinity) =>
  function bindings(struck: () => void) {
    let left = times
    const next = () => {
      left -= 1
      if (left < 0) return undefined
      struck()
      return fault
    }
    return { [name]: faultyNamespace(env[name], next) }
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

const OBJECTS: Record<string, Fault> = {
  ...object('SIGNUP_SESSION', {
    unreachable: each(busy, 'send', 'sendChecked', ...IN_SESSION, ...IN_SENT_SESSION),
    lost: {
      ...each(busy, 'send', 'sendChecked', ...IN_SESSION, 'keyPressed'),
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
    broken: each(bug, 'send', 'sendChecked', ...IN_SESSION, ...IN_SENT_SESSION),
  }),
  ...object('PHONE_GUARD', {
    unreachable: each(busy, 'sendRepeated', ...SENDS),
    // What was reserved stays counted, though no gateway was asked.
    lost: {
      ...each(outcome('503 temporarily_unavailable', { counted: 1 }, '429 rate_limited'), ...SENDS),
      sendRepeated: busy,
    },
    broken: each(bug, 'sendRepeated', ...SENDS),
  }),
  // It is told after the reply.
  ...object('TRAFFIC_MONITOR', { unreachable: {}, lost: {}, broken: {} }),
}

const notConfigured: Fault['cells'] = {
  ...each(outcome('503 not_configured'), 'signupPage', ...API),
  health: outcome('503'),
  botCheckPage: outcome('404 not_found'),
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
const over = {
  ...each(gone, 'resend', 'changePhone', 'rightCode', 'wrongCode', 'session'),
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
    cells: { ...replayOver, ...expired },
  },
  'it is when the key is forgotten': {
    at: 10 * MINUTE,
    cells: { ...replayOver, ...expired, ...keyForgotten },
  },
  'it is the last moment for a text in an unverified session': {
    at: HOUR - 5 * MINUTE,
    cells: { ...replayOver, ...expired, ...keyForgotten },
  },
  'it is 1 ms before the end of an unverified session': {
    at: HOUR - 1,
    cells: {
      ...replayOver,
      ...expired,
      ...keyForgotten,
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
  ...CONFIGURATION,
  ...CLOCK,
}
