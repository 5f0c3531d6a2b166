import type { SendOutcome } from '../guard/reservations.ts'
import { callGuard, callMonitor, callSession } from '../objects.ts'
import type { Timers } from '../otp/challenge.ts'
import type { DeliveryState } from '../otp/deliveries.ts'
import type { Outcome } from '../otp/outcome.ts'
import type { IssuedCode } from '../otp/resend.ts'
import { maskPhone } from '../phone/number.ts'
import { logEvent } from '../platform/log.ts'
import { type Dispatch, dispatchText, type GatewayAttempt, mayHaveSent } from '../sms/dispatch.ts'
import type { SmsGateway } from '../sms/gateway.ts'
import { sealReference } from '../sms/reference.ts'
import { wordsFor } from '../sms/templates.ts'
import { type Edge, isFictitious, phoneEvent } from './edge.ts'
import type { AdmittedSend } from './gate.ts'

/** Holds a code to send now, with the cookie's token where the session begins. */
type Issued = IssuedCode & { readonly code: string; readonly token?: string }

type SentDispatch = Extract<Dispatch, { kind: 'sent' }>

/** Answers for a code that went out or may have, now or under the same key before. */
type SentCode = {
  readonly ok: true
  readonly sessionId: string
  /** Masked. */
  readonly phone: string
  /** The number of the issue whose code it brought. */
  readonly issue: number
  /** None for a repeat that comes after the phone was verified. */
  readonly timers: Timers | undefined
  /** The state of the text's delivery, where its gateway reports. */
  readonly delivery: DeliveryState | undefined
  /** The cookie's token, where this send began the session. */
  readonly token: string | undefined
  /** The gateways that this very send asked. */
  readonly attempts: readonly GatewayAttempt[]
}

type Refused<Reason extends string, More = unknown> = { ok: false; reason: Reason } & More

export type SendRefusal =
  | Refused<'session_not_found' | 'another_body' | 'object_unavailable'>
  | Refused<'already_verified', { readonly nextStep: number }>
  | Refused<'resend_too_soon', { readonly timers: Timers }>
  | Refused<'phone_limited', { readonly retryAt: number }>
  | Refused<'in_progress' | 'channel_not_offered', { readonly timers?: Timers }>
  | Refused<
      'text_not_sent' | 'undeliverable_phone',
      { readonly timers: Timers | undefined; readonly attempts: readonly GatewayAttempt[] }
    >

/** Refuses what went out before under the same key: its session says what to answer. */
type Repeated = Refused<'repeat', { readonly sessionId: string }>

/**
 * Sends a code: to begin a session, or again in one. The phone's guard reserves the text before any gateway
 * is asked. Throws `ObjectUnavailableError`; what was reserved by then stays counted.
 */
export async function sendCode(edge: Edge, send: AdmittedSend): Promise<SentCode | SendRefusal> {
  try {
    const result = await issueAndDispatch(edge, send)
    returnTurns(edge, send, result)
    return result
  } catch (error) {
    forgetKey(edge, send)
    returnTurns(edge, send, undefined)
    throw error
  }
}

async function issueAndDispatch(edge: Edge, send: AdmittedSend): Promise<SentCode | SendRefusal> {
  const issued = await (send.isFirst ? beginSession(edge, send) : resumeSession(edge, send))
  if (!issued.ok) return issued.reason === 'repeat' ? repeat(edge, send, issued.sessionId) : issued
  const dispatch = await dispatchCode(edge, send, issued)
  if (dispatch.kind === 'sent') commitSent(edge, send, dispatch)
  countDispatch(edge, send, dispatch)
  return dispatch.kind === 'sent'
    ? finish(edge, send, issued, dispatch)
    : undo(edge, send, dispatch)
}

