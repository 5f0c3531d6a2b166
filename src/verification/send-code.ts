import { callGuard, callSession } from '../objects.ts'
import type { SendKey } from '../guard/guard.ts'
import { maskPhone, type Phone } from '../phone/number.ts'
import type { AddressNames } from '../limits/address-names.ts'
import { hmac } from '../platform/secrets.ts'
import type { Delivery, Tried } from '../sms/dispatch.ts'
import type { App } from '../sms/templates.ts'
import { countFailed, countSent, settleGuard } from './count-send.ts'
import { deliverCode, outcomeOf } from './dispatch-code.ts'
import { isFictitious, type Edge } from './edge.ts'
import type { DeliveryState } from '../otp/deliveries.ts'
import type { Timers } from '../signup/policy.ts'
import { reservationOf } from '../signup/plan.ts'
import { mintSessionId } from '../signup/session-id.ts'
import type { CodeToSend, SendRequest, Way } from '../signup/state.ts'

export type SendCodeRequest = {
  readonly phone: Phone
  /** Of a session to go on with; it was minted by this service. */
  readonly sessionId?: string
  /** The cookie's token, where it names that session. */
  readonly token?: string
  readonly idempotencyKey?: string
  /** The app that reads the text itself. */
  readonly app?: App
  readonly askedBy: AddressNames
  /** The device whose cookie proves that it verified this phone once. */
  readonly deviceId?: string
  /** A bot check was solved for this send. */
  readonly solved?: boolean
} & Way

type CodeSent = {
  readonly ok: true
  readonly sessionId: string
  /** Masked. */
  readonly phone: string
  /** Whether this very send texted: not where it repeats one that did. */
  readonly texted: boolean
  /** The gateways that it asked, and what they said. */
  readonly tried: readonly Tried[]
  /** None for a repeat that comes after the phone was verified. */
  readonly timers?: Timers
  /** What is known of the text's delivery, where its gateway tells. */
  readonly delivery?: DeliveryState
  /** The cookie's token, where this send began the session. */
  readonly token?: string
}

type Refused<Reason extends string, More = unknown> = {
  readonly ok: false
  readonly reason: Reason
} & More

export type SendCodeRefusal =
  | Refused<'session_not_found' | 'another_body' | 'object_unavailable'>
  | Refused<'already_verified', { readonly nextStep: number }>
  | Refused<'resend_too_soon', { readonly timers: Timers }>
  | Refused<'phone_limited', { readonly retryAt: number }>
  | Refused<'channel_not_offered'>
  | Refused<'in_progress', { readonly timers?: Timers }>
  | Refused<
      'text_not_sent' | 'undeliverable_phone',
      { readonly timers?: Timers; readonly tried: readonly Tried[] }
    >

type Sent = Extract<Delivery, { kind: 'sent' }>

export type SendCodeResult = CodeSent | SendCodeRefusal

/** One send on its way, by the id that makes its calls repeatable. */
type Send = SendCodeRequest & { readonly id: string; readonly sessionId: string }

/**
 * Texts a code: to begin a session, or again in one. A text is reserved with the phone's guard
 * before any gateway is asked. Throws `ObjectUnavailableError` when an object cannot be reached; what
 * was reserved by then stays counted.
 */
export async function sendCode(context: Edge, request: SendCodeRequest): Promise<SendCodeResult> {
  const begins = request.sessionId === undefined
  if (begins && request.channel !== 'sms') return { ok: false, reason: 'channel_not_offered' }
  const sessionId = request.sessionId ?? mintSessionId(context.config.indexKeys.sessionId)
  const route = isFictitious(context, request.phone) ? [] : request.route
  const send: Send = { ...request, route, id: crypto.randomUUID(), sessionId }
  try {
    return await (begins ? startSession(context, send) : sendAgain(context, send))
  } catch (error) {
    forgetKey(context, send)
    throw error
  }
}

/** Of a send that broke off: a repeat under its key must not be told that this text went out. */
function forgetKey(context: Edge, send: Send): void {
  context.afterReply(() => settleGuard(context, send, { kind: 'failed', counts: true }))
}

/**
 * Nobody knows a new session's id yet, so it may be started while the guard is asked, and thrown
 * away where the guard says no.
 */