/** Starts a session while the guard reserves: nobody knows its id, so it may go where that says no. */
async function beginSession(
  edge: Edge,
  send: AdmittedSend,
): Promise<Issued | SendRefusal | Repeated> {
  if (send.channel !== 'sms') return { ok: false, reason: 'channel_not_offered' }
  const [reserving, starting] = await Promise.allSettled([
    callGuard(edge, send.phone, (guard) => guard.reserve(send)),
    callSession(edge, send.sessionId, (session) => session.start(send)),
  ])
  // It may have begun all the same.
  const drop = () => edge.afterReply(() => discard(edge, send))
  if (reserving.status === 'rejected') {
    drop()
    throw reserving.reason
  }
  const reserved = reserving.value
  if (!reserved.ok) {
    drop()
    return reserved
  }
  if (starting.status === 'rejected') {
    drop()
    await commit(edge, send, { kind: 'failed', counts: false })
    throw starting.reason
  }
  return { ...starting.value, maxTexts: reserved.maxTexts }
}

/** Has a session that others may know of ask the guard itself before it issues a code. */
async function resumeSession(
  edge: Edge,
  send: AdmittedSend,
): Promise<Issued | SendRefusal | Repeated> {
  const issued = await callSession(edge, send.sessionId, (session) => session.resend(send))
  if (!issued.ok && issued.reason === 'object_unavailable') forgetKey(edge, send)
  return issued
}

/** Asks each gateway of the route until one accepts. Nothing goes out to a fictitious number. */
async function dispatchCode(edge: Edge, send: AdmittedSend, issued: Issued): Promise<Dispatch> {
  const { config } = edge
  const { id, sessionId, phone, channel, language, app } = send
  if (isFictitious(edge, phone)) {
    logEvent('fictitious_number_used', { for: 'send' })
    return { kind: 'sent', texts: 1, segments: 0, gateway: 'none', attempts: [] }
  }
  const { brand, publicHost: host, indexKeys, templates } = config
  const { code } = issued
  const textFor = ({ name }: SmsGateway) => ({
    id,
    to: phone.e164,
    channel,
    words: wordsFor(
      templates,
      { channel, country: phone.country, language, app, gateway: name },
      { code, brand, host },
    ),
    code,
    sessionId,
    expiresAt: issued.timers.expiresAt,
    get reference() {
      return sealReference(indexKeys.receipt, name, { sessionId, sendId: id })
    },
  })
  const gateways = issued.route.flatMap(
    (name) => config.gateways.find((gateway) => gateway.name === name) ?? [],
  )
  return dispatchText(gateways, textFor, issued.maxTexts, (gateway, reason) =>
    logEvent('gateway_misconfigured', { gateway, reason }),
  )
}

/** Tells the country's monitor, after the reply, what went out and how gateways answered. */
function countDispatch(edge: Edge, send: AdmittedSend, dispatch: Dispatch): void {
  const { phone, asker, channel } = send
  const { attempts } = dispatch
  if (attempts.length === 0 && dispatch.kind === 'sent') return
  const event = { ...phoneEvent(edge, phone, asker), attempts, channel }
  edge.afterReply(() =>
    callMonitor(edge, phone, asker, (monitor) => {
      if (dispatch.kind !== 'sent') return monitor.countFailure(event)
      const { gateway, texts, segments } = dispatch
      return monitor.countText({ ...event, gateway, texts, segments })
    }),
  )
}

/** Answers a text that went out or may have. */
async function finish(
  edge: Edge,
  send: AdmittedSend,
  issued: Issued,
  dispatch: SentDispatch,
): Promise<SentCode> {
  const { gateways } = edge.config
  const senders = mayHaveSent(dispatch)
  const isReported = gateways.some(
    ({ name, readReceipts }) => readReceipts && senders.includes(name),
  )
  return {
    ok: true,
    sessionId: send.sessionId,
    phone: maskPhone(send.phone),
    issue: issued.issue.number,
    timers: await recordSent(edge, send, issued, dispatch),
    delivery: isReported ? 'pending' : undefined,
    token: issued.token,
    attempts: dispatch.attempts,
  }
}

/** Commits a text with the guard; under a key at once, as a repeat may come on the reply's heels. */
function commitSent(edge: Edge, send: AdmittedSend, { texts }: SentDispatch): void {
  const begin = () => commit(edge, send, { kind: 'sent', texts })
  if (!send.key) return edge.afterReply(begin)
  const committing = begin()
  committing.catch(() => undefined)
  edge.afterReply(() => committing)
}

/**
 * Records a text with its session, and gives the timers after it. Where several gateways may have sent it,
 * the next text is further off than was said: only then the reply waits, unless the session is unreachable.
 */
async function recordSent(
  edge: Edge,
  send: AdmittedSend,
  { timers }: Issued,
  dispatch: SentDispatch,
): Promise<Timers> {
  const record = () => recordOutcome(edge, send, dispatch)
  // One text by the first gateway is what a new session expects.
  if (send.isFirst && dispatch.attempts.length <= 1) return timers
  if (dispatch.texts === 1) {
    edge.afterReply(record)
    return timers
  }
  const recording = record()
  edge.afterReply(() => recording)
  const outcome = await recording.catch(() => undefined)
  return outcome?.timers ?? timers
}

/** Takes a text back that no gateway sent; the guard counts it all the same where its code was guessed at. */
async function undo(edge: Edge, send: AdmittedSend, dispatch: Dispatch): Promise<SendRefusal> {
  const outcome: Outcome | undefined = send.isFirst
    ? { release: await discard(edge, send) }
    : await recordOutcome(edge, send, dispatch)
  const isUndeliverable = dispatch.kind === 'undeliverable'
  await commit(edge, send, { kind: 'failed', counts: isUndeliverable || !outcome?.release })
  const reason = isUndeliverable ? 'undeliverable_phone' : 'text_not_sent'
  return { ok: false, reason, timers: outcome?.timers, attempts: dispatch.attempts }
}

/** Answers a send that went out before, from how its session stands now. */
async function repeat(
  edge: Edge,
  { key }: AdmittedSend,
  sessionId: string,
): Promise<SentCode | SendRefusal> {
  const status = await callSession(edge, sessionId, (session) =>
    session.status({ idempotencyKey: key?.value }),
  )
  if (!status.ok) return status
  const { phone, issue, timers, delivery, token } = status
  return { ok: true, sessionId, phone, issue, timers, delivery, token, attempts: [] }
}

/** Gives back, after the reply, the turns of a trickle or probe that no text came of. */
function returnTurns(
  edge: Edge,
  { phone, asker, trickle, probe }: AdmittedSend,
  result: SentCode | SendRefusal | undefined,
): void {
  const attempts = result && 'attempts' in result ? result.attempts : []
  if (trickle && !(result?.ok && attempts.length > 0)) {
    edge.afterReply(() =>
      callMonitor(edge, phone, asker, (monitor) => monitor.returnTrickle(trickle)),
    )
  }
  // One asked in this session already is asked last, if at all, though its turn has come.
  if (probe !== undefined && !attempts.some(({ gateway }) => gateway === probe)) {
    edge.afterReply(() => callMonitor(edge, phone, asker, (monitor) => monitor.returnProbe(probe)))
  }
}

/** Has a repeat under the key of a send that broke off not be told that this text went out. */
function forgetKey(edge: Edge, send: AdmittedSend): void {
  edge.afterReply(() => commit(edge, send, { kind: 'failed', counts: true }))
}

function commit(edge: Edge, { id, phone }: AdmittedSend, outcome: SendOutcome): Promise<void> {
  return callGuard(edge, phone, (guard) => guard.commitSend(id, outcome))
}

function discard(edge: Edge, { id, sessionId }: AdmittedSend): Promise<boolean> {
  return callSession(edge, sessionId, (session) => session.discard(id))
}

function recordOutcome(edge: Edge, { id, sessionId }: AdmittedSend, dispatch: Dispatch) {
  return callSession(edge, sessionId, (session) => session.recordOutcome(id, dispatch))
}