async function startSession(context: Edge, send: Send): Promise<SendCodeResult> {
  const { id, phone, askedBy, sessionId, idempotencyKey, route, language } = send
  const key = idempotencyKey === undefined ? {} : { idempotencyKey }
  const [reserving, starting] = await Promise.allSettled([
    callGuard(context, phone, (guard) =>
      guard.reserve(reservationOf(sendRequest(context, send, ''), sessionId)),
    ),
    callSession(context, sessionId, (session) =>
      session.start({ sendId: id, phone, askedBy, route, language, ...key }),
    ),
  ])
  const discard = () => callSession(context, sessionId, (session) => session.discard(id))
  if (reserving.status === 'rejected') {
    context.afterReply(discard)
    throw reserving.reason
  }
  const reserved = reserving.value
  if (!reserved.ok) {
    context.afterReply(discard)
    return reserved.reason === 'repeat' ? repeatAnswer(context, send, reserved.sessionId) : reserved
  }
  if (starting.status === 'rejected') {
    // It may have begun all the same, under an id that nobody knows.
    context.afterReply(discard)
    await settleGuard(context, send, { kind: 'failed', counts: false })
    throw starting.reason
  }
  const code = starting.value
  const delivery = await deliverCode(context, send, code, reserved.most)
  if (delivery.kind === 'sent') {
    countSent(context, send, delivery)
    // By the first gateway alone, or by none to a fictitious number, is what the session expects.
    if (delivery.tried.length <= 1) {
      return { ...sent(context, send, code.timers, delivery), token: code.token }
    }
    const outcome = outcomeOf(delivery)
    const settle = () =>
      callSession(context, sessionId, (session) => session.settleStart(id, outcome))
    const timers = await timersAfter(context, settle, code, delivery)
    return { ...sent(context, send, timers, delivery), token: code.token }
  }
  countFailed(context, send, delivery)
  const discarded = await discard()
  const counts = delivery.kind === 'undeliverable' || !discarded
  await settleGuard(context, send, { kind: 'failed', counts })
  return { ok: false, reason: refusalOf(delivery), tried: delivery.tried }
}

/** In a session that others may know of, the session asks the guard before it issues a code. */
async function sendAgain(context: Edge, send: Send): Promise<SendCodeResult> {
  const { id, sessionId } = send
  const request = sendRequest(context, send, sessionId)
  const code = await callSession(context, sessionId, (session) => session.send(request))
  if (!code.ok) {
    if (code.reason === 'repeat') return repeatAnswer(context, send, code.sessionId)
    if (code.reason === 'object_unavailable') forgetKey(context, send)
    return code
  }
  const delivery = await deliverCode(context, send, code, code.most)
  const outcome = outcomeOf(delivery)
  const settle = () => callSession(context, sessionId, (session) => session.settle(id, outcome))
  if (delivery.kind === 'sent') {
    countSent(context, send, delivery)
    return sent(context, send, await timersAfter(context, settle, code, delivery), delivery)
  }
  countFailed(context, send, delivery)
  const { giveBack, timers } = await settle()
  const counts = delivery.kind === 'undeliverable' || !giveBack
  await settleGuard(context, send, { kind: 'failed', counts })
  const { tried } = delivery
  return { ok: false, reason: refusalOf(delivery), tried, ...(timers && { timers }) }
}

/**
 * `session` is what tells requests under one key apart, with the channel and the app, and beside the
 * phone.
 */
function sendRequest({ config }: Edge, send: Send, session: string): SendRequest {
  const { id, phone, app, askedBy, token, idempotencyKey, deviceId, solved } = send
  const { channel, route, language } = send
  const key: SendKey | undefined =
    idempotencyKey === undefined
      ? undefined
      : {
          hash: hmac(config.indexKeys.idempotencyKey, idempotencyKey),
          body: [session, channel === 'sms' ? undefined : channel, app]
            .filter((part) => part !== undefined)
            .join(' '),
        }
  return {
    sendId: id,
    phone,
    askedBy,
    channel,
    route,
    language,
    ...(token !== undefined && { token }),
    ...(key && { key }),
    ...(deviceId !== undefined && { deviceId }),
    ...(solved !== undefined && { solved }),
  }
}

/** The answer to a send that went out before, from how its session stands now. */
async function repeatAnswer(
  context: Edge,
  { idempotencyKey }: Send,
  sessionId: string,
): Promise<SendCodeResult> {
  const bearer = idempotencyKey === undefined ? {} : { idempotencyKey }
  const status = await callSession(context, sessionId, (session) => session.status(bearer))
  if (!status.ok) return status
  const { phone, timers, delivery, token } = status
  return {
    ok: true,
    texted: false,
    tried: [],
    sessionId,
    phone,
    ...(timers && { timers }),
    ...(delivery && { delivery }),
    ...(token && { token }),
  }
}

/**
 * The timers of a send that went out; its session is told of the end. Where several gateways may have
 * sent it, the next text is further off than the session could say before: then it is asked, unless it
 * cannot be reached.
 */
async function timersAfter(
  { afterReply }: Edge,
  settle: () => Promise<{ readonly timers?: Timers }>,
  { timers }: CodeToSend,
  { texts }: Sent,
): Promise<Timers> {
  if (texts === 1) {
    afterReply(settle)
    return timers
  }
  const settling = settle()
  afterReply(() => settling)
  const settled = await settling.catch(() => undefined)
  return settled?.timers ?? timers
}

/** What is told of a text that went out just now. */
function sent(
  { config }: Edge,
  { sessionId, phone }: Send,
  timers: Timers,
  delivery: Sent,
): CodeSent {
  const { gateways } = outcomeOf(delivery)
  const tells = config.gateways.some((one) => gateways.includes(one.name) && one.readReceipts)
  return {
    ok: true,
    texted: true,
    tried: delivery.tried,
    sessionId,
    phone: maskPhone(phone),
    timers,
    ...(tells && { delivery: 'pending' as const }),
  }
}

function refusalOf(delivery: Exclude<Delivery, { kind: 'sent' }>) {
  return delivery.kind === 'undeliverable' ? 'undeliverable_phone' : 'text_not_sent'
}
